-- +goose Up
-- identity_key is building|unit|room; room_key is what a search compares.
-- Areas are in 1/100 square metre; unit_id is 0 where a building has no units.
CREATE TABLE houses (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    building_id  BIGINT       NOT NULL,
    unit_id      BIGINT       NOT NULL DEFAULT 0,
    identity_key VARCHAR(96)  NOT NULL,
    room_key     VARCHAR(40)  NOT NULL,
    kind         VARCHAR(16)  NOT NULL,
    building     VARCHAR(40)  NOT NULL,
    unit         VARCHAR(20)  NOT NULL,
    room         VARCHAR(40)  NOT NULL,
    label        VARCHAR(100) NOT NULL,
    sort_key     VARCHAR(160) NOT NULL,
    floor        BIGINT       NOT NULL DEFAULT 0,
    area         BIGINT       NOT NULL DEFAULT 0,
    inner_area   BIGINT       NOT NULL DEFAULT 0,
    layout       VARCHAR(60)  NOT NULL DEFAULT '',
    ownership    VARCHAR(60)  NOT NULL DEFAULT '',
    occupancy    VARCHAR(16)  NOT NULL DEFAULT 'unknown',
    delivered    VARCHAR(10)  NOT NULL DEFAULT '',
    parking      VARCHAR(60)  NOT NULL DEFAULT '',
    note         VARCHAR(200) NOT NULL DEFAULT '',
    status       VARCHAR(16)  NOT NULL DEFAULT 'active',
    version      BIGINT       NOT NULL DEFAULT 1,
    created_at   DATETIME(3)  NOT NULL,
    updated_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_houses PRIMARY KEY (id),
    CONSTRAINT uq_houses_identity UNIQUE (community_id, identity_key),
    CONSTRAINT ck_houses_kind CHECK (kind IN ('flat', 'shop', 'garage', 'other')),
    CONSTRAINT ck_houses_occupancy CHECK (occupancy IN ('owner', 'tenant', 'vacant', 'decorating', 'unknown')),
    CONSTRAINT ck_houses_area CHECK (area >= 0 AND inner_area >= 0),
    CONSTRAINT fk_houses_building_id FOREIGN KEY (building_id) REFERENCES buildings (id)
);
CREATE INDEX ix_houses_room ON houses (community_id, room_key, building);
CREATE INDEX ix_houses_sort ON houses (community_id, sort_key, id);
CREATE INDEX ix_houses_building ON houses (community_id, building_id, kind);
