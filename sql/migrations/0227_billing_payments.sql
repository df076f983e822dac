-- +goose Up
-- What a payment order brought to a bill; its row is why a repeated notice changes nothing.
CREATE TABLE billing_payments (
    order_id      BIGINT      NOT NULL,
    bill_id       BIGINT      NOT NULL,
    community_id  BIGINT      NOT NULL,
    principal_fen BIGINT      NOT NULL,
    late_fen      BIGINT      NOT NULL,
    over_fen      BIGINT      NOT NULL,
    refunded_fen  BIGINT      NOT NULL DEFAULT 0,
    via           VARCHAR(16) NOT NULL,
    payer_id      BIGINT      NOT NULL DEFAULT 0,
    paid_at       DATETIME(3) NOT NULL,
    CONSTRAINT pk_billing_payments PRIMARY KEY (order_id, bill_id)
);
CREATE INDEX ix_billing_payments_bill ON billing_payments (bill_id);
