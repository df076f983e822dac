-- +goose Up
CREATE TABLE job_runs (
    id         BIGINT       NOT NULL,
    name       VARCHAR(64)  NOT NULL,
    tick       BIGINT       NOT NULL,
    result     VARCHAR(8)   NOT NULL,
    error      VARCHAR(500) NOT NULL DEFAULT '',
    took_ms    BIGINT       NOT NULL,
    started_at DATETIME(3)  NOT NULL,
    worker     VARCHAR(32)  NOT NULL,
    CONSTRAINT pk_job_runs PRIMARY KEY (id),
    CONSTRAINT ck_job_runs_result CHECK (result IN ('ok', 'failed', 'skipped'))
);
CREATE INDEX ix_job_runs_name ON job_runs (name, id);
