-- +goose Up
CREATE TABLE payment_refund_lines (
    refund_id    BIGINT NOT NULL,
    community_id BIGINT NOT NULL,
    line_id      BIGINT NOT NULL,
    bill_id      BIGINT NOT NULL,
    amount_fen   BIGINT NOT NULL,
    CONSTRAINT pk_payment_refund_lines PRIMARY KEY (refund_id, line_id),
    CONSTRAINT ck_payment_refund_lines_amount CHECK (amount_fen > 0),
    CONSTRAINT fk_payment_refund_lines_refund FOREIGN KEY (refund_id) REFERENCES payment_refunds (id)
);
