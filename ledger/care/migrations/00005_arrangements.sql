-- +goose Up

-- Who a contact is to the member: family, neighbour, key (has one to the door).
ALTER TABLE contacts ADD COLUMN relation TEXT NOT NULL DEFAULT 'family';

-- What a community has arranged for emergencies: its ladder, as it was written
-- (TOML), and its roster (CSV). The newest version holds.
CREATE TABLE arrangements (
    id          INTEGER PRIMARY KEY,
    kind        TEXT    NOT NULL CHECK (kind IN ('ladder', 'roster')),
    community   TEXT    NOT NULL,
    version     INTEGER NOT NULL, -- of this kind in this community, from 1
    recorded_at INTEGER NOT NULL,
    actor       TEXT    NOT NULL, -- who arranged it
    body        TEXT    NOT NULL,
    UNIQUE (kind, community, version)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER arrangements_keep BEFORE UPDATE ON arrangements
BEGIN SELECT RAISE(ABORT, 'arrangements are never changed: add a version'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER arrangements_stay BEFORE DELETE ON arrangements
BEGIN SELECT RAISE(ABORT, 'arrangements are never deleted: add a version'); END;
-- +goose StatementEnd

-- When a roster is looked at next, to tell those whose duty begins or ends.
CREATE TABLE handovers (
    community TEXT    PRIMARY KEY,
    next_at   INTEGER NOT NULL
) STRICT;
