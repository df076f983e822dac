-- +goose Up
-- Photos of vouchers and of transfers made by hand.
CREATE TABLE payment_evidence (
    community_id BIGINT     NOT NULL,
    subject      VARCHAR(8) NOT NULL,
    subject_id   BIGINT     NOT NULL,
    file_id      BIGINT     NOT NULL,
    position     BIGINT     NOT NULL,
    CONSTRAINT pk_payment_evidence PRIMARY KEY (file_id)
);
CREATE INDEX ix_payment_evidence_subject ON payment_evidence (subject, subject_id);
