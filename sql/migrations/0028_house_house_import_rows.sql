-- +goose Up
-- payload is the sealed row of the ledger, emptied once it was applied.
CREATE TABLE house_import_rows (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    run_id       BIGINT       NOT NULL,
    seq          BIGINT       NOT NULL,
    sheet        VARCHAR(62)  NOT NULL,
    line         BIGINT       NOT NULL,
    kind         VARCHAR(16)  NOT NULL,
    house        VARCHAR(100) NOT NULL,
    reason       VARCHAR(60)  NOT NULL DEFAULT '',
    detail       VARCHAR(200) NOT NULL DEFAULT '',
    changes_json TEXT         NOT NULL,
    payload      TEXT         NOT NULL,
    CONSTRAINT pk_house_import_rows PRIMARY KEY (id),
    CONSTRAINT uq_house_import_rows_seq UNIQUE (run_id, seq),
    CONSTRAINT ck_house_import_rows_kind CHECK (kind IN ('pending', 'added', 'changed', 'same', 'refused')),
    CONSTRAINT fk_house_import_rows_run_id FOREIGN KEY (run_id) REFERENCES house_import_runs (id)
);
CREATE INDEX ix_house_import_rows_kind ON house_import_rows (run_id, kind, seq);
