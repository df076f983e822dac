-- +goose Up
CREATE TABLE audit_entries (
    id           BIGINT        NOT NULL,
    company_id   BIGINT        NOT NULL,
    community_id BIGINT        NOT NULL,
    actor_kind   VARCHAR(16)   NOT NULL,
    actor_id     BIGINT        NOT NULL,
    behalf_of    BIGINT        NOT NULL,
    action       VARCHAR(64)   NOT NULL,
    object       VARCHAR(64)   NOT NULL,
    detail       VARCHAR(1000) NOT NULL,
    ip           VARCHAR(64)   NOT NULL,
    created_at   DATETIME(3)   NOT NULL,
    seal         VARCHAR(64)   NOT NULL DEFAULT '',
    seq          BIGINT        NOT NULL DEFAULT 0,
    CONSTRAINT pk_audit_entries PRIMARY KEY (id)
);
CREATE INDEX ix_audit_entries_seq ON audit_entries (seq, id);
CREATE INDEX ix_audit_entries_company ON audit_entries (company_id, id);
