-- +goose Up
-- What differs for one house: how many (1/1000), a factor, a discount (1/10000
-- both), from and until which day. For items not charged to everyone it is the list.
CREATE TABLE billing_assignments (
    id           BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    item_id      BIGINT      NOT NULL,
    house_id     BIGINT      NOT NULL,
    quantity     BIGINT      NOT NULL DEFAULT 1000,
    coefficient  BIGINT      NOT NULL DEFAULT 10000,
    discount     BIGINT      NOT NULL DEFAULT 0,
    excluded     SMALLINT    NOT NULL DEFAULT 0,
    from_day     VARCHAR(10) NOT NULL DEFAULT '',
    until_day    VARCHAR(10) NOT NULL DEFAULT '',
    note         VARCHAR(60) NOT NULL DEFAULT '',
    created_at   DATETIME(3) NOT NULL,
    updated_at   DATETIME(3) NOT NULL,
    CONSTRAINT pk_billing_assignments PRIMARY KEY (id),
    CONSTRAINT uq_billing_assignments_house UNIQUE (item_id, house_id)
);
CREATE INDEX ix_billing_assignments_house ON billing_assignments (house_id);
