-- +goose Up
CREATE TABLE billing_refunds (
    refund_id    BIGINT      NOT NULL,
    bill_id      BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    order_id     BIGINT      NOT NULL,
    amount_fen   BIGINT      NOT NULL,
    refunded_at  DATETIME(3) NOT NULL,
    CONSTRAINT pk_billing_refunds PRIMARY KEY (refund_id, bill_id)
);
