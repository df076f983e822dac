-- +goose Up
CREATE TABLE repair_viewers_wide (
    person_id BIGINT NOT NULL,
    order_id  BIGINT NOT NULL,
    joined    BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT pk_repair_viewers_wide PRIMARY KEY (person_id, order_id),
    CONSTRAINT fk_repair_viewers_wide_order FOREIGN KEY (order_id) REFERENCES repair_orders_wide (id)
);
INSERT INTO repair_viewers_wide (person_id, order_id) SELECT person_id, order_id FROM repair_viewers;
DROP TABLE repair_viewers;
ALTER TABLE repair_viewers_wide RENAME TO repair_viewers;
CREATE INDEX ix_repair_viewers_wide_order ON repair_viewers (order_id);
