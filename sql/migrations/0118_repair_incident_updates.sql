-- +goose Up
CREATE TABLE repair_incident_updates (
    id          BIGINT       NOT NULL,
    incident_id BIGINT       NOT NULL,
    text        VARCHAR(500) NOT NULL,
    staff_id    BIGINT       NOT NULL,
    staff_name  VARCHAR(40)  NOT NULL,
    created_at  DATETIME(3)  NOT NULL,
    CONSTRAINT pk_repair_incident_updates PRIMARY KEY (id),
    CONSTRAINT fk_repair_incident_updates_incident FOREIGN KEY (incident_id) REFERENCES repair_incidents (id)
);
CREATE INDEX ix_repair_incident_updates_incident ON repair_incident_updates (incident_id, id);
