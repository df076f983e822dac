-- +goose Up
-- Version 1 is the bill as its run made it, told by the run's own event.
CREATE TABLE billing_bill_events (
    bill_id      BIGINT       NOT NULL,
    version      BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    act          VARCHAR(16)  NOT NULL,
    from_state   VARCHAR(16)  NOT NULL,
    to_state     VARCHAR(16)  NOT NULL,
    actor_kind   VARCHAR(16)  NOT NULL,
    actor_id     BIGINT       NOT NULL,
    actor_name   VARCHAR(40)  NOT NULL DEFAULT '',
    actor_role   VARCHAR(16)  NOT NULL DEFAULT '',
    behalf_of    BIGINT       NOT NULL DEFAULT 0,
    amount_fen   BIGINT       NOT NULL DEFAULT 0,
    reason       VARCHAR(300) NOT NULL DEFAULT '',
    channel      VARCHAR(16)  NOT NULL DEFAULT '',
    ip           VARCHAR(64)  NOT NULL DEFAULT '',
    device       VARCHAR(120) NOT NULL DEFAULT '',
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_billing_bill_events PRIMARY KEY (bill_id, version)
);
