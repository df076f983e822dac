-- +goose Up
CREATE TABLE payment_refunds (
    id             BIGINT       NOT NULL,
    community_id   BIGINT       NOT NULL,
    company_id     BIGINT       NOT NULL,
    merchant_id    BIGINT       NOT NULL,
    order_id       BIGINT       NOT NULL,
    transaction_id VARCHAR(32)  NOT NULL DEFAULT '',
    house_id       BIGINT       NOT NULL,
    house_label    VARCHAR(120) NOT NULL,
    number         VARCHAR(32)  NOT NULL,
    state          VARCHAR(16)  NOT NULL,
    version        BIGINT       NOT NULL DEFAULT 1,
    via            VARCHAR(16)  NOT NULL,
    kind           VARCHAR(16)  NOT NULL,
    amount_fen     BIGINT       NOT NULL,
    total_fen      BIGINT       NOT NULL,
    reason         VARCHAR(200) NOT NULL,
    payer_id       BIGINT       NOT NULL,
    payer_kind     VARCHAR(16)  NOT NULL,
    asked_kind     VARCHAR(16)  NOT NULL,
    asked_id       BIGINT       NOT NULL,
    asked_name     VARCHAR(40)  NOT NULL,
    approvals      BIGINT       NOT NULL DEFAULT 0,
    refund_id      VARCHAR(64)  NOT NULL DEFAULT '',
    account        VARCHAR(100) NOT NULL DEFAULT '',
    failure        VARCHAR(200) NOT NULL DEFAULT '',
    voucher        VARCHAR(40)  NULL,
    shift_id       BIGINT       NOT NULL DEFAULT 0,
    queries        BIGINT       NOT NULL DEFAULT 0,
    sent_at        DATETIME(3)  NULL,
    ended_at       DATETIME(3)  NULL,
    created_at     DATETIME(3)  NOT NULL,
    updated_at     DATETIME(3)  NOT NULL,
    CONSTRAINT pk_payment_refunds PRIMARY KEY (id),
    CONSTRAINT uq_payment_refunds_number UNIQUE (number),
    CONSTRAINT uq_payment_refunds_voucher UNIQUE (community_id, voucher),
    CONSTRAINT ck_payment_refunds_state CHECK (state IN ('requested', 'approved', 'refused', 'processing', 'success', 'abnormal', 'closed')),
    CONSTRAINT ck_payment_refunds_amount CHECK (amount_fen > 0),
    CONSTRAINT fk_payment_refunds_order FOREIGN KEY (order_id) REFERENCES payment_orders (id)
);
CREATE INDEX ix_payment_refunds_community ON payment_refunds (community_id, state, id);
CREATE INDEX ix_payment_refunds_order ON payment_refunds (order_id);
CREATE INDEX ix_payment_refunds_payer ON payment_refunds (payer_kind, payer_id, id);
CREATE INDEX ix_payment_refunds_sent ON payment_refunds (merchant_id, sent_at);
CREATE INDEX ix_payment_refunds_shift ON payment_refunds (shift_id, state);
