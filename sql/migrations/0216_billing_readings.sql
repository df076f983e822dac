-- +goose Up
-- Values are in 1/1000. A first reading sets the base and bills nothing.
CREATE TABLE billing_readings (
    id             BIGINT       NOT NULL,
    community_id   BIGINT       NOT NULL,
    meter_id       BIGINT       NOT NULL,
    item_id        BIGINT       NOT NULL,
    house_id       BIGINT       NOT NULL,
    period         VARCHAR(7)   NOT NULL,
    read_on        VARCHAR(10)  NOT NULL,
    value          BIGINT       NOT NULL,
    last_value     BIGINT       NOT NULL,
    amount_used    BIGINT       NOT NULL,
    first_one      SMALLINT     NOT NULL DEFAULT 0,
    rolled_over    SMALLINT     NOT NULL DEFAULT 0,
    photo_file_id  BIGINT       NOT NULL DEFAULT 0,
    channel        VARCHAR(8)   NOT NULL,
    reader_id      BIGINT       NOT NULL,
    reader_name    VARCHAR(40)  NOT NULL DEFAULT '',
    note           VARCHAR(100) NOT NULL DEFAULT '',
    created_at     DATETIME(3)  NOT NULL,
    CONSTRAINT pk_billing_readings PRIMARY KEY (id),
    CONSTRAINT uq_billing_readings_period UNIQUE (meter_id, period),
    CONSTRAINT fk_billing_readings_meter_id FOREIGN KEY (meter_id) REFERENCES billing_meters (id)
);
CREATE INDEX ix_billing_readings_house ON billing_readings (item_id, period, house_id);
