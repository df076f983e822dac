-- +goose Up
-- A row of kind shop, garage or other stands for what belongs to no building.
CREATE TABLE buildings (
    id           BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    identity_key VARCHAR(40) NOT NULL,
    kind         VARCHAR(16) NOT NULL,
    name         VARCHAR(40) NOT NULL,
    sort_key     VARCHAR(64) NOT NULL,
    created_at   DATETIME(3) NOT NULL,
    CONSTRAINT pk_buildings PRIMARY KEY (id),
    CONSTRAINT uq_buildings_identity UNIQUE (community_id, identity_key),
    CONSTRAINT ck_buildings_kind CHECK (kind IN ('building', 'shop', 'garage', 'other')),
    CONSTRAINT fk_buildings_community_id FOREIGN KEY (community_id) REFERENCES communities (id)
);
