-- +goose Up
CREATE TABLE persons (
    id               BIGINT       NOT NULL,
    name_sealed      VARCHAR(255) NOT NULL DEFAULT '',
    phone_sealed     VARCHAR(128) NOT NULL DEFAULT '',
    phone_index      VARCHAR(32)  NULL,
    elder_mode       SMALLINT     NOT NULL DEFAULT 0,
    current_house_id BIGINT       NOT NULL DEFAULT 0,
    created_at       DATETIME(3)  NOT NULL,
    updated_at       DATETIME(3)  NOT NULL,
    CONSTRAINT pk_persons PRIMARY KEY (id),
    CONSTRAINT uq_persons_phone UNIQUE (phone_index)
);
