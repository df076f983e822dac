-- +goose Up
CREATE TABLE ledger_journals (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    kind         VARCHAR(32)  NOT NULL,
    ref          VARCHAR(64)  NOT NULL,
    memo         VARCHAR(200) NOT NULL DEFAULT '',
    reverses_id  BIGINT       NOT NULL DEFAULT 0,
    digest       VARCHAR(64)  NOT NULL,
    posted_on    CHAR(10)     NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_ledger_journals PRIMARY KEY (id),
    CONSTRAINT uq_ledger_journals_ref UNIQUE (kind, ref)
);
CREATE INDEX ix_ledger_journals_day ON ledger_journals (community_id, posted_on, id);
