-- +goose Up
CREATE TABLE staff_scopes (
    staff_id     BIGINT NOT NULL,
    community_id BIGINT NOT NULL,
    CONSTRAINT pk_staff_scopes PRIMARY KEY (staff_id, community_id),
    CONSTRAINT fk_staff_scopes_staff FOREIGN KEY (staff_id) REFERENCES staff_accounts (id)
);
CREATE INDEX ix_staff_scopes_community ON staff_scopes (community_id);
