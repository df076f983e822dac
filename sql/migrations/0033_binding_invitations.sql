-- +goose Up
-- Of the token only its SHA-256 is kept; the phone is sealed and indexed.
CREATE TABLE binding_invitations (
    id           BIGINT       NOT NULL,
    community_id BIGINT       NOT NULL,
    house_id     BIGINT       NOT NULL,
    inviter_id   BIGINT       NOT NULL,
    token_hash   VARCHAR(64)  NOT NULL,
    phone        VARCHAR(128) NOT NULL,
    phone_index  VARCHAR(32)  NOT NULL,
    role         VARCHAR(8)   NOT NULL,
    rights       VARCHAR(100) NOT NULL,
    state        VARCHAR(16)  NOT NULL,
    binding_id   BIGINT       NOT NULL DEFAULT 0,
    valid_to     DATETIME(3)  NULL,
    expires_at   DATETIME(3)  NOT NULL,
    created_at   DATETIME(3)  NOT NULL,
    ended_at     DATETIME(3)  NULL,
    CONSTRAINT pk_binding_invitations PRIMARY KEY (id),
    CONSTRAINT uq_binding_invitations_token UNIQUE (token_hash),
    CONSTRAINT ck_binding_invitations_role CHECK (role IN ('member', 'tenant')),
    CONSTRAINT ck_binding_invitations_state CHECK (state IN ('pending', 'accepted', 'cancelled', 'expired'))
);
CREATE INDEX ix_binding_invitations_house ON binding_invitations (house_id, state);
CREATE INDEX ix_binding_invitations_due ON binding_invitations (state, expires_at);
