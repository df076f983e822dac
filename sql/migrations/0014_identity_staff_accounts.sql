-- +goose Up
CREATE TABLE staff_accounts (
    id            BIGINT       NOT NULL,
    company_id    BIGINT       NOT NULL,
    username      VARCHAR(32)  NOT NULL,
    name_sealed   VARCHAR(255) NOT NULL,
    phone_sealed  VARCHAR(128) NOT NULL DEFAULT '',
    phone_index   VARCHAR(32)  NOT NULL DEFAULT '',
    password      VARCHAR(160) NOT NULL DEFAULT '',
    totp_secret   VARCHAR(160) NOT NULL DEFAULT '',
    totp_on       SMALLINT     NOT NULL DEFAULT 0,
    totp_step     BIGINT       NOT NULL DEFAULT 0,
    state         VARCHAR(8)   NOT NULL,
    platform      SMALLINT     NOT NULL DEFAULT 0,
    setup_hash    VARCHAR(64)  NOT NULL DEFAULT '',
    setup_until   DATETIME(3)  NULL,
    version       BIGINT       NOT NULL DEFAULT 0,
    last_login_at DATETIME(3)  NULL,
    created_at    DATETIME(3)  NOT NULL,
    updated_at    DATETIME(3)  NOT NULL,
    CONSTRAINT pk_staff_accounts PRIMARY KEY (id),
    CONSTRAINT uq_staff_accounts_username UNIQUE (username),
    CONSTRAINT ck_staff_accounts_state CHECK (state IN ('setup', 'active', 'disabled'))
);
CREATE INDEX ix_staff_accounts_company ON staff_accounts (company_id, id);
CREATE INDEX ix_staff_accounts_setup ON staff_accounts (setup_hash);
