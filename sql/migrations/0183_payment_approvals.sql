-- +goose Up
CREATE TABLE payment_approvals (
    refund_id    BIGINT      NOT NULL,
    staff_id     BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    staff_name   VARCHAR(40) NOT NULL,
    created_at   DATETIME(3) NOT NULL,
    CONSTRAINT pk_payment_approvals PRIMARY KEY (refund_id, staff_id)
);
