-- +goose Up
-- A charge of another matter is billed once, however often it is asked.
CREATE TABLE billing_charges (
    source       VARCHAR(16) NOT NULL,
    ref_id       BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    bill_id      BIGINT      NOT NULL,
    created_at   DATETIME(3) NOT NULL,
    CONSTRAINT pk_billing_charges PRIMARY KEY (source, ref_id)
);
CREATE INDEX ix_billing_charges_bill ON billing_charges (bill_id);
