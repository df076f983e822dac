-- +goose Up
-- delete_at is set with the decision: the pictures go 30 days later.
CREATE TABLE binding_evidence (
    id           BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    binding_id   BIGINT      NOT NULL,
    file_id      BIGINT      NOT NULL,
    created_at   DATETIME(3) NOT NULL,
    delete_at    DATETIME(3) NULL,
    CONSTRAINT pk_binding_evidence PRIMARY KEY (id),
    CONSTRAINT uq_binding_evidence_file UNIQUE (file_id)
);
CREATE INDEX ix_binding_evidence_binding ON binding_evidence (binding_id, id);
CREATE INDEX ix_binding_evidence_delete ON binding_evidence (delete_at);
