-- +goose Up
-- open_key is the cashier while the shift is open: one open shift a cashier and community.
CREATE TABLE payment_shifts (
    id             BIGINT       NOT NULL,
    community_id   BIGINT       NOT NULL,
    cashier_id     BIGINT       NOT NULL,
    cashier_name   VARCHAR(40)  NOT NULL,
    open_key       BIGINT       NULL,
    state          VARCHAR(8)   NOT NULL DEFAULT 'open',
    cash_fen       BIGINT       NOT NULL DEFAULT 0,
    transfer_fen   BIGINT       NOT NULL DEFAULT 0,
    payments       BIGINT       NOT NULL DEFAULT 0,
    counted_fen    BIGINT       NOT NULL DEFAULT 0,
    difference_fen BIGINT       NOT NULL DEFAULT 0,
    note           VARCHAR(200) NOT NULL DEFAULT '',
    opened_at      DATETIME(3)  NOT NULL,
    closed_at      DATETIME(3)  NULL,
    CONSTRAINT pk_payment_shifts PRIMARY KEY (id),
    CONSTRAINT uq_payment_shifts_open UNIQUE (community_id, open_key),
    CONSTRAINT ck_payment_shifts_state CHECK (state IN ('open', 'closed'))
);
CREATE INDEX ix_payment_shifts_community ON payment_shifts (community_id, id);
