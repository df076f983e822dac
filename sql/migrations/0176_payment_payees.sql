-- +goose Up
-- Whose account gets the money of a community's bills that name no other.
CREATE TABLE payment_payees (
    community_id BIGINT      NOT NULL,
    merchant_id  BIGINT      NOT NULL,
    updated_at   DATETIME(3) NOT NULL,
    CONSTRAINT pk_payment_payees PRIMARY KEY (community_id),
    CONSTRAINT fk_payment_payees_merchant FOREIGN KEY (merchant_id) REFERENCES payment_merchants (id)
);
