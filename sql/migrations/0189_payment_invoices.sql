-- +goose Up
-- open_order_id is the order while the invoice stands: one standing invoice an order.
CREATE TABLE payment_invoices (
    id            BIGINT       NOT NULL,
    community_id  BIGINT       NOT NULL,
    company_id    BIGINT       NOT NULL,
    order_id      BIGINT       NOT NULL,
    open_order_id BIGINT       NULL,
    person_id     BIGINT       NOT NULL,
    request_no    VARCHAR(32)  NOT NULL,
    state         VARCHAR(16)  NOT NULL,
    version       BIGINT       NOT NULL DEFAULT 1,
    title         VARCHAR(255) NOT NULL,
    tax_number    VARCHAR(128) NOT NULL DEFAULT '',
    amount_fen    BIGINT       NOT NULL,
    invoice_no    VARCHAR(32)  NOT NULL DEFAULT '',
    red_no        VARCHAR(32)  NOT NULL DEFAULT '',
    url           VARCHAR(255) NOT NULL DEFAULT '',
    failure       VARCHAR(200) NOT NULL DEFAULT '',
    issued_at     DATETIME(3)  NULL,
    created_at    DATETIME(3)  NOT NULL,
    updated_at    DATETIME(3)  NOT NULL,
    CONSTRAINT pk_payment_invoices PRIMARY KEY (id),
    CONSTRAINT uq_payment_invoices_open UNIQUE (open_order_id),
    CONSTRAINT uq_payment_invoices_request UNIQUE (request_no),
    CONSTRAINT ck_payment_invoices_state CHECK (state IN ('applied', 'issued', 'failed', 'reversing', 'reversed'))
);
CREATE INDEX ix_payment_invoices_person ON payment_invoices (person_id, id);
CREATE INDEX ix_payment_invoices_community ON payment_invoices (community_id, id);
CREATE INDEX ix_payment_invoices_order ON payment_invoices (order_id);
