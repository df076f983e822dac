-- +goose Up
CREATE TABLE house_import_runs (
    id             BIGINT       NOT NULL,
    community_id   BIGINT       NOT NULL,
    staff_id       BIGINT       NOT NULL,
    file_name      VARCHAR(120) NOT NULL,
    state          VARCHAR(16)  NOT NULL,
    columns_json   TEXT         NOT NULL,
    rows_total     BIGINT       NOT NULL DEFAULT 0,
    rows_added     BIGINT       NOT NULL DEFAULT 0,
    rows_changed   BIGINT       NOT NULL DEFAULT 0,
    rows_same      BIGINT       NOT NULL DEFAULT 0,
    rows_refused   BIGINT       NOT NULL DEFAULT 0,
    rows_ignored   BIGINT       NOT NULL DEFAULT 0,
    area_total     BIGINT       NOT NULL DEFAULT 0,
    cursor_seq     BIGINT       NOT NULL DEFAULT 0,
    error          VARCHAR(200) NOT NULL DEFAULT '',
    version        BIGINT       NOT NULL DEFAULT 1,
    created_at     DATETIME(3)  NOT NULL,
    updated_at     DATETIME(3)  NOT NULL,
    CONSTRAINT pk_house_import_runs PRIMARY KEY (id),
    CONSTRAINT ck_house_import_runs_state CHECK (state IN ('reading', 'checking', 'checked', 'applying', 'applied', 'failed')),
    CONSTRAINT fk_house_import_runs_community_id FOREIGN KEY (community_id) REFERENCES communities (id)
);
CREATE INDEX ix_house_import_runs_community ON house_import_runs (community_id, id);
