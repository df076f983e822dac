-- +goose Up
DROP TABLE repair_orders;
ALTER TABLE repair_orders_wide RENAME TO repair_orders;
CREATE INDEX ix_repair_orders_wide_community ON repair_orders (community_id, id);
CREATE INDEX ix_repair_orders_wide_board ON repair_orders (community_id, state, id);
CREATE INDEX ix_repair_orders_wide_recent ON repair_orders (community_id, updated_at);
CREATE INDEX ix_repair_orders_wide_due ON repair_orders (community_id, due_at);
CREATE INDEX ix_repair_orders_wide_slot ON repair_orders (community_id, slot_start);
CREATE INDEX ix_repair_orders_wide_day ON repair_orders (community_id, business_day, category);
CREATE INDEX ix_repair_orders_wide_similar ON repair_orders (community_id, category, place_key, created_at);
CREATE INDEX ix_repair_orders_wide_worker ON repair_orders (worker_id, state);
CREATE INDEX ix_repair_orders_wide_reporter ON repair_orders (reporter_id, category, state);
CREATE INDEX ix_repair_orders_wide_house ON repair_orders (house_id, state);
CREATE INDEX ix_repair_orders_wide_second ON repair_orders (second_house_id);
CREATE INDEX ix_repair_orders_wide_unrated ON repair_orders (state, finished_at);
CREATE INDEX ix_repair_orders_wide_merged ON repair_orders (merged_into);
CREATE INDEX ix_repair_orders_wide_incident ON repair_orders (incident_id);
