-- +goose Up
CREATE TABLE repair_turns (
    community_id BIGINT      NOT NULL,
    skill        VARCHAR(16) NOT NULL,
    worker_id    BIGINT      NOT NULL,
    CONSTRAINT pk_repair_turns PRIMARY KEY (community_id, skill)
);
