-- +goose Up

-- One queue of work for people: whose it is, by when, and how it ended.
ALTER TABLE tickets ADD COLUMN community TEXT    NOT NULL DEFAULT ''; -- of whom it is about, empty when nobody knows
ALTER TABLE tickets ADD COLUMN owner     INTEGER NOT NULL DEFAULT 0;  -- the member whose work it is, 0 for nobody yet
ALTER TABLE tickets ADD COLUMN later_at  INTEGER;                     -- the owner has put it off until then; it stays due when it was
ALTER TABLE tickets ADD COLUMN next_at   INTEGER;                     -- when somebody is told that it is overdue; NULL once it is closed
ALTER TABLE tickets ADD COLUMN told      INTEGER NOT NULL DEFAULT 0;  -- how often somebody was
ALTER TABLE tickets ADD COLUMN outcome   TEXT    NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN closed_by TEXT    NOT NULL DEFAULT ''; -- number of the member who closed it
ALTER TABLE tickets ADD COLUMN reopened  INTEGER NOT NULL DEFAULT 0;  -- how often it was closed by mistake

UPDATE tickets SET community = coalesce((SELECT m.community FROM members m WHERE m.id = tickets.member), ''),
  next_at = CASE WHEN closed_at IS NULL THEN due_at END;

CREATE INDEX tickets_of_owner ON tickets (owner, id) WHERE owner <> 0;
CREATE INDEX tickets_open_of ON tickets (owner) WHERE closed_at IS NULL;
CREATE INDEX tickets_late ON tickets (next_at) WHERE next_at IS NOT NULL;

-- What people did with a ticket, in their order.
CREATE TABLE ticket_events (
    id     INTEGER PRIMARY KEY,
    ticket INTEGER NOT NULL REFERENCES tickets (id),
    at     INTEGER NOT NULL,
    what   TEXT    NOT NULL, -- taken, later, closed, reopened
    who    TEXT    NOT NULL, -- number of the member who did it
    note   TEXT    NOT NULL
) STRICT;
CREATE INDEX ticket_events_of ON ticket_events (ticket, id);

-- What a member has agreed to, or has not: the newest row of a kind holds.
CREATE TABLE consents (
    id     INTEGER PRIMARY KEY,
    member INTEGER NOT NULL REFERENCES members (id),
    kind   TEXT    NOT NULL CHECK (kind IN ('service', 'health', 'contacts', 'recording')),
    given  INTEGER NOT NULL, -- 0 when it was refused, or taken back
    at     INTEGER NOT NULL,
    words  TEXT    NOT NULL, -- language and version of the sentence that was read out
    actor  TEXT    NOT NULL  -- number of the worker who asked
) STRICT;
CREATE INDEX consents_of ON consents (member, kind, id);

-- Members who want to be rung, to say that they are well.
CREATE TABLE checkins (
    member  INTEGER PRIMARY KEY REFERENCES members (id),
    at      INTEGER NOT NULL, -- minutes after midnight
    days    INTEGER NOT NULL, -- bit set, bit 0 for Sunday
    next_at INTEGER,          -- when the member is rung next; NULL when the calls were stopped
    actor   TEXT    NOT NULL  -- number of the worker who arranged it
) STRICT;
CREATE INDEX checkins_due ON checkins (next_at) WHERE next_at IS NOT NULL;

-- One day of one member: rung until there is an answer, or contacts are told.
CREATE TABLE checkin_days (
    id     INTEGER PRIMARY KEY,
    member INTEGER NOT NULL REFERENCES members (id),
    day    TEXT    NOT NULL, -- 2026-11-24, in the centre's zone
    tries  INTEGER NOT NULL DEFAULT 1,
    state  TEXT    NOT NULL, -- ringing, well, heard, unanswered
    UNIQUE (member, day)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER ticket_events_keep BEFORE UPDATE ON ticket_events
BEGIN SELECT RAISE(ABORT, 'what was done is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ticket_events_stay BEFORE DELETE ON ticket_events
BEGIN SELECT RAISE(ABORT, 'what was done is never deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consents_keep BEFORE UPDATE ON consents
BEGIN SELECT RAISE(ABORT, 'consents are never changed: add a row'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consents_stay BEFORE DELETE ON consents
BEGIN SELECT RAISE(ABORT, 'consents are never deleted: add a row'); END;
-- +goose StatementEnd
