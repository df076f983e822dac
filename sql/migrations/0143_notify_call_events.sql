-- +goose Up
CREATE TABLE notify_call_events (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    call_id      BIGINT       NOT NULL,
    act          VARCHAR(16)  NOT NULL,
    from_state   VARCHAR(16)  NOT NULL,
    to_state     VARCHAR(16)  NOT NULL,
    actor_kind   VARCHAR(16)  NOT NULL,
    actor_id     BIGINT       NOT NULL,
    note         VARCHAR(200) NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_notify_call_events PRIMARY KEY (id)
);
CREATE INDEX ix_notify_call_events_call ON notify_call_events (call_id, id);
