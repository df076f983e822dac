-- +goose Up
CREATE TABLE payment_events (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    subject      VARCHAR(8)   NOT NULL,
    subject_id   BIGINT       NOT NULL,
    act          VARCHAR(16)  NOT NULL,
    from_state   VARCHAR(16)  NOT NULL,
    to_state     VARCHAR(16)  NOT NULL,
    version      BIGINT       NOT NULL,
    actor_kind   VARCHAR(16)  NOT NULL,
    actor_id     BIGINT       NOT NULL,
    actor_name   VARCHAR(40)  NOT NULL,
    actor_role   VARCHAR(16)  NOT NULL,
    behalf_of    BIGINT       NOT NULL DEFAULT 0,
    reason       VARCHAR(500) NOT NULL DEFAULT '',
    channel      VARCHAR(8)   NOT NULL,
    ip           VARCHAR(64)  NOT NULL,
    device       VARCHAR(120) NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_payment_events PRIMARY KEY (id)
);
CREATE INDEX ix_payment_events_subject ON payment_events (subject, subject_id, id);
