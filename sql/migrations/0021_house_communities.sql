-- +goose Up
CREATE TABLE communities (
    id            BIGINT       NOT NULL,
    company_id    BIGINT       NOT NULL,
    name          VARCHAR(60)  NOT NULL,
    address       VARCHAR(200) NOT NULL,
    service_phone VARCHAR(32)  NOT NULL,
    status        VARCHAR(16)  NOT NULL DEFAULT 'active',
    created_at    DATETIME(3)  NOT NULL,
    CONSTRAINT pk_communities PRIMARY KEY (id),
    CONSTRAINT uq_communities_place UNIQUE (name, address),
    CONSTRAINT ck_communities_status CHECK (status IN ('active', 'closed')),
    CONSTRAINT fk_communities_company_id FOREIGN KEY (company_id) REFERENCES companies (id)
);
CREATE INDEX ix_communities_company ON communities (company_id, id);
