-- +goose Up
CREATE TABLE notice_events (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    notice_id    BIGINT       NOT NULL,
    act          VARCHAR(16)  NOT NULL,
    from_state   VARCHAR(16)  NOT NULL,
    to_state     VARCHAR(16)  NOT NULL,
    actor_kind   VARCHAR(16)  NOT NULL,
    actor_id     BIGINT       NOT NULL,
    actor_name   VARCHAR(40)  NOT NULL,
    reason       VARCHAR(200) NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_notice_events PRIMARY KEY (id)
);
CREATE INDEX ix_notice_events_notice ON notice_events (notice_id, id);
