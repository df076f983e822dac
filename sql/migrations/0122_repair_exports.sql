-- +goose Up
CREATE TABLE repair_exports (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    staff_id     BIGINT       NOT NULL,
    state        VARCHAR(8)   NOT NULL,
    query        TEXT         NOT NULL,
    in_full      BIGINT       NOT NULL DEFAULT 0,
    total        BIGINT       NOT NULL DEFAULT 0,
    done         BIGINT       NOT NULL DEFAULT 0,
    bytes        BIGINT       NOT NULL DEFAULT 0,
    problem      VARCHAR(200) NOT NULL DEFAULT '',
    created_at   DATETIME(3)  NOT NULL,
    ended_at     DATETIME(3)  NULL,
    CONSTRAINT pk_repair_exports PRIMARY KEY (id),
    CONSTRAINT ck_repair_exports_state CHECK (state IN ('queued', 'running', 'ready', 'failed'))
);
CREATE INDEX ix_repair_exports_staff ON repair_exports (staff_id, id);
CREATE INDEX ix_repair_exports_created ON repair_exports (created_at);
