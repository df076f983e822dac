-- +goose Up
-- digits: it rolls over at 10 to that power. multiplier is in 1/10000.
CREATE TABLE billing_meters (
    id           BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    item_id      BIGINT      NOT NULL,
    house_id     BIGINT      NOT NULL,
    house_label  VARCHAR(100) NOT NULL,
    number       VARCHAR(40) NOT NULL,
    multiplier   BIGINT      NOT NULL DEFAULT 10000,
    digits       BIGINT      NOT NULL DEFAULT 5,
    place        VARCHAR(60) NOT NULL DEFAULT '',
    state        VARCHAR(16) NOT NULL DEFAULT 'active',
    last_value   BIGINT      NOT NULL DEFAULT 0,
    last_period  VARCHAR(7)  NOT NULL DEFAULT '',
    version      BIGINT      NOT NULL DEFAULT 1,
    created_at   DATETIME(3) NOT NULL,
    updated_at   DATETIME(3) NOT NULL,
    CONSTRAINT pk_billing_meters PRIMARY KEY (id),
    CONSTRAINT uq_billing_meters_number UNIQUE (community_id, number),
    CONSTRAINT ck_billing_meters_state CHECK (state IN ('active', 'removed'))
);
CREATE INDEX ix_billing_meters_item ON billing_meters (item_id, house_id);
