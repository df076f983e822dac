-- +goose Up
CREATE TABLE outbox (
    id           BIGINT       NOT NULL,
    task_key     VARCHAR(32)  NOT NULL,
    name         VARCHAR(64)  NOT NULL,
    queue        VARCHAR(16)  NOT NULL,
    payload      TEXT         NOT NULL,
    status       VARCHAR(8)   NOT NULL DEFAULT 'new',
    attempts     BIGINT       NOT NULL DEFAULT 0,
    claimed_by   VARCHAR(32)  NOT NULL DEFAULT '',
    last_error   VARCHAR(500) NOT NULL DEFAULT '',
    available_at DATETIME(3)  NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    done_at      DATETIME(3)  NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (id),
    CONSTRAINT uq_outbox_task_key UNIQUE (task_key),
    CONSTRAINT ck_outbox_status CHECK (status IN ('new', 'sent', 'done', 'dead'))
);
CREATE INDEX ix_outbox_due ON outbox (status, available_at);
