-- +goose Up
-- Opens one bill to whoever pays it for the household.
CREATE TABLE billing_pay_codes (
    code         VARCHAR(16) NOT NULL,
    community_id BIGINT      NOT NULL,
    bill_id      BIGINT      NOT NULL,
    person_id    BIGINT      NOT NULL,
    expires_at   DATETIME(3) NOT NULL,
    created_at   DATETIME(3) NOT NULL,
    CONSTRAINT pk_billing_pay_codes PRIMARY KEY (code)
);
CREATE INDEX ix_billing_pay_codes_bill ON billing_pay_codes (bill_id);
