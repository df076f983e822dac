-- +goose Up
-- What was merged into a message, so that it counts once; and one row for each
-- merge key, which those who merge lock.
CREATE TABLE notify_heard (
    user_id    BIGINT       NOT NULL,
    heard_key  VARCHAR(128) NOT NULL,
    created_at DATETIME(3)  NOT NULL,
    CONSTRAINT pk_notify_heard PRIMARY KEY (user_id, heard_key)
);
CREATE INDEX ix_notify_heard_created ON notify_heard (created_at);
