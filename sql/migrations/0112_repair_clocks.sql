-- +goose Up
CREATE TABLE repair_clocks (
    order_id      BIGINT      NOT NULL,
    kind          VARCHAR(12) NOT NULL,
    round         BIGINT      NOT NULL DEFAULT 0,
    community_id  BIGINT      NOT NULL,
    state         VARCHAR(8)  NOT NULL,
    version       BIGINT      NOT NULL DEFAULT 1,
    always_on     BIGINT      NOT NULL DEFAULT 0,
    target_secs   BIGINT      NOT NULL,
    started_at    DATETIME(3) NOT NULL,
    due_at        DATETIME(3) NOT NULL,
    left_secs     BIGINT      NOT NULL DEFAULT 0,
    paused_at     DATETIME(3) NULL,
    level         BIGINT      NOT NULL DEFAULT 0,
    breached_at   DATETIME(3) NULL,
    ended_at      DATETIME(3) NULL,
    CONSTRAINT pk_repair_clocks PRIMARY KEY (order_id, kind, round),
    CONSTRAINT ck_repair_clocks_kind CHECK (kind IN ('response', 'on_site', 'resolve')),
    CONSTRAINT ck_repair_clocks_state CHECK (state IN ('running', 'paused', 'met', 'missed', 'void')),
    CONSTRAINT fk_repair_clocks_order FOREIGN KEY (order_id) REFERENCES repair_orders (id)
);
CREATE INDEX ix_repair_clocks_started ON repair_clocks (community_id, started_at);
