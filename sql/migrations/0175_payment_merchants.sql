-- +goose Up
-- A WeChat Pay account of a company. Keys are sealed; notify_path is the
-- opaque end of its notice address.
CREATE TABLE payment_merchants (
    id             BIGINT        NOT NULL,
    company_id     BIGINT        NOT NULL,
    name           VARCHAR(100)  NOT NULL,
    mch_id         VARCHAR(32)   NOT NULL,
    app_id         VARCHAR(32)   NOT NULL,
    serial         VARCHAR(64)   NOT NULL,
    private_key    TEXT          NOT NULL,
    api_v3_key     VARCHAR(255)  NOT NULL,
    api_v3_before  VARCHAR(255)  NOT NULL DEFAULT '',
    wechat_key_id  VARCHAR(64)   NOT NULL,
    wechat_keys    TEXT          NOT NULL,
    notify_path    VARCHAR(32)   NOT NULL,
    state          VARCHAR(16)   NOT NULL DEFAULT 'active',
    version        BIGINT        NOT NULL DEFAULT 1,
    created_at     DATETIME(3)   NOT NULL,
    updated_at     DATETIME(3)   NOT NULL,
    CONSTRAINT pk_payment_merchants PRIMARY KEY (id),
    CONSTRAINT uq_payment_merchants_path UNIQUE (notify_path),
    CONSTRAINT uq_payment_merchants_account UNIQUE (mch_id, app_id),
    CONSTRAINT ck_payment_merchants_state CHECK (state IN ('active', 'stopped'))
);
CREATE INDEX ix_payment_merchants_company ON payment_merchants (company_id, id);
