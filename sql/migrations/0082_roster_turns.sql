-- +goose Up
CREATE TABLE roster_turns (
    worker_id BIGINT NOT NULL,
    turns     BIGINT NOT NULL,
    CONSTRAINT pk_roster_turns PRIMARY KEY (worker_id)
);
