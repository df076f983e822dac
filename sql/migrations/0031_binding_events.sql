-- +goose Up
CREATE TABLE binding_events (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    binding_id   BIGINT       NOT NULL,
    act          VARCHAR(16)  NOT NULL,
    from_state   VARCHAR(16)  NOT NULL,
    to_state     VARCHAR(16)  NOT NULL,
    version      BIGINT       NOT NULL,
    actor_kind   VARCHAR(16)  NOT NULL,
    actor_id     BIGINT       NOT NULL,
    actor_role   VARCHAR(16)  NOT NULL,
    behalf_of    BIGINT       NOT NULL DEFAULT 0,
    reason_code  VARCHAR(16)  NOT NULL DEFAULT '',
    reason       VARCHAR(300) NOT NULL DEFAULT '',
    channel      VARCHAR(8)   NOT NULL,
    ip           VARCHAR(64)  NOT NULL,
    device       VARCHAR(120) NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_binding_events PRIMARY KEY (id),
    CONSTRAINT uq_binding_events_version UNIQUE (binding_id, version)
);
