-- +goose Up
CREATE TABLE repair_orders (
    id            BIGINT       NOT NULL,
    community_id  BIGINT       NOT NULL,
    house_id      BIGINT       NOT NULL DEFAULT 0,
    number        VARCHAR(16)  NOT NULL,
    state         VARCHAR(16)  NOT NULL,
    version       BIGINT       NOT NULL DEFAULT 1,
    place         VARCHAR(8)   NOT NULL,
    place_key     VARCHAR(100) NOT NULL,
    place_label   VARCHAR(120) NOT NULL,
    category      VARCHAR(32)  NOT NULL,
    description   VARCHAR(500) NOT NULL,
    search        VARCHAR(640) NOT NULL,
    photo_count   BIGINT       NOT NULL DEFAULT 0,
    slot_start    DATETIME(3)  NULL,
    slot_end      DATETIME(3)  NULL,
    enter_absent  BIGINT       NOT NULL DEFAULT 0,
    channel       VARCHAR(8)   NOT NULL,
    reporter_id   BIGINT       NOT NULL DEFAULT 0,
    contact_name  VARCHAR(255) NOT NULL DEFAULT '',
    contact_phone VARCHAR(255) NOT NULL DEFAULT '',
    worker_id     BIGINT       NOT NULL DEFAULT 0,
    worker_name   VARCHAR(40)  NOT NULL DEFAULT '',
    cause_code    VARCHAR(16)  NOT NULL DEFAULT '',
    finished_at   DATETIME(3)  NULL,
    ended_at      DATETIME(3)  NULL,
    created_at    DATETIME(3)  NOT NULL,
    updated_at    DATETIME(3)  NOT NULL,
    CONSTRAINT pk_repair_orders PRIMARY KEY (id),
    CONSTRAINT uq_repair_orders_number UNIQUE (community_id, number),
    CONSTRAINT ck_repair_orders_state CHECK (state IN ('submitted', 'assigned', 'accepted', 'arrived', 'to_rate', 'closed', 'cancelled')),
    CONSTRAINT ck_repair_orders_place CHECK ((place = 'indoor' AND house_id > 0) OR (place = 'public' AND house_id = 0)),
    CONSTRAINT ck_repair_orders_channel CHECK (channel IN ('app', 'phone', 'desk'))
);
CREATE INDEX ix_repair_orders_community ON repair_orders (community_id, id);
CREATE INDEX ix_repair_orders_board ON repair_orders (community_id, state, id);
CREATE INDEX ix_repair_orders_recent ON repair_orders (community_id, updated_at);
CREATE INDEX ix_repair_orders_worker ON repair_orders (worker_id, state);
CREATE INDEX ix_repair_orders_reporter ON repair_orders (reporter_id, category, state);
CREATE INDEX ix_repair_orders_house ON repair_orders (house_id, state);
CREATE INDEX ix_repair_orders_unrated ON repair_orders (state, finished_at);
