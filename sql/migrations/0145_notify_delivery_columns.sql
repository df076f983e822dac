-- +goose Up
-- content: what the channel carries. dead_at: waits on the desk for a decision.
ALTER TABLE notify_deliveries ADD COLUMN community_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notify_deliveries ADD COLUMN content VARCHAR(1200) NOT NULL DEFAULT '';
ALTER TABLE notify_deliveries ADD COLUMN due_at DATETIME(3) NULL;
ALTER TABLE notify_deliveries ADD COLUMN dead_at DATETIME(3) NULL;
ALTER TABLE notify_deliveries ADD COLUMN closed_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notify_deliveries ADD COLUMN closed_reason VARCHAR(200) NOT NULL DEFAULT '';
CREATE INDEX ix_notify_deliveries_log ON notify_deliveries (community_id, message_id);
CREATE INDEX ix_notify_deliveries_person ON notify_deliveries (person_id, message_id);
CREATE INDEX ix_notify_deliveries_dead ON notify_deliveries (dead_at);
