-- +goose Up
-- targets is the audience as JSON; due_at is when the clock looks at the row.
CREATE TABLE notices (
    id            BIGINT        NOT NULL,
    community_id  BIGINT        NOT NULL,
    kind          VARCHAR(16)   NOT NULL,
    title         VARCHAR(40)   NOT NULL,
    body          VARCHAR(2000) NOT NULL,
    urgent        SMALLINT      NOT NULL,
    targets       VARCHAR(8000) NOT NULL,
    audience      VARCHAR(200)  NOT NULL,
    state         VARCHAR(16)   NOT NULL,
    photo_count   BIGINT        NOT NULL DEFAULT 0,
    reason        VARCHAR(200)  NOT NULL DEFAULT '',
    maker_id      BIGINT        NOT NULL,
    maker_name    VARCHAR(40)   NOT NULL,
    publisher_id  BIGINT        NOT NULL DEFAULT 0,
    checks        BIGINT        NOT NULL DEFAULT 0,
    version       BIGINT        NOT NULL DEFAULT 1,
    shown_until   DATETIME(3)   NOT NULL,
    published_at  DATETIME(3)   NULL,
    created_at    DATETIME(3)   NOT NULL,
    updated_at    DATETIME(3)   NOT NULL,
    CONSTRAINT pk_notices PRIMARY KEY (id),
    CONSTRAINT ck_notices_kind CHECK (kind IN ('notice', 'outage', 'event')),
    CONSTRAINT ck_notices_state CHECK (state IN ('draft', 'checking', 'review', 'blocked', 'published', 'withdrawn', 'ended', 'discarded'))
);
CREATE INDEX ix_notices_board ON notices (community_id, state, id);
CREATE INDEX ix_notices_until ON notices (state, shown_until);
