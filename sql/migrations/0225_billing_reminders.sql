-- +goose Up
-- One of a kind for each bill. call and letter are work for staff.
CREATE TABLE billing_reminders (
    bill_id      BIGINT       NOT NULL,
    kind         VARCHAR(16)  NOT NULL,
    community_id BIGINT       NOT NULL,
    house_id     BIGINT       NOT NULL,
    state        VARCHAR(16)  NOT NULL DEFAULT 'sent',
    note         VARCHAR(200) NOT NULL DEFAULT '',
    staff_id     BIGINT       NOT NULL DEFAULT 0,
    staff_name   VARCHAR(40)  NOT NULL DEFAULT '',
    created_at   DATETIME(3)  NOT NULL,
    done_at      DATETIME(3)  NULL,
    CONSTRAINT pk_billing_reminders PRIMARY KEY (bill_id, kind),
    CONSTRAINT ck_billing_reminders_kind CHECK (kind IN ('publish', 'before', 'after1', 'after7', 'call', 'letter'))
);
CREATE INDEX ix_billing_reminders_work ON billing_reminders (community_id, state, kind);
