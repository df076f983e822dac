-- +goose Up
-- A house's own settings; the row is locked while its prepaid money is used.
CREATE TABLE billing_houses (
    house_id     BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    tenure_id    BIGINT      NOT NULL DEFAULT 0,
    auto_prepaid SMALLINT    NOT NULL DEFAULT 0,
    updated_at   DATETIME(3) NOT NULL,
    CONSTRAINT pk_billing_houses PRIMARY KEY (house_id)
);
