-- +goose Up
-- Money that WeChat says has come: one row a transaction, for ever.
CREATE TABLE payment_arrivals (
    transaction_id VARCHAR(32) NOT NULL,
    community_id   BIGINT      NOT NULL,
    order_id       BIGINT      NOT NULL,
    merchant_id    BIGINT      NOT NULL,
    amount_fen     BIGINT      NOT NULL,
    used           VARCHAR(8)  NOT NULL,
    source         VARCHAR(8)  NOT NULL,
    paid_at        DATETIME(3) NOT NULL,
    created_at     DATETIME(3) NOT NULL,
    CONSTRAINT pk_payment_arrivals PRIMARY KEY (transaction_id),
    CONSTRAINT ck_payment_arrivals_used CHECK (used IN ('settled', 'again'))
);
CREATE INDEX ix_payment_arrivals_order ON payment_arrivals (order_id);
CREATE INDEX ix_payment_arrivals_day ON payment_arrivals (merchant_id, paid_at);
