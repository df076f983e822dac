-- +goose Up
CREATE TABLE inbox_messages (
    id           BIGINT       NOT NULL,
    user_id      BIGINT       NOT NULL,
    staff        SMALLINT     NOT NULL,
    community_id BIGINT       NOT NULL,
    kind         VARCHAR(16)  NOT NULL,
    title        VARCHAR(60)  NOT NULL,
    body         VARCHAR(500) NOT NULL,
    link         VARCHAR(200) NOT NULL,
    dedupe_key   VARCHAR(128) NOT NULL,
    read_at      DATETIME(3)  NULL,
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_inbox_messages PRIMARY KEY (id),
    CONSTRAINT uq_inbox_messages_dedupe UNIQUE (user_id, dedupe_key)
);
CREATE INDEX ix_inbox_messages_user ON inbox_messages (user_id, id);
CREATE INDEX ix_inbox_messages_unread ON inbox_messages (user_id, read_at);
CREATE INDEX ix_inbox_messages_created ON inbox_messages (created_at);
