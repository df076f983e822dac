-- +goose Up
-- A company's own words for one face of a template: inbox, staff, sms, voice, wechat.
CREATE TABLE notify_overrides (
    company_id BIGINT       NOT NULL,
    template   VARCHAR(64)  NOT NULL,
    face       VARCHAR(16)  NOT NULL,
    title      VARCHAR(60)  NOT NULL,
    body       VARCHAR(500) NOT NULL,
    updated_by BIGINT       NOT NULL,
    updated_at DATETIME(3)  NOT NULL,
    CONSTRAINT pk_notify_overrides PRIMARY KEY (company_id, template, face)
);
