-- +goose Up
-- Where a notice is seen: a community, a building, a unit or a house.
CREATE TABLE notice_targets (
    target_id    BIGINT NOT NULL,
    notice_id    BIGINT NOT NULL,
    community_id BIGINT NOT NULL,
    CONSTRAINT pk_notice_targets PRIMARY KEY (target_id, notice_id)
);
CREATE INDEX ix_notice_targets_notice ON notice_targets (notice_id);
