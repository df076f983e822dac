-- +goose Up
CREATE TABLE repair_events_wide (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    order_id     BIGINT       NOT NULL,
    act          VARCHAR(16)  NOT NULL,
    from_state   VARCHAR(16)  NOT NULL,
    to_state     VARCHAR(16)  NOT NULL,
    version      BIGINT       NOT NULL,
    actor_kind   VARCHAR(16)  NOT NULL,
    actor_id     BIGINT       NOT NULL,
    actor_name   VARCHAR(40)  NOT NULL,
    actor_role   VARCHAR(16)  NOT NULL,
    behalf_of    BIGINT       NOT NULL DEFAULT 0,
    worker_id    BIGINT       NOT NULL DEFAULT 0,
    worker_name  VARCHAR(40)  NOT NULL DEFAULT '',
    reason       VARCHAR(500) NOT NULL DEFAULT '',
    channel      VARCHAR(8)   NOT NULL,
    ip           VARCHAR(64)  NOT NULL,
    device       VARCHAR(120) NOT NULL,
    happened_at  DATETIME(3)  NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_repair_events_wide PRIMARY KEY (id),
    CONSTRAINT uq_repair_events_wide_version UNIQUE (order_id, version),
    CONSTRAINT fk_repair_events_wide_order FOREIGN KEY (order_id) REFERENCES repair_orders_wide (id)
);
INSERT INTO repair_events_wide (id, community_id, order_id, act, from_state, to_state, version, actor_kind, actor_id, actor_name, actor_role, behalf_of, worker_name, reason, channel, ip, device, happened_at, created_at)
SELECT id, community_id, order_id, act, from_state, to_state, version, actor_kind, actor_id, actor_name, actor_role, behalf_of, worker_name, reason, channel, ip, device, created_at, created_at
FROM repair_events;
DROP TABLE repair_events;
ALTER TABLE repair_events_wide RENAME TO repair_events;
CREATE INDEX ix_repair_events_act ON repair_events (community_id, act, created_at);
