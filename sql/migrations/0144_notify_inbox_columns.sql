-- +goose Up
-- amount: how many were merged into this one; number: of the matter, to search by.
ALTER TABLE inbox_messages ADD COLUMN template VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE inbox_messages ADD COLUMN merge_key VARCHAR(128) NOT NULL DEFAULT '';
ALTER TABLE inbox_messages ADD COLUMN amount BIGINT NOT NULL DEFAULT 1;
ALTER TABLE inbox_messages ADD COLUMN urgent SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE inbox_messages ADD COLUMN house_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE inbox_messages ADD COLUMN number VARCHAR(40) NOT NULL DEFAULT '';
ALTER TABLE inbox_messages ADD COLUMN updated_at DATETIME(3) NULL;
CREATE INDEX ix_inbox_messages_number ON inbox_messages (number);
