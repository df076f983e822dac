-- +goose Up
CREATE TABLE resident_sessions (
    id           BIGINT       NOT NULL,
    person_id    BIGINT       NOT NULL,
    device       VARCHAR(120) NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    last_seen_at DATETIME(3)  NOT NULL,
    revoked_at   DATETIME(3)  NULL,
    reason       VARCHAR(16)  NOT NULL DEFAULT '',
    CONSTRAINT pk_resident_sessions PRIMARY KEY (id)
);
CREATE INDEX ix_resident_sessions_person ON resident_sessions (person_id, revoked_at);
CREATE INDEX ix_resident_sessions_seen ON resident_sessions (last_seen_at);
