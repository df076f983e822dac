-- +goose Up
CREATE TABLE wechat_accounts (
    id         BIGINT      NOT NULL,
    open_id    VARCHAR(64) NOT NULL,
    union_id   VARCHAR(64) NOT NULL DEFAULT '',
    person_id  BIGINT      NOT NULL,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    CONSTRAINT pk_wechat_accounts PRIMARY KEY (id),
    CONSTRAINT uq_wechat_accounts_open_id UNIQUE (open_id)
);
CREATE INDEX ix_wechat_accounts_person ON wechat_accounts (person_id);
CREATE INDEX ix_wechat_accounts_union ON wechat_accounts (union_id);
