-- +goose Up
CREATE TABLE repair_ratings_wide (
    order_id     BIGINT       NOT NULL,
    round        BIGINT       NOT NULL DEFAULT 0,
    community_id BIGINT       NOT NULL,
    worker_id    BIGINT       NOT NULL,
    speed        BIGINT       NOT NULL,
    quality      BIGINT       NOT NULL,
    attitude     BIGINT       NOT NULL,
    tags         TEXT         NOT NULL,
    comment      VARCHAR(200) NOT NULL DEFAULT '',
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_repair_ratings_wide PRIMARY KEY (order_id, round),
    CONSTRAINT ck_repair_ratings_wide_axes CHECK (speed BETWEEN 1 AND 5 AND quality BETWEEN 1 AND 5 AND attitude BETWEEN 1 AND 5),
    CONSTRAINT fk_repair_ratings_wide_order FOREIGN KEY (order_id) REFERENCES repair_orders_wide (id)
);
INSERT INTO repair_ratings_wide (order_id, community_id, worker_id, speed, quality, attitude, tags, comment, created_at)
SELECT order_id, community_id, worker_id, speed, quality, attitude, tags, comment, created_at FROM repair_ratings;
DROP TABLE repair_ratings;
ALTER TABLE repair_ratings_wide RENAME TO repair_ratings;
CREATE INDEX ix_repair_ratings_wide_worker ON repair_ratings (worker_id, created_at);
