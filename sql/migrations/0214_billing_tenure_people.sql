-- +goose Up
-- Who lived there when the tenure ended, and still sees and pays its bills.
CREATE TABLE billing_tenure_people (
    person_id  BIGINT      NOT NULL,
    tenure_id  BIGINT      NOT NULL,
    created_at DATETIME(3) NOT NULL,
    CONSTRAINT pk_billing_tenure_people PRIMARY KEY (person_id, tenure_id),
    CONSTRAINT fk_billing_tenure_people_tenure_id FOREIGN KEY (tenure_id) REFERENCES billing_tenures (id)
);
CREATE INDEX ix_billing_tenure_people_tenure ON billing_tenure_people (tenure_id);
