-- +goose Up
CREATE TABLE payment_receipts (
    id           BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    order_id     BIGINT      NOT NULL,
    number       VARCHAR(24) NOT NULL,
    code         VARCHAR(24) NOT NULL,
    issued_at    DATETIME(3) NOT NULL,
    CONSTRAINT pk_payment_receipts PRIMARY KEY (id),
    CONSTRAINT uq_payment_receipts_order UNIQUE (order_id),
    CONSTRAINT uq_payment_receipts_code UNIQUE (code),
    CONSTRAINT uq_payment_receipts_number UNIQUE (number)
);
