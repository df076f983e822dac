-- +goose Up
CREATE TABLE repair_payments (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    order_id     BIGINT       NOT NULL,
    round        BIGINT       NOT NULL DEFAULT 0,
    amount_fen   BIGINT       NOT NULL,
    method       VARCHAR(12)  NOT NULL,
    voucher      VARCHAR(40)  NOT NULL,
    staff_id     BIGINT       NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_repair_payments PRIMARY KEY (id),
    CONSTRAINT uq_repair_payments_order UNIQUE (order_id, round),
    CONSTRAINT uq_repair_payments_voucher UNIQUE (community_id, voucher),
    CONSTRAINT ck_repair_payments_method CHECK (method IN ('cash', 'transfer', 'pos', 'bill')),
    CONSTRAINT fk_repair_payments_order FOREIGN KEY (order_id) REFERENCES repair_orders (id)
);
