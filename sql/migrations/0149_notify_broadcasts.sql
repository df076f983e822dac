-- +goose Up
-- One thing told to many; last_id is how far the walk along the people has come.
CREATE TABLE notify_broadcasts (
    id           BIGINT        NOT NULL,
    community_id BIGINT        NOT NULL,
    ref_id       BIGINT        NOT NULL,
    template     VARCHAR(64)   NOT NULL,
    payload      VARCHAR(8000) NOT NULL,
    state        VARCHAR(16)   NOT NULL,
    last_id      BIGINT        NOT NULL,
    told         BIGINT        NOT NULL,
    total        BIGINT        NOT NULL,
    created_at   DATETIME(3)   NOT NULL,
    updated_at   DATETIME(3)   NOT NULL,
    finished_at  DATETIME(3)   NULL,
    CONSTRAINT pk_notify_broadcasts PRIMARY KEY (id),
    CONSTRAINT uq_notify_broadcasts_ref UNIQUE (template, ref_id),
    CONSTRAINT ck_notify_broadcasts_state CHECK (state IN ('running', 'done', 'stopped'))
);
