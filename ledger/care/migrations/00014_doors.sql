-- +goose Up

-- The timer of a visit: when it is looked at next, and which nudges it has had
-- (bits, see nudge). Told is when the elder last heard who comes.
ALTER TABLE visits ADD COLUMN next_at INTEGER;
ALTER TABLE visits ADD COLUMN nudged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visits ADD COLUMN told_at INTEGER;
CREATE INDEX visits_due ON visits (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX visits_of_request ON visits (request, id);

UPDATE visits SET told_at = announced_at, next_at = CASE WHEN open = 1 AND finished_at IS NULL THEN 0 END;

-- Whoever makes a visit or changes it, it is looked at at once: 15 are the bits
-- of the nudges before the start.
-- +goose StatementBegin
CREATE TRIGGER visits_begin_timer AFTER INSERT ON visits
BEGIN UPDATE visits SET next_at = 0 WHERE id = new.id; END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER visits_look_again AFTER UPDATE OF planned_at, planned_minutes, late_minutes, started_at, finished_at, open ON visits
BEGIN
    UPDATE visits SET next_at = 0, nudged = CASE
        WHEN new.planned_at <> old.planned_at THEN 0
        WHEN new.started_at IS NOT old.started_at THEN new.nudged & 15
        ELSE new.nudged END
    WHERE id = new.id;
END;
-- +goose StatementEnd

-- What happened to a visit, in its order: nothing is overwritten.
CREATE TABLE visit_events (
    id     INTEGER PRIMARY KEY,
    visit  INTEGER NOT NULL REFERENCES visits (id),
    at     INTEGER NOT NULL,
    what   TEXT    NOT NULL, -- started, finished, undone, late, moved, closed, corrected, …
    actor  TEXT    NOT NULL, -- number of the member who did it, empty for the machine
    reason TEXT    NOT NULL DEFAULT '', -- code, see Reason
    old    TEXT    NOT NULL DEFAULT '',
    new    TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX visit_events_of ON visit_events (visit, id);

-- +goose StatementBegin
CREATE TRIGGER visit_events_keep BEFORE UPDATE ON visit_events
BEGIN SELECT RAISE(ABORT, 'what happened to a visit is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER visit_events_stay BEFORE DELETE ON visit_events
BEGIN SELECT RAISE(ABORT, 'what happened to a visit is never deleted'); END;
-- +goose StatementEnd
