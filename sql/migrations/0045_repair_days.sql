-- +goose Up
CREATE TABLE repair_days (
    person_id    BIGINT      NOT NULL,
    business_day VARCHAR(10) NOT NULL,
    reports      BIGINT      NOT NULL,
    CONSTRAINT pk_repair_days PRIMARY KEY (person_id, business_day)
);
CREATE INDEX ix_repair_days_day ON repair_days (business_day);
