-- +goose Up
CREATE TABLE notify_deliveries (
    message_id BIGINT      NOT NULL,
    channel    VARCHAR(16) NOT NULL,
    person_id  BIGINT      NOT NULL,
    template   VARCHAR(64) NOT NULL,
    state      VARCHAR(16) NOT NULL,
    attempts   BIGINT      NOT NULL DEFAULT 0,
    error_code VARCHAR(64) NOT NULL DEFAULT '',
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    CONSTRAINT pk_notify_deliveries PRIMARY KEY (message_id, channel),
    CONSTRAINT ck_notify_deliveries_state CHECK (state IN ('delivered', 'pending', 'sending', 'unknown', 'skipped', 'failed'))
);
CREATE INDEX ix_notify_deliveries_created ON notify_deliveries (created_at);
