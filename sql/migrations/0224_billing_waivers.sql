-- +goose Up
-- live_key is unique: the bill's id while the request is open, its own id afterwards.
CREATE TABLE billing_waivers (
    id             BIGINT       NOT NULL,
    community_id   BIGINT       NOT NULL,
    bill_id        BIGINT       NOT NULL,
    live_key       BIGINT       NOT NULL,
    kind           VARCHAR(16)  NOT NULL,
    amount_fen     BIGINT       NOT NULL,
    reason         VARCHAR(200) NOT NULL,
    state          VARCHAR(16)  NOT NULL DEFAULT 'requested',
    requester_id   BIGINT       NOT NULL,
    requester_name VARCHAR(40)  NOT NULL DEFAULT '',
    approver_id    BIGINT       NOT NULL DEFAULT 0,
    approver_name  VARCHAR(40)  NOT NULL DEFAULT '',
    answer         VARCHAR(200) NOT NULL DEFAULT '',
    created_at     DATETIME(3)  NOT NULL,
    decided_at     DATETIME(3)  NULL,
    CONSTRAINT pk_billing_waivers PRIMARY KEY (id),
    CONSTRAINT uq_billing_waivers_live UNIQUE (live_key),
    CONSTRAINT ck_billing_waivers_kind CHECK (kind IN ('late', 'principal')),
    CONSTRAINT ck_billing_waivers_people CHECK (approver_id <> requester_id),
    CONSTRAINT fk_billing_waivers_bill_id FOREIGN KEY (bill_id) REFERENCES billing_bills (id)
);
CREATE INDEX ix_billing_waivers_community ON billing_waivers (community_id, state, id);
