-- +goose Up
CREATE TABLE repair_settings (
    community_id     BIGINT      NOT NULL,
    category         VARCHAR(32) NOT NULL,
    skill            VARCHAR(16) NOT NULL,
    chain            VARCHAR(80) NOT NULL,
    take_minutes     BIGINT      NOT NULL,
    accept_minutes   BIGINT      NOT NULL,
    response_minutes BIGINT      NOT NULL,
    on_site_minutes  BIGINT      NOT NULL,
    resolve_minutes  BIGINT      NOT NULL,
    paid             BIGINT      NOT NULL,
    warranty_days    BIGINT      NOT NULL,
    visit_rule       VARCHAR(12) NOT NULL,
    updated_by       BIGINT      NOT NULL,
    updated_at       DATETIME(3) NOT NULL,
    CONSTRAINT pk_repair_settings PRIMARY KEY (community_id, category),
    CONSTRAINT ck_repair_settings_visit CHECK (visit_rule IN ('none', 'unrated', 'all', 'sampled'))
);
