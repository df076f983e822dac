-- +goose Up
CREATE TABLE job_ticks (
    name       VARCHAR(64) NOT NULL,
    tick       BIGINT      NOT NULL,
    created_at DATETIME(3) NOT NULL,
    CONSTRAINT pk_job_ticks PRIMARY KEY (name, tick)
);
