-- +goose Up
-- live_key is unique: the bill's id while the dispute is open, its own id afterwards.
CREATE TABLE billing_disputes (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    bill_id      BIGINT       NOT NULL,
    live_key     BIGINT       NOT NULL,
    house_id     BIGINT       NOT NULL,
    person_id    BIGINT       NOT NULL,
    person_name  VARCHAR(40)  NOT NULL DEFAULT '',
    reason       VARCHAR(300) NOT NULL,
    state        VARCHAR(16)  NOT NULL DEFAULT 'open',
    answer       VARCHAR(300) NOT NULL DEFAULT '',
    decider_id   BIGINT       NOT NULL DEFAULT 0,
    decider_name VARCHAR(40)  NOT NULL DEFAULT '',
    new_bill_id  BIGINT       NOT NULL DEFAULT 0,
    answer_by    DATETIME(3)  NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    decided_at   DATETIME(3)  NULL,
    CONSTRAINT pk_billing_disputes PRIMARY KEY (id),
    CONSTRAINT uq_billing_disputes_live UNIQUE (live_key),
    CONSTRAINT fk_billing_disputes_bill_id FOREIGN KEY (bill_id) REFERENCES billing_bills (id)
);
CREATE INDEX ix_billing_disputes_community ON billing_disputes (community_id, state, id);
