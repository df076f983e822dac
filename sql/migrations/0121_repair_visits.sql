-- +goose Up
CREATE TABLE repair_visits (
    order_id     BIGINT       NOT NULL,
    round        BIGINT       NOT NULL DEFAULT 0,
    community_id BIGINT       NOT NULL,
    staff_id     BIGINT       NOT NULL,
    good         BIGINT       NOT NULL,
    note         VARCHAR(300) NOT NULL DEFAULT '',
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_repair_visits PRIMARY KEY (order_id, round),
    CONSTRAINT fk_repair_visits_order FOREIGN KEY (order_id) REFERENCES repair_orders (id)
);
