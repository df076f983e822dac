-- +goose Up
CREATE TABLE stock_items (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    kind         VARCHAR(8)   NOT NULL,
    name         VARCHAR(60)  NOT NULL,
    unit         VARCHAR(10)  NOT NULL,
    on_sale      BIGINT       NOT NULL DEFAULT 1,
    level        BIGINT       NOT NULL DEFAULT 0,
    minimum      BIGINT       NOT NULL DEFAULT 0,
    version      BIGINT       NOT NULL DEFAULT 1,
    created_at   DATETIME(3)  NOT NULL,
    updated_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_stock_items PRIMARY KEY (id),
    CONSTRAINT uq_stock_items_name UNIQUE (community_id, kind, name),
    CONSTRAINT ck_stock_items_kind CHECK (kind IN ('labour', 'material')),
    CONSTRAINT ck_stock_items_level CHECK (level >= 0 AND minimum >= 0)
);
