-- +goose Up
CREATE TABLE billing_run_events (
    run_id       BIGINT       NOT NULL,
    version      BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    act          VARCHAR(16)  NOT NULL,
    from_state   VARCHAR(16)  NOT NULL,
    to_state     VARCHAR(16)  NOT NULL,
    actor_kind   VARCHAR(16)  NOT NULL,
    actor_id     BIGINT       NOT NULL,
    actor_name   VARCHAR(40)  NOT NULL DEFAULT '',
    reason       VARCHAR(200) NOT NULL DEFAULT '',
    ip           VARCHAR(64)  NOT NULL DEFAULT '',
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_billing_run_events PRIMARY KEY (run_id, version)
);
