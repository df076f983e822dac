-- +goose Up
CREATE TABLE staff_roles (
    staff_id BIGINT NOT NULL,
    role_id  BIGINT NOT NULL,
    CONSTRAINT pk_staff_roles PRIMARY KEY (staff_id, role_id),
    CONSTRAINT fk_staff_roles_staff FOREIGN KEY (staff_id) REFERENCES staff_accounts (id),
    CONSTRAINT fk_staff_roles_role FOREIGN KEY (role_id) REFERENCES roles (id)
);
CREATE INDEX ix_staff_roles_role ON staff_roles (role_id);
