-- +goose Up
CREATE TABLE ledger_entries (
    id           BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    journal_id   BIGINT      NOT NULL,
    account      VARCHAR(64) NOT NULL,
    owner_id     BIGINT      NOT NULL DEFAULT 0,
    amount_fen   BIGINT      NOT NULL,
    posted_on    CHAR(10)    NOT NULL,
    CONSTRAINT pk_ledger_entries PRIMARY KEY (id),
    CONSTRAINT ck_ledger_entries_amount CHECK (amount_fen <> 0),
    CONSTRAINT fk_ledger_entries_journal FOREIGN KEY (journal_id) REFERENCES ledger_journals (id)
);
CREATE INDEX ix_ledger_entries_journal ON ledger_entries (journal_id);
CREATE INDEX ix_ledger_entries_account ON ledger_entries (community_id, account, owner_id, posted_on, amount_fen);
