-- +goose Up
-- One bill an item, house, period and slot: 0, 1, … for the tenures of a period,
-- the bill's own id once it is void (so that another may stand in its place), the
-- source's id for a charge. due_fen is what is left of the principal. late_raw
-- is the late fee up to late_on in 1/100000 fen. basis is JSON: what was counted.
CREATE TABLE billing_bills (
    id            BIGINT        NOT NULL,
    community_id  BIGINT        NOT NULL,
    house_id      BIGINT        NOT NULL,
    item_id       BIGINT        NOT NULL,
    tariff_id     BIGINT        NOT NULL DEFAULT 0,
    run_id        BIGINT        NOT NULL DEFAULT 0,
    tenure_id     BIGINT        NOT NULL DEFAULT 0,
    merchant_id   BIGINT        NOT NULL DEFAULT 0,
    replaces_id   BIGINT        NOT NULL DEFAULT 0,
    source        VARCHAR(16)   NOT NULL DEFAULT 'run',
    kind          VARCHAR(16)   NOT NULL,
    period        VARCHAR(7)    NOT NULL,
    slot          BIGINT        NOT NULL,
    title         VARCHAR(60)   NOT NULL,
    house_label   VARCHAR(100)  NOT NULL,
    state         VARCHAR(16)   NOT NULL DEFAULT 'draft',
    anomaly       VARCHAR(16)   NOT NULL DEFAULT '',
    principal_fen BIGINT        NOT NULL,
    discount_fen  BIGINT        NOT NULL DEFAULT 0,
    waived_fen    BIGINT        NOT NULL DEFAULT 0,
    due_fen       BIGINT        NOT NULL,
    paid_fen      BIGINT        NOT NULL DEFAULT 0,
    late_paid_fen BIGINT        NOT NULL DEFAULT 0,
    late_waived_fen BIGINT      NOT NULL DEFAULT 0,
    refunded_fen  BIGINT        NOT NULL DEFAULT 0,
    last_fen      BIGINT        NOT NULL DEFAULT -1,
    late_raw      BIGINT        NOT NULL DEFAULT 0,
    late_on       VARCHAR(10)   NOT NULL DEFAULT '',
    late_rate     BIGINT        NOT NULL DEFAULT 0,
    late_cap_fen  BIGINT        NOT NULL DEFAULT 0,
    due_on        VARCHAR(10)   NOT NULL DEFAULT '',
    lock_order_id BIGINT        NOT NULL DEFAULT 0,
    lock_until    DATETIME(3)   NULL,
    lock_name     VARCHAR(40)   NOT NULL DEFAULT '',
    basis         VARCHAR(6000) NOT NULL,
    version       BIGINT        NOT NULL DEFAULT 1,
    published_at  DATETIME(3)   NULL,
    paid_at       DATETIME(3)   NULL,
    created_at    DATETIME(3)   NOT NULL,
    updated_at    DATETIME(3)   NOT NULL,
    CONSTRAINT pk_billing_bills PRIMARY KEY (id),
    CONSTRAINT uq_billing_bills_period UNIQUE (item_id, period, house_id, slot),
    CONSTRAINT ck_billing_bills_fen CHECK (principal_fen >= 0 AND discount_fen >= 0 AND due_fen >= 0 AND paid_fen >= 0 AND refunded_fen >= 0)
);
CREATE INDEX ix_billing_bills_house ON billing_bills (house_id, period);
CREATE INDEX ix_billing_bills_run ON billing_bills (run_id, id);
CREATE INDEX ix_billing_bills_due ON billing_bills (community_id, state, due_on);
