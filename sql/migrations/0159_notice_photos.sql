-- +goose Up
CREATE TABLE notice_photos (
    notice_id    BIGINT NOT NULL,
    file_id      BIGINT NOT NULL,
    community_id BIGINT NOT NULL,
    position     BIGINT NOT NULL,
    CONSTRAINT pk_notice_photos PRIMARY KEY (notice_id, file_id)
);
