-- +goose Up
CREATE TABLE roles (
    id          BIGINT      NOT NULL,
    company_id  BIGINT      NOT NULL,
    name        VARCHAR(20) NOT NULL,
    permissions TEXT        NOT NULL,
    created_at  DATETIME(3) NOT NULL,
    updated_at  DATETIME(3) NOT NULL,
    CONSTRAINT pk_roles PRIMARY KEY (id),
    CONSTRAINT uq_roles_name UNIQUE (company_id, name)
);
