-- +goose Up
-- A text message that left or is leaving: one of the same words to one phone a day.
CREATE TABLE notify_texts (
    id          BIGINT      NOT NULL,
    phone_index VARCHAR(32) NOT NULL,
    digest      VARCHAR(64) NOT NULL,
    message_id  BIGINT      NOT NULL,
    created_at  DATETIME(3) NOT NULL,
    CONSTRAINT pk_notify_texts PRIMARY KEY (id),
    CONSTRAINT uq_notify_texts_digest UNIQUE (phone_index, digest)
);
CREATE INDEX ix_notify_texts_created ON notify_texts (created_at);
