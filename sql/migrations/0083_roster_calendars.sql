-- +goose Up
CREATE TABLE roster_calendars (
    community_id BIGINT       NOT NULL,
    week         TEXT         NOT NULL,
    days         TEXT         NOT NULL,
    version      BIGINT       NOT NULL DEFAULT 1,
    updated_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_roster_calendars PRIMARY KEY (community_id)
);
