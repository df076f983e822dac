-- +goose Up
CREATE TABLE repair_desks (
    community_id BIGINT       NOT NULL,
    gas_phone    VARCHAR(20)  NOT NULL DEFAULT '',
    duty_phone   VARCHAR(20)  NOT NULL DEFAULT '',
    worker_cap   BIGINT       NOT NULL DEFAULT 8,
    updated_by   BIGINT       NOT NULL,
    updated_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_repair_desks PRIMARY KEY (community_id)
);
