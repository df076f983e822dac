-- +goose Up
-- alias is another room_key under which people look for the house.
CREATE TABLE house_aliases (
    community_id BIGINT      NOT NULL,
    alias        VARCHAR(40) NOT NULL,
    house_id     BIGINT      NOT NULL,
    CONSTRAINT pk_house_aliases PRIMARY KEY (community_id, alias, house_id),
    CONSTRAINT fk_house_aliases_house_id FOREIGN KEY (house_id) REFERENCES houses (id)
);
CREATE INDEX ix_house_aliases_house ON house_aliases (house_id);
