-- +goose Up
CREATE TABLE billing_dispute_files (
    dispute_id BIGINT NOT NULL,
    file_id    BIGINT NOT NULL,
    position   BIGINT NOT NULL,
    CONSTRAINT pk_billing_dispute_files PRIMARY KEY (dispute_id, file_id)
);
