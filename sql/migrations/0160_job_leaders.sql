-- +goose Up
CREATE TABLE job_leaders (
    name       VARCHAR(32) NOT NULL,
    holder     VARCHAR(32) NOT NULL,
    token      BIGINT      NOT NULL,
    held_until DATETIME(3) NOT NULL,
    CONSTRAINT pk_job_leaders PRIMARY KEY (name)
);
