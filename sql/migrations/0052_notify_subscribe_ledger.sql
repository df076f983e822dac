-- +goose Up
CREATE TABLE subscribe_ledger (
    id         BIGINT      NOT NULL,
    person_id  BIGINT      NOT NULL,
    template   VARCHAR(64) NOT NULL,
    delta      BIGINT      NOT NULL,
    reason     VARCHAR(16) NOT NULL,
    message_id BIGINT      NOT NULL,
    created_at DATETIME(3) NOT NULL,
    CONSTRAINT pk_subscribe_ledger PRIMARY KEY (id),
    CONSTRAINT ck_subscribe_ledger_reason CHECK (reason IN ('accept', 'send', 'refund', 'exhausted'))
);
CREATE INDEX ix_subscribe_ledger_person ON subscribe_ledger (person_id, template, id);
