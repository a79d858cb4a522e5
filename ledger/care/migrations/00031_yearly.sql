-- +goose Up

-- How far the statements of a year have come, which members are sent once a
-- year, and when it is next looked at.
CREATE TABLE yearly_run (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    next_at INTEGER,                    -- NULL while nobody has saved anything
    last    INTEGER NOT NULL DEFAULT 0  -- member who was looked at
) STRICT;
INSERT INTO yearly_run (one, next_at) SELECT 1, NULL;
