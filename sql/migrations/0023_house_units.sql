-- +goose Up
CREATE TABLE units (
    id           BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    building_id  BIGINT      NOT NULL,
    name         VARCHAR(20) NOT NULL,
    sort_key     VARCHAR(40) NOT NULL,
    created_at   DATETIME(3) NOT NULL,
    CONSTRAINT pk_units PRIMARY KEY (id),
    CONSTRAINT uq_units_name UNIQUE (building_id, name),
    CONSTRAINT fk_units_building_id FOREIGN KEY (building_id) REFERENCES buildings (id)
);
CREATE INDEX ix_units_community ON units (community_id);
