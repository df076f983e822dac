-- +goose Up
CREATE TABLE realtime_events (
    user_id      BIGINT      NOT NULL,
    seq          BIGINT      NOT NULL,
    kind         VARCHAR(32) NOT NULL,
    ref          BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    created_at   DATETIME(3) NOT NULL,
    CONSTRAINT pk_realtime_events PRIMARY KEY (user_id, seq)
);
CREATE INDEX ix_realtime_events_created ON realtime_events (created_at);
