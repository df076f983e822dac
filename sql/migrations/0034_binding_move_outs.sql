-- +goose Up
-- A move-out of a whole house; one waits for its day at a time: live_key is the
-- house's id while it waits and its own id afterwards.
CREATE TABLE binding_move_outs (
    id             BIGINT       NOT NULL,
    community_id   BIGINT       NOT NULL,
    house_id       BIGINT       NOT NULL,
    live_key       VARCHAR(24)  NOT NULL,
    state          VARCHAR(16)  NOT NULL,
    effective_date VARCHAR(10)  NOT NULL,
    due_at         DATETIME(3)  NOT NULL,
    reason         VARCHAR(300) NOT NULL,
    acknowledged   VARCHAR(200) NOT NULL,
    actor_kind     VARCHAR(16)  NOT NULL,
    actor_id       BIGINT       NOT NULL,
    created_at     DATETIME(3)  NOT NULL,
    done_at        DATETIME(3)  NULL,
    CONSTRAINT pk_binding_move_outs PRIMARY KEY (id),
    CONSTRAINT uq_binding_move_outs_live UNIQUE (live_key),
    CONSTRAINT ck_binding_move_outs_state CHECK (state IN ('waiting', 'done', 'cancelled'))
);
CREATE INDEX ix_binding_move_outs_due ON binding_move_outs (state, due_at);
CREATE INDEX ix_binding_move_outs_house ON binding_move_outs (house_id, id);
