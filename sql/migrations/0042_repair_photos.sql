-- +goose Up
CREATE TABLE repair_photos (
    order_id BIGINT NOT NULL,
    file_id  BIGINT NOT NULL,
    event_id BIGINT NOT NULL DEFAULT 0,
    position BIGINT NOT NULL,
    CONSTRAINT pk_repair_photos PRIMARY KEY (order_id, file_id),
    CONSTRAINT fk_repair_photos_order FOREIGN KEY (order_id) REFERENCES repair_orders (id)
);
