-- +goose Up
CREATE TABLE repair_filters (
    id         BIGINT      NOT NULL,
    staff_id   BIGINT      NOT NULL,
    name       VARCHAR(30) NOT NULL,
    query      TEXT        NOT NULL,
    created_at DATETIME(3) NOT NULL,
    CONSTRAINT pk_repair_filters PRIMARY KEY (id),
    CONSTRAINT uq_repair_filters_name UNIQUE (staff_id, name)
);
