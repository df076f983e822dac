-- +goose Up
-- open_bill_id is the bill while its order may still be paid: one open order a bill.
CREATE TABLE payment_lines (
    id            BIGINT       NOT NULL,
    community_id  BIGINT       NOT NULL,
    order_id      BIGINT       NOT NULL,
    bill_id       BIGINT       NOT NULL,
    title         VARCHAR(120) NOT NULL,
    principal_fen BIGINT       NOT NULL,
    late_fen      BIGINT       NOT NULL DEFAULT 0,
    amount_fen    BIGINT       NOT NULL,
    over_fen      BIGINT       NOT NULL DEFAULT 0,
    refunded_fen  BIGINT       NOT NULL DEFAULT 0,
    open_bill_id  BIGINT       NULL,
    open_until    DATETIME(3)  NOT NULL,
    CONSTRAINT pk_payment_lines PRIMARY KEY (id),
    CONSTRAINT uq_payment_lines_open UNIQUE (open_bill_id),
    CONSTRAINT uq_payment_lines_bill UNIQUE (order_id, bill_id),
    CONSTRAINT ck_payment_lines_refunded CHECK (refunded_fen >= 0 AND refunded_fen <= amount_fen),
    CONSTRAINT fk_payment_lines_order FOREIGN KEY (order_id) REFERENCES payment_orders (id)
);
CREATE INDEX ix_payment_lines_bill ON payment_lines (bill_id);
