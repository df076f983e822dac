-- +goose Up
CREATE TABLE subscribe_quota (
    person_id  BIGINT      NOT NULL,
    template   VARCHAR(64) NOT NULL,
    remaining  BIGINT      NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    CONSTRAINT pk_subscribe_quota PRIMARY KEY (person_id, template),
    CONSTRAINT ck_subscribe_quota_remaining CHECK (remaining >= 0)
);
