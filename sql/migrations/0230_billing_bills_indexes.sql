-- +goose Up
CREATE INDEX ix_billing_bills_run_house ON billing_bills (run_id, house_id);
CREATE INDEX ix_billing_bills_remind ON billing_bills (state, due_on);
CREATE INDEX ix_billing_bills_tenure ON billing_bills (tenure_id, state);
CREATE INDEX ix_billing_bills_lock ON billing_bills (lock_order_id);
