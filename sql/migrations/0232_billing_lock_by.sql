-- +goose Up
-- Who holds a bill, so that a payer who left the cashier finds the way back. 0: nobody, or a desk.
ALTER TABLE billing_bills ADD COLUMN lock_by BIGINT NOT NULL DEFAULT 0;
