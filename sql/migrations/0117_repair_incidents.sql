-- +goose Up
CREATE TABLE repair_incidents (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    title        VARCHAR(60)  NOT NULL,
    area         VARCHAR(100) NOT NULL,
    category     VARCHAR(32)  NOT NULL DEFAULT '',
    auto_merge   BIGINT       NOT NULL DEFAULT 0,
    state        VARCHAR(8)   NOT NULL,
    version      BIGINT       NOT NULL DEFAULT 1,
    eta_at       DATETIME(3)  NULL,
    last_text    VARCHAR(500) NOT NULL DEFAULT '',
    opened_by    BIGINT       NOT NULL,
    closed_by    BIGINT       NOT NULL DEFAULT 0,
    created_at   DATETIME(3)  NOT NULL,
    updated_at   DATETIME(3)  NOT NULL,
    closed_at    DATETIME(3)  NULL,
    CONSTRAINT pk_repair_incidents PRIMARY KEY (id),
    CONSTRAINT ck_repair_incidents_state CHECK (state IN ('open', 'closed'))
);
CREATE INDEX ix_repair_incidents_board ON repair_incidents (community_id, state, id);
