-- +goose Up
CREATE TABLE repair_photos_wide (
    order_id BIGINT NOT NULL,
    file_id  BIGINT NOT NULL,
    event_id BIGINT NOT NULL DEFAULT 0,
    position BIGINT NOT NULL,
    CONSTRAINT pk_repair_photos_wide PRIMARY KEY (order_id, file_id),
    CONSTRAINT fk_repair_photos_wide_order FOREIGN KEY (order_id) REFERENCES repair_orders_wide (id)
);
INSERT INTO repair_photos_wide (order_id, file_id, event_id, position) SELECT order_id, file_id, event_id, position FROM repair_photos;
DROP TABLE repair_photos;
ALTER TABLE repair_photos_wide RENAME TO repair_photos;
