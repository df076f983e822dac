-- +goose Up
CREATE TABLE staff_sessions (
    id           BIGINT       NOT NULL,
    staff_id     BIGINT       NOT NULL,
    token_hash   VARCHAR(64)  NOT NULL,
    device       VARCHAR(120) NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    last_seen_at DATETIME(3)  NOT NULL,
    revoked_at   DATETIME(3)  NULL,
    CONSTRAINT pk_staff_sessions PRIMARY KEY (id),
    CONSTRAINT uq_staff_sessions_hash UNIQUE (token_hash),
    CONSTRAINT fk_staff_sessions_staff FOREIGN KEY (staff_id) REFERENCES staff_accounts (id)
);
CREATE INDEX ix_staff_sessions_staff ON staff_sessions (staff_id, revoked_at);
CREATE INDEX ix_staff_sessions_created ON staff_sessions (created_at);
