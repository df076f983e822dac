-- +goose Up
CREATE TABLE roster_workers (
    community_id BIGINT       NOT NULL,
    worker_id    BIGINT       NOT NULL,
    skills       TEXT         NOT NULL,
    open_cap     BIGINT       NOT NULL,
    version      BIGINT       NOT NULL DEFAULT 1,
    updated_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_roster_workers PRIMARY KEY (community_id, worker_id),
    CONSTRAINT ck_roster_workers_cap CHECK (open_cap BETWEEN 0 AND 99)
);
