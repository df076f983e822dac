-- +goose Up
CREATE TABLE companies (
    id         BIGINT       NOT NULL,
    name       VARCHAR(100) NOT NULL,
    status     VARCHAR(16)  NOT NULL DEFAULT 'active',
    created_at DATETIME(3)  NOT NULL,
    CONSTRAINT pk_companies PRIMARY KEY (id),
    CONSTRAINT uq_companies_name UNIQUE (name),
    CONSTRAINT ck_companies_status CHECK (status IN ('active', 'suspended'))
);
