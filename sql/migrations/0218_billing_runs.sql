-- +goose Up
-- Making the bills of a period: work is JSON (items and their tariffs); the
-- cursor is where the next chunk starts.
CREATE TABLE billing_runs (
    id             BIGINT        NOT NULL,
    community_id   BIGINT        NOT NULL,
    period         VARCHAR(7)    NOT NULL,
    title          VARCHAR(60)   NOT NULL,
    state          VARCHAR(16)   NOT NULL,
    work           TEXT          NOT NULL,
    use_prepaid    SMALLINT      NOT NULL DEFAULT 0,
    step           BIGINT        NOT NULL DEFAULT 0,
    cursor_id      BIGINT        NOT NULL DEFAULT 0,
    done_count     BIGINT        NOT NULL DEFAULT 0,
    total_count    BIGINT        NOT NULL DEFAULT 0,
    bill_count     BIGINT        NOT NULL DEFAULT 0,
    sum_fen        BIGINT        NOT NULL DEFAULT 0,
    last_sum_fen   BIGINT        NOT NULL DEFAULT 0,
    last_count     BIGINT        NOT NULL DEFAULT 0,
    anomaly_count  BIGINT        NOT NULL DEFAULT 0,
    skipped_count  BIGINT        NOT NULL DEFAULT 0,
    problem        VARCHAR(300)  NOT NULL DEFAULT '',
    maker_id       BIGINT        NOT NULL,
    maker_name     VARCHAR(40)   NOT NULL DEFAULT '',
    reviewer_id    BIGINT        NOT NULL DEFAULT 0,
    reviewer_name  VARCHAR(40)   NOT NULL DEFAULT '',
    publisher_id   BIGINT        NOT NULL DEFAULT 0,
    publisher_name VARCHAR(40)   NOT NULL DEFAULT '',
    version        BIGINT        NOT NULL DEFAULT 1,
    created_at     DATETIME(3)   NOT NULL,
    updated_at     DATETIME(3)   NOT NULL,
    published_at   DATETIME(3)   NULL,
    CONSTRAINT pk_billing_runs PRIMARY KEY (id),
    CONSTRAINT ck_billing_runs_state CHECK (state IN ('computing', 'computed', 'reviewed', 'publishing', 'published', 'discarded', 'failed'))
);
CREATE INDEX ix_billing_runs_community ON billing_runs (community_id, id);
