-- +goose Up
-- What houses are charged for. merchant_id 0 is the community's own payee;
-- everyone is 1 when every house of the kinds pays, 0 when only listed ones do.
CREATE TABLE billing_items (
    id           BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    merchant_id  BIGINT      NOT NULL DEFAULT 0,
    kind         VARCHAR(16) NOT NULL,
    name         VARCHAR(30) NOT NULL,
    everyone     SMALLINT    NOT NULL DEFAULT 1,
    house_kinds  VARCHAR(40) NOT NULL DEFAULT '',
    priority     BIGINT      NOT NULL DEFAULT 0,
    state        VARCHAR(16) NOT NULL DEFAULT 'active',
    version      BIGINT      NOT NULL DEFAULT 1,
    created_at   DATETIME(3) NOT NULL,
    updated_at   DATETIME(3) NOT NULL,
    CONSTRAINT pk_billing_items PRIMARY KEY (id),
    CONSTRAINT uq_billing_items_name UNIQUE (community_id, name),
    CONSTRAINT ck_billing_items_state CHECK (state IN ('active', 'closed'))
);
