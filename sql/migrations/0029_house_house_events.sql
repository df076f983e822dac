-- +goose Up
CREATE TABLE house_events (
    id           BIGINT        NOT NULL,
    community_id BIGINT        NOT NULL,
    house_id     BIGINT        NOT NULL,
    kind         VARCHAR(32)   NOT NULL,
    actor_kind   VARCHAR(16)   NOT NULL,
    actor_id     BIGINT        NOT NULL,
    behalf_of    BIGINT        NOT NULL DEFAULT 0,
    detail       VARCHAR(1000) NOT NULL,
    origin       VARCHAR(64)   NOT NULL,
    created_at   DATETIME(3)   NOT NULL,
    CONSTRAINT pk_house_events PRIMARY KEY (id)
);
CREATE INDEX ix_house_events_house ON house_events (house_id, id);
