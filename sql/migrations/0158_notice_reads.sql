-- +goose Up
CREATE TABLE notice_reads (
    notice_id    BIGINT      NOT NULL,
    person_id    BIGINT      NOT NULL,
    community_id BIGINT      NOT NULL,
    created_at   DATETIME(3) NOT NULL,
    CONSTRAINT pk_notice_reads PRIMARY KEY (notice_id, person_id)
);
