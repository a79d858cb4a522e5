-- +goose Up

-- Of whom a signal also is, and of what in the words of its kind: the same is
-- not shown again for a while.
ALTER TABLE signals ADD COLUMN other INTEGER NOT NULL DEFAULT 0;
ALTER TABLE signals ADD COLUMN about TEXT NOT NULL DEFAULT '';
UPDATE signals SET about = visit WHERE visit > 0;
CREATE INDEX signals_about ON signals (kind, about, at);
CREATE INDEX signals_at ON signals (at);

-- The key in the call after the visit, and how long after the call was answered
-- it came; and how many cells were told that stood on a card which was replaced.
ALTER TABLE visits ADD COLUMN elder_key INTEGER NOT NULL DEFAULT 0; -- 1 right, 2 not right, 0 for none
ALTER TABLE visits ADD COLUMN key_after INTEGER;                    -- milliseconds, NULL when nobody knows
ALTER TABLE visits ADD COLUMN old_cells INTEGER NOT NULL DEFAULT 0;

-- What staff did with visits, by time.
CREATE INDEX visit_events_by_staff ON visit_events (at) WHERE actor <> '';

-- Every day all volunteers are looked at, some at a time: those after the last
-- one, by the visits that ended before until. next_at is empty when nothing has
-- ended since.
CREATE TABLE sweep (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    next_at INTEGER,
    since   INTEGER NOT NULL DEFAULT 0, -- until when the sweep before looked
    until   INTEGER NOT NULL DEFAULT 0, -- 0 while none is under way
    last    INTEGER NOT NULL DEFAULT 0  -- volunteer
) STRICT;
INSERT INTO sweep (one) VALUES (1);
