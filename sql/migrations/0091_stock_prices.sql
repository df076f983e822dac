-- +goose Up
CREATE TABLE stock_prices (
    item_id        BIGINT       NOT NULL,
    effective_from DATETIME(3)  NOT NULL,
    community_id   BIGINT       NOT NULL,
    price_fen      BIGINT       NOT NULL,
    actor_id       BIGINT       NOT NULL,
    created_at     DATETIME(3)  NOT NULL,
    CONSTRAINT pk_stock_prices PRIMARY KEY (item_id, effective_from),
    CONSTRAINT ck_stock_prices_fen CHECK (price_fen >= 0),
    CONSTRAINT fk_stock_prices_item FOREIGN KEY (item_id) REFERENCES stock_items (id)
);
CREATE INDEX ix_stock_prices_community ON stock_prices (community_id, effective_from);
