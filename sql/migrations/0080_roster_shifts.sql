-- +goose Up
CREATE TABLE roster_shifts (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    worker_id    BIGINT       NOT NULL,
    kind         VARCHAR(8)   NOT NULL,
    start_at     DATETIME(3)  NOT NULL,
    end_at       DATETIME(3)  NOT NULL,
    version      BIGINT       NOT NULL DEFAULT 1,
    created_at   DATETIME(3)  NOT NULL,
    updated_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_roster_shifts PRIMARY KEY (id),
    CONSTRAINT ck_roster_shifts_kind CHECK (kind IN ('duty', 'on_call', 'leave')),
    CONSTRAINT ck_roster_shifts_order CHECK (start_at < end_at)
);
CREATE INDEX ix_roster_shifts_community ON roster_shifts (community_id, end_at, start_at);
CREATE INDEX ix_roster_shifts_worker ON roster_shifts (worker_id, end_at, start_at);
