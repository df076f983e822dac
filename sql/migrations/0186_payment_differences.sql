-- +goose Up
CREATE TABLE payment_differences (
    id             BIGINT       NOT NULL,
    company_id     BIGINT       NOT NULL,
    merchant_id    BIGINT       NOT NULL,
    run_id         BIGINT       NOT NULL,
    bill_day       CHAR(10)     NOT NULL,
    kind           VARCHAR(16)  NOT NULL,
    subject        VARCHAR(40)  NOT NULL,
    order_id       BIGINT       NOT NULL DEFAULT 0,
    refund_id      BIGINT       NOT NULL DEFAULT 0,
    transaction_id VARCHAR(32)  NOT NULL DEFAULT '',
    local_fen      BIGINT       NOT NULL DEFAULT 0,
    channel_fen    BIGINT       NOT NULL DEFAULT 0,
    local_state    VARCHAR(16)  NOT NULL DEFAULT '',
    channel_state  VARCHAR(16)  NOT NULL DEFAULT '',
    said           VARCHAR(200) NOT NULL,
    state          VARCHAR(16)  NOT NULL,
    version        BIGINT       NOT NULL DEFAULT 1,
    reason         VARCHAR(500) NOT NULL DEFAULT '',
    evidence_id    BIGINT       NOT NULL DEFAULT 0,
    decided_id     BIGINT       NOT NULL DEFAULT 0,
    decided_name   VARCHAR(40)  NOT NULL DEFAULT '',
    decided_at     DATETIME(3)  NULL,
    created_at     DATETIME(3)  NOT NULL,
    CONSTRAINT pk_payment_differences PRIMARY KEY (id),
    CONSTRAINT uq_payment_differences_subject UNIQUE (merchant_id, bill_day, kind, subject),
    CONSTRAINT ck_payment_differences_kind CHECK (kind IN ('channel_missing', 'local_missing', 'amount', 'status', 'refund')),
    CONSTRAINT ck_payment_differences_state CHECK (state IN ('open', 'auto', 'manual', 'escalated'))
);
CREATE INDEX ix_payment_differences_company ON payment_differences (company_id, state, id);
CREATE INDEX ix_payment_differences_run ON payment_differences (run_id, id);
