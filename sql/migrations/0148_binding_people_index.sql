-- +goose Up
-- Everybody of a community, in the order of their ids: a broadcast walks along it.
CREATE INDEX ix_bindings_people ON bindings (community_id, person_id);
