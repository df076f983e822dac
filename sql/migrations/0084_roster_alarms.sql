-- +goose Up
CREATE TABLE roster_alarms (
    community_id BIGINT       NOT NULL,
    business_day VARCHAR(10)  NOT NULL,
    holes        BIGINT       NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_roster_alarms PRIMARY KEY (community_id, business_day)
);
