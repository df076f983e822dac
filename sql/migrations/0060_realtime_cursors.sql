-- +goose Up
CREATE TABLE realtime_cursors (
    user_id BIGINT      NOT NULL,
    seq     BIGINT      NOT NULL,
    epoch   VARCHAR(32) NOT NULL,
    CONSTRAINT pk_realtime_cursors PRIMARY KEY (user_id)
);
