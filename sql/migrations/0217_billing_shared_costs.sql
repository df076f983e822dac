-- +goose Up
-- What is divided among the houses of a building, or of all (building_id 0).
CREATE TABLE billing_shared_costs (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    item_id      BIGINT       NOT NULL,
    period       VARCHAR(7)   NOT NULL,
    building_id  BIGINT       NOT NULL DEFAULT 0,
    total_fen    BIGINT       NOT NULL,
    note         VARCHAR(100) NOT NULL DEFAULT '',
    maker_id     BIGINT       NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_billing_shared_costs PRIMARY KEY (id),
    CONSTRAINT uq_billing_shared_costs_place UNIQUE (item_id, period, building_id),
    CONSTRAINT ck_billing_shared_costs_total CHECK (total_fen > 0)
);
