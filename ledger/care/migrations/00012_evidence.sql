-- +goose Up

-- Home cards: they hang on the elder's refrigerator, and what stands in a cell
-- is known only in that home. Asked is the cell that a volunteer was asked for
-- last.
CREATE TABLE cards (
    id         INTEGER PRIMARY KEY,
    elder      INTEGER NOT NULL REFERENCES members (id),
    version    INTEGER NOT NULL, -- of this elder's cards, from 1
    cells      TEXT    NOT NULL CHECK (length(cells) = 48), -- 24 cells of two digits
    asked      INTEGER NOT NULL DEFAULT 0, -- 1 to 24
    printed_at INTEGER NOT NULL, -- the first time; audit has all
    void_at    INTEGER,          -- when the next one took its place
    UNIQUE (elder, version)
) STRICT;
CREATE UNIQUE INDEX cards_valid ON cards (elder) WHERE void_at IS NULL;

-- What members of staff did by their own hand. A row goes in with the deed.
CREATE TABLE audit (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    actor  TEXT    NOT NULL, -- as given: a member's number, or a name
    deed   TEXT    NOT NULL,
    member INTEGER NOT NULL DEFAULT 0, -- whom it is about
    ref    INTEGER NOT NULL DEFAULT 0, -- by deed: a card's version, a visit
    note   TEXT    NOT NULL DEFAULT '' -- the reason that was given
) STRICT;
CREATE INDEX audit_about ON audit (member, at);

-- +goose StatementBegin
CREATE TRIGGER audit_keep BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'what was done is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_stay BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'what was done is never deleted'); END;
-- +goose StatementEnd

-- What a person should look at: facts, never a verdict.
CREATE TABLE signals (
    id     INTEGER PRIMARY KEY,
    kind   TEXT    NOT NULL,
    visit  INTEGER NOT NULL DEFAULT 0,
    member INTEGER NOT NULL DEFAULT 0,
    at     INTEGER NOT NULL,
    detail TEXT    NOT NULL DEFAULT '' -- numbers and codes, no names
) STRICT;
CREATE UNIQUE INDEX signals_once ON signals (kind, visit, member) WHERE visit > 0;
CREATE INDEX signals_of ON signals (member, at);

-- The cell that each end of a visit is asked for, 0 for none; how many wrong
-- ones were told; who entered an end by hand, and who confirmed that; and
-- until when nobody has said anything about the visit's end.
ALTER TABLE visits ADD COLUMN start_cell INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visits ADD COLUMN finish_cell INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visits ADD COLUMN wrong_cells INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visits ADD COLUMN entered_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visits ADD COLUMN confirmed_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visits ADD COLUMN silent_until INTEGER;
CREATE INDEX visits_silent ON visits (silent_until) WHERE silent_until IS NOT NULL;

-- Visits that wait for the elder's key as the program is renewed.
UPDATE visits SET silent_until = finished_at + 259200000
    WHERE credited_minutes > 0 AND id IN (SELECT visit FROM requests WHERE state = 'finished');
