-- +goose Up
CREATE TABLE repair_materials (
    order_id BIGINT      NOT NULL,
    event_id BIGINT      NOT NULL,
    item_id  BIGINT      NOT NULL,
    title    VARCHAR(60) NOT NULL,
    unit     VARCHAR(10) NOT NULL,
    quantity BIGINT      NOT NULL,
    CONSTRAINT pk_repair_materials PRIMARY KEY (order_id, event_id, item_id),
    CONSTRAINT ck_repair_materials_quantity CHECK (quantity > 0),
    CONSTRAINT fk_repair_materials_order FOREIGN KEY (order_id) REFERENCES repair_orders (id)
);
