-- +goose Up
-- live_key is "house:person" while the binding lives and its own id afterwards.
-- name and note are sealed. due_at is when the clock looks at the row next.
CREATE TABLE bindings (
    id            BIGINT        NOT NULL,
    community_id  BIGINT        NOT NULL,
    house_id      BIGINT        NOT NULL,
    person_id     BIGINT        NOT NULL,
    live_key      VARCHAR(48)   NOT NULL,
    role          VARCHAR(8)    NOT NULL,
    rights        VARCHAR(100)  NOT NULL,
    state         VARCHAR(16)   NOT NULL,
    source        VARCHAR(8)    NOT NULL,
    name          VARCHAR(512)  NOT NULL DEFAULT '',
    note          VARCHAR(2400) NOT NULL DEFAULT '',
    register_mark VARCHAR(32)   NOT NULL DEFAULT '',
    reviewer_id   BIGINT        NOT NULL DEFAULT 0,
    ended_by      BIGINT        NOT NULL DEFAULT 0,
    reason_code   VARCHAR(16)   NOT NULL DEFAULT '',
    reason        VARCHAR(300)  NOT NULL DEFAULT '',
    version       BIGINT        NOT NULL DEFAULT 1,
    valid_from    DATETIME(3)   NULL,
    valid_to      DATETIME(3)   NULL,
    due_at        DATETIME(3)   NULL,
    submitted_at  DATETIME(3)   NOT NULL,
    decided_at    DATETIME(3)   NULL,
    ended_at      DATETIME(3)   NULL,
    CONSTRAINT pk_bindings PRIMARY KEY (id),
    CONSTRAINT uq_bindings_live UNIQUE (live_key),
    CONSTRAINT ck_bindings_role CHECK (role IN ('owner', 'member', 'tenant')),
    CONSTRAINT ck_bindings_state CHECK (state IN ('pending', 'need_more', 'active', 'rejected', 'withdrawn', 'suspended', 'revoked', 'expired', 'unbound', 'moved_out')),
    CONSTRAINT ck_bindings_source CHECK (source IN ('match', 'apply', 'invite', 'import', 'staff'))
);
CREATE INDEX ix_bindings_person ON bindings (person_id, id);
CREATE INDEX ix_bindings_house ON bindings (house_id, state);
CREATE INDEX ix_bindings_board ON bindings (community_id, state, id);
CREATE INDEX ix_bindings_due ON bindings (due_at);
