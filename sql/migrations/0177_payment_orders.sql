-- +goose Up
CREATE TABLE payment_orders (
    id             BIGINT       NOT NULL,
    community_id   BIGINT       NOT NULL,
    company_id     BIGINT       NOT NULL,
    merchant_id    BIGINT       NOT NULL DEFAULT 0,
    house_id       BIGINT       NOT NULL,
    house_label    VARCHAR(120) NOT NULL,
    number         VARCHAR(32)  NOT NULL,
    state          VARCHAR(16)  NOT NULL,
    version        BIGINT       NOT NULL DEFAULT 1,
    via            VARCHAR(16)  NOT NULL,
    purpose        VARCHAR(16)  NOT NULL DEFAULT 'bills',
    payer_kind     VARCHAR(16)  NOT NULL,
    payer_id       BIGINT       NOT NULL,
    payer_name     VARCHAR(255) NOT NULL DEFAULT '',
    behalf_of      BIGINT       NOT NULL DEFAULT 0,
    by_code        BIGINT       NOT NULL DEFAULT 0,
    overpay        VARCHAR(8)   NOT NULL DEFAULT 'refund',
    total_fen      BIGINT       NOT NULL,
    paid_fen       BIGINT       NOT NULL DEFAULT 0,
    refunded_fen   BIGINT       NOT NULL DEFAULT 0,
    refund_parts   BIGINT       NOT NULL DEFAULT 0,
    prepay_id      VARCHAR(64)  NOT NULL DEFAULT '',
    transaction_id VARCHAR(32)  NOT NULL DEFAULT '',
    receipt_number VARCHAR(24)  NOT NULL DEFAULT '',
    voucher        VARCHAR(40)  NULL,
    shift_id       BIGINT       NOT NULL DEFAULT 0,
    note           VARCHAR(200) NOT NULL DEFAULT '',
    frozen         VARCHAR(200) NOT NULL DEFAULT '',
    queries        BIGINT       NOT NULL DEFAULT 0,
    queried_at     DATETIME(3)  NULL,
    expires_at     DATETIME(3)  NOT NULL,
    paid_at        DATETIME(3)  NULL,
    ended_at       DATETIME(3)  NULL,
    created_at     DATETIME(3)  NOT NULL,
    updated_at     DATETIME(3)  NOT NULL,
    CONSTRAINT pk_payment_orders PRIMARY KEY (id),
    CONSTRAINT uq_payment_orders_number UNIQUE (number),
    CONSTRAINT uq_payment_orders_voucher UNIQUE (community_id, voucher),
    CONSTRAINT ck_payment_orders_state CHECK (state IN ('created', 'prepay_ok', 'paying', 'success', 'closed', 'unknown')),
    CONSTRAINT ck_payment_orders_via CHECK (via IN ('wechat', 'cash', 'transfer', 'prepaid')),
    CONSTRAINT ck_payment_orders_total CHECK (total_fen > 0),
    CONSTRAINT ck_payment_orders_refunded CHECK (refunded_fen >= 0 AND refunded_fen <= paid_fen)
);
CREATE INDEX ix_payment_orders_community ON payment_orders (community_id, id);
CREATE INDEX ix_payment_orders_payer ON payment_orders (payer_kind, payer_id, id);
CREATE INDEX ix_payment_orders_paid ON payment_orders (community_id, paid_at);
CREATE INDEX ix_payment_orders_merchant ON payment_orders (merchant_id, paid_at);
CREATE INDEX ix_payment_orders_shift ON payment_orders (shift_id, state);
CREATE INDEX ix_payment_orders_open ON payment_orders (state, expires_at);
