-- +goose Up
CREATE TABLE stock_movements (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    item_id      BIGINT       NOT NULL,
    kind         VARCHAR(16)  NOT NULL,
    quantity     BIGINT       NOT NULL,
    level_after  BIGINT       NOT NULL,
    order_id     BIGINT       NOT NULL DEFAULT 0,
    reason       VARCHAR(200) NOT NULL DEFAULT '',
    actor_id     BIGINT       NOT NULL,
    actor_name   VARCHAR(40)  NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_stock_movements PRIMARY KEY (id),
    CONSTRAINT ck_stock_movements_kind CHECK (kind IN ('in', 'use', 'give_back', 'count')),
    CONSTRAINT ck_stock_movements_level CHECK (level_after >= 0),
    CONSTRAINT fk_stock_movements_item FOREIGN KEY (item_id) REFERENCES stock_items (id)
);
CREATE INDEX ix_stock_movements_item ON stock_movements (item_id, id);
CREATE INDEX ix_stock_movements_order ON stock_movements (order_id, item_id);
CREATE INDEX ix_stock_movements_community ON stock_movements (community_id, id);
