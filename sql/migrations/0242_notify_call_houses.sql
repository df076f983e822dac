-- +goose Up
-- Households without the app, whom a clerk tells on the telephone.
CREATE TABLE notify_call_houses (
    house_id     BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    note         VARCHAR(100) NOT NULL DEFAULT '',
    staff_id     BIGINT       NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_notify_call_houses PRIMARY KEY (house_id)
);
CREATE INDEX ix_notify_call_houses_community ON notify_call_houses (community_id, house_id);
