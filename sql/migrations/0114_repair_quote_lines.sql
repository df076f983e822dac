-- +goose Up
CREATE TABLE repair_quote_lines (
    quote_id  BIGINT      NOT NULL,
    position  BIGINT      NOT NULL,
    kind      VARCHAR(8)  NOT NULL,
    item_id   BIGINT      NOT NULL DEFAULT 0,
    title     VARCHAR(60) NOT NULL,
    unit      VARCHAR(10) NOT NULL,
    quantity  BIGINT      NOT NULL,
    price_fen BIGINT      NOT NULL,
    off_list  BIGINT      NOT NULL DEFAULT 0,
    CONSTRAINT pk_repair_quote_lines PRIMARY KEY (quote_id, position),
    CONSTRAINT ck_repair_quote_lines_kind CHECK (kind IN ('labour', 'material')),
    CONSTRAINT ck_repair_quote_lines_amount CHECK (quantity > 0 AND price_fen >= 0),
    CONSTRAINT fk_repair_quote_lines_quote FOREIGN KEY (quote_id) REFERENCES repair_quotes (id)
);
