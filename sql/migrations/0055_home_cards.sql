-- +goose Up
CREATE TABLE home_cards (
    person_id  BIGINT       NOT NULL,
    kind       VARCHAR(16)  NOT NULL,
    ref_id     BIGINT       NOT NULL,
    house_id   BIGINT       NOT NULL DEFAULT 0,
    title      VARCHAR(120) NOT NULL DEFAULT '',
    subtitle   VARCHAR(200) NOT NULL DEFAULT '',
    status     VARCHAR(24)  NOT NULL DEFAULT '',
    label      VARCHAR(40)  NOT NULL DEFAULT '',
    tone       VARCHAR(8)   NOT NULL DEFAULT 'neutral',
    link       VARCHAR(200) NOT NULL DEFAULT '',
    amount     BIGINT       NOT NULL DEFAULT 0,
    updated_at DATETIME(3)  NOT NULL,
    CONSTRAINT pk_home_cards PRIMARY KEY (person_id, kind, ref_id)
);
CREATE INDEX ix_home_cards_person ON home_cards (person_id, updated_at);
CREATE INDEX ix_home_cards_ref ON home_cards (kind, ref_id);
