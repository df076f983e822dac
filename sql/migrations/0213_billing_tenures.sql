-- +goose Up
-- Who owes for a house and since when. Bills of a tenure stay with it: the next
-- occupant does not see them. until_day is the last day, '' while it runs.
CREATE TABLE billing_tenures (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    house_id     BIGINT       NOT NULL,
    number       BIGINT       NOT NULL,
    from_day     VARCHAR(10)  NOT NULL,
    until_day    VARCHAR(10)  NOT NULL DEFAULT '',
    cause        VARCHAR(16)  NOT NULL,
    holder       VARCHAR(512) NOT NULL DEFAULT '',
    note         VARCHAR(200) NOT NULL DEFAULT '',
    created_at   DATETIME(3)  NOT NULL,
    updated_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_billing_tenures PRIMARY KEY (id),
    CONSTRAINT uq_billing_tenures_number UNIQUE (house_id, number)
);
CREATE INDEX ix_billing_tenures_community ON billing_tenures (community_id, house_id);
