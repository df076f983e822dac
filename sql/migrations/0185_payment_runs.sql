-- +goose Up
-- A day's reconciliation of one merchant.
CREATE TABLE payment_runs (
    id            BIGINT       NOT NULL,
    company_id    BIGINT       NOT NULL,
    merchant_id   BIGINT       NOT NULL,
    bill_day      CHAR(10)     NOT NULL,
    state         VARCHAR(8)   NOT NULL,
    attempts      BIGINT       NOT NULL DEFAULT 0,
    trades        BIGINT       NOT NULL DEFAULT 0,
    trade_fen     BIGINT       NOT NULL DEFAULT 0,
    refunds       BIGINT       NOT NULL DEFAULT 0,
    refund_fen    BIGINT       NOT NULL DEFAULT 0,
    fee_units     BIGINT       NOT NULL DEFAULT 0,
    differences   BIGINT       NOT NULL DEFAULT 0,
    problem       VARCHAR(200) NOT NULL DEFAULT '',
    created_at    DATETIME(3)  NOT NULL,
    finished_at   DATETIME(3)  NULL,
    CONSTRAINT pk_payment_runs PRIMARY KEY (id),
    CONSTRAINT uq_payment_runs_day UNIQUE (merchant_id, bill_day),
    CONSTRAINT ck_payment_runs_state CHECK (state IN ('waiting', 'done', 'failed'))
);
CREATE INDEX ix_payment_runs_company ON payment_runs (company_id, id);
