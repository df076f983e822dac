-- +goose Up
CREATE TABLE ledger_holdings (
    community_id BIGINT      NOT NULL,
    account      VARCHAR(64) NOT NULL,
    owner_id     BIGINT      NOT NULL,
    held_fen     BIGINT      NOT NULL,
    updated_at   DATETIME(3) NOT NULL,
    CONSTRAINT pk_ledger_holdings PRIMARY KEY (community_id, account, owner_id),
    CONSTRAINT ck_ledger_holdings_held CHECK (held_fen >= 0)
);
