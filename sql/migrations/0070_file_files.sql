-- +goose Up
CREATE TABLE files (
    id           BIGINT       NOT NULL,
    owner_kind   VARCHAR(16)  NOT NULL,
    owner_id     BIGINT       NOT NULL,
    purpose      VARCHAR(20)  NOT NULL,
    object_id    BIGINT       NOT NULL DEFAULT 0,
    community_id BIGINT       NOT NULL DEFAULT 0,
    file_key     VARCHAR(128) NOT NULL,
    thumb_key    VARCHAR(128) NOT NULL,
    width        BIGINT       NOT NULL,
    height       BIGINT       NOT NULL,
    size_bytes   BIGINT       NOT NULL,
    sha256       VARCHAR(64)  NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    CONSTRAINT pk_files PRIMARY KEY (id)
);
CREATE INDEX ix_files_object ON files (purpose, object_id);
CREATE INDEX ix_files_owner ON files (owner_id, created_at);
