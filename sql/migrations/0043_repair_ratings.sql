-- +goose Up
CREATE TABLE repair_ratings (
    order_id     BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    worker_id    BIGINT       NOT NULL,
    speed        BIGINT       NOT NULL,
    quality      BIGINT       NOT NULL,
    attitude     BIGINT       NOT NULL,
    tags         TEXT         NOT NULL,
    comment      VARCHAR(200) NOT NULL DEFAULT '',
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_repair_ratings PRIMARY KEY (order_id),
    CONSTRAINT ck_repair_ratings_axes CHECK (speed BETWEEN 1 AND 5 AND quality BETWEEN 1 AND 5 AND attitude BETWEEN 1 AND 5),
    CONSTRAINT fk_repair_ratings_order FOREIGN KEY (order_id) REFERENCES repair_orders (id)
);
CREATE INDEX ix_repair_ratings_worker ON repair_ratings (worker_id, created_at);
