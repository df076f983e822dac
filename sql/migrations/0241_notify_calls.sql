-- +goose Up
-- 0 for a call to a person; the household otherwise, which has no inbox.
ALTER TABLE notify_calls ADD COLUMN house_id BIGINT NOT NULL DEFAULT 0;
