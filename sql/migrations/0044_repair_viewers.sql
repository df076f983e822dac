-- +goose Up
CREATE TABLE repair_viewers (
    person_id BIGINT NOT NULL,
    order_id  BIGINT NOT NULL,
    CONSTRAINT pk_repair_viewers PRIMARY KEY (person_id, order_id),
    CONSTRAINT fk_repair_viewers_order FOREIGN KEY (order_id) REFERENCES repair_orders (id)
);
CREATE INDEX ix_repair_viewers_order ON repair_viewers (order_id);
