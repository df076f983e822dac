-- +goose Up
CREATE TABLE idempotency_keys (
    actor_id   BIGINT       NOT NULL,
    operation  VARCHAR(64)  NOT NULL,
    idem_key   VARCHAR(64)  NOT NULL,
    hash       VARCHAR(64)  NOT NULL,
    response   TEXT         NOT NULL,
    created_at DATETIME(3)  NOT NULL,
    CONSTRAINT pk_idempotency_keys PRIMARY KEY (actor_id, operation, idem_key)
);
CREATE INDEX ix_idempotency_keys_created ON idempotency_keys (created_at);
