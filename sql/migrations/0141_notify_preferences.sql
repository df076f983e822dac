-- +goose Up
-- What differs from the defaults; choices is kind.channel=0|1;… Quiet hours are
-- minutes of the day in Shanghai.
CREATE TABLE notify_preferences (
    person_id  BIGINT       NOT NULL,
    call_me    SMALLINT     NOT NULL,
    quiet      SMALLINT     NOT NULL,
    quiet_from BIGINT       NOT NULL,
    quiet_to   BIGINT       NOT NULL,
    choices    VARCHAR(500) NOT NULL,
    updated_at DATETIME(3)  NOT NULL,
    CONSTRAINT pk_notify_preferences PRIMARY KEY (person_id),
    CONSTRAINT ck_notify_preferences_quiet CHECK (quiet_from >= 0 AND quiet_from < 1440 AND quiet_to >= 0 AND quiet_to < 1440)
);
