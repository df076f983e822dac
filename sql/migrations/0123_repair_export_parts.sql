-- +goose Up
-- A file in slices: a BLOB holds 64 KiB at most on MySQL.
CREATE TABLE repair_export_parts (
    export_id BIGINT NOT NULL,
    position  BIGINT NOT NULL,
    data      BLOB   NOT NULL,
    CONSTRAINT pk_repair_export_parts PRIMARY KEY (export_id, position),
    CONSTRAINT fk_repair_export_parts_export FOREIGN KEY (export_id) REFERENCES repair_exports (id)
);
