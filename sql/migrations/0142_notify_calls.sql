-- +goose Up
-- Somebody is to be told on the telephone; the number is read only on claim.
CREATE TABLE notify_calls (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    person_id    BIGINT       NOT NULL,
    message_id   BIGINT       NOT NULL,
    kind         VARCHAR(16)  NOT NULL,
    title        VARCHAR(60)  NOT NULL,
    words        VARCHAR(500) NOT NULL,
    urgent       SMALLINT     NOT NULL,
    state        VARCHAR(16)  NOT NULL,
    attempts     BIGINT       NOT NULL DEFAULT 0,
    staff_id     BIGINT       NOT NULL DEFAULT 0,
    note         VARCHAR(200) NOT NULL DEFAULT '',
    version      BIGINT       NOT NULL DEFAULT 1,
    due_at       DATETIME(3)  NOT NULL,
    claimed_at   DATETIME(3)  NULL,
    created_at   DATETIME(3)  NOT NULL,
    updated_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_notify_calls PRIMARY KEY (id),
    CONSTRAINT uq_notify_calls_message UNIQUE (message_id),
    CONSTRAINT ck_notify_calls_state CHECK (state IN ('waiting', 'claimed', 'done', 'unreachable', 'needless'))
);
CREATE INDEX ix_notify_calls_desk ON notify_calls (community_id, state, id);
CREATE INDEX ix_notify_calls_created ON notify_calls (created_at);
