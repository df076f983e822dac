-- +goose Up
-- Whom a resident's e-invoices are made out to.
CREATE TABLE payment_titles (
    id         BIGINT       NOT NULL,
    person_id  BIGINT       NOT NULL,
    kind       VARCHAR(8)   NOT NULL,
    name       VARCHAR(255) NOT NULL,
    tax_number VARCHAR(128) NOT NULL DEFAULT '',
    email      VARCHAR(255) NOT NULL DEFAULT '',
    preferred  BIGINT       NOT NULL DEFAULT 0,
    created_at DATETIME(3)  NOT NULL,
    CONSTRAINT pk_payment_titles PRIMARY KEY (id),
    CONSTRAINT ck_payment_titles_kind CHECK (kind IN ('person', 'company'))
);
CREATE INDEX ix_payment_titles_person ON payment_titles (person_id, id);
