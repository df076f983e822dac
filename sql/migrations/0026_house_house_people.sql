-- +goose Up
-- The company's register of people. Names and phones are sealed per row; the
-- *_index columns are blind indexes, '' for none. ended_at closes an entry:
-- history stays, lookups pass over it.
CREATE TABLE house_people (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    house_id     BIGINT       NOT NULL,
    role         VARCHAR(16)  NOT NULL,
    name         VARCHAR(512) NOT NULL,
    name_index   VARCHAR(32)  NOT NULL,
    phone        VARCHAR(128) NOT NULL,
    phone_index  VARCHAR(32)  NOT NULL,
    phone2       VARCHAR(128) NOT NULL DEFAULT '',
    phone2_index VARCHAR(32)  NOT NULL DEFAULT '',
    source       VARCHAR(16)  NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    ended_at     DATETIME(3)  NULL,
    CONSTRAINT pk_house_people PRIMARY KEY (id),
    CONSTRAINT ck_house_people_role CHECK (role IN ('owner', 'co_owner', 'tenant')),
    CONSTRAINT fk_house_people_house_id FOREIGN KEY (house_id) REFERENCES houses (id)
);
CREATE INDEX ix_house_people_house ON house_people (house_id, community_id);
CREATE INDEX ix_house_people_phone ON house_people (phone_index, community_id);
CREATE INDEX ix_house_people_phone2 ON house_people (phone2_index, community_id);
CREATE INDEX ix_house_people_name ON house_people (community_id, name_index);
