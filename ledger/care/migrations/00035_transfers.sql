-- +goose Up

-- Banks that hours go to and come from. The account is peer/<name>: what stands
-- on it is what we owe that bank, below zero what it owes us. Its floor is the limit.
CREATE TABLE peers (
    id        INTEGER PRIMARY KEY,
    name      TEXT    NOT NULL UNIQUE,
    account   INTEGER NOT NULL UNIQUE REFERENCES accounts (id),
    opened_at INTEGER NOT NULL
) STRICT;

-- What two coordinators have agreed on about a bank. The newest that both want
-- holds; one of each name waits for the second.
CREATE TABLE peer_terms (
    id            INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL, -- of the bank
    title         TEXT    NOT NULL, -- as members read it
    key           TEXT    NOT NULL, -- public, of its log
    limit_minutes INTEGER NOT NULL CHECK (limit_minutes >= 0),
    asked_by      INTEGER NOT NULL REFERENCES members (id),
    asked_at      INTEGER NOT NULL,
    confirmed_by  INTEGER REFERENCES members (id),
    confirmed_at  INTEGER
) STRICT;
CREATE UNIQUE INDEX peer_terms_waiting ON peer_terms (name) WHERE confirmed_at IS NULL;
CREATE INDEX peer_terms_of ON peer_terms (name, id);

-- Hours of members that go to another bank. The states are those of TransferLife.
CREATE TABLE transfers_out (
    id            INTEGER PRIMARY KEY,
    code          TEXT    NOT NULL UNIQUE, -- the 128 bits of the note, in hexadecimal digits
    peer          INTEGER NOT NULL REFERENCES peers (id),
    member        INTEGER NOT NULL REFERENCES members (id),
    minutes       INTEGER NOT NULL CHECK (minutes > 0),
    their_number  TEXT    NOT NULL, -- what the member has at the other bank
    their_name    TEXT    NOT NULL, -- and is called there, as the digest of the note
    state         TEXT    NOT NULL,
    asked_by      INTEGER NOT NULL REFERENCES members (id),
    asked_at      INTEGER NOT NULL,
    approved_by   INTEGER REFERENCES members (id),
    approved_at   INTEGER,
    expires_at    INTEGER,          -- by the clock of the other bank
    hold          INTEGER NOT NULL REFERENCES entries (id),
    note          TEXT,             -- the file, from when it was first signed
    answer        TEXT,             -- the other bank's file
    entry         INTEGER REFERENCES entries (id), -- the end of the hold
    ended_at      INTEGER
) STRICT;
CREATE INDEX transfers_out_member ON transfers_out (member, asked_at);
CREATE INDEX transfers_out_open ON transfers_out (peer) WHERE ended_at IS NULL;

-- What became of the notes of other banks, once for each: credited, or refused
-- for ever.
CREATE TABLE transfers_in (
    id         INTEGER PRIMARY KEY,
    peer       INTEGER NOT NULL REFERENCES peers (id),
    code       TEXT    NOT NULL,
    hold       INTEGER NOT NULL,           -- number of their entry that holds the minutes
    note       TEXT    NOT NULL,           -- their file
    minutes    INTEGER NOT NULL CHECK (minutes > 0),
    reason     TEXT    NOT NULL,           -- of a refusal; none when it was credited
    member     INTEGER REFERENCES members (id),
    entry      INTEGER REFERENCES entries (id),
    decided_by INTEGER NOT NULL,           -- one of the staff, 0 for the machine
    decided_at INTEGER NOT NULL,
    answer     TEXT,                       -- our file, from when it was first signed
    UNIQUE (peer, code),
    CHECK ((reason = 'none') = (entry IS NOT NULL)),
    CHECK ((entry IS NULL) = (member IS NULL))
) STRICT;
-- One hold of theirs is credited once, whatever they sign.
CREATE UNIQUE INDEX transfers_in_once ON transfers_in (peer, hold) WHERE entry IS NOT NULL;

-- +goose StatementBegin
CREATE TRIGGER peer_terms_keep BEFORE UPDATE ON peer_terms WHEN OLD.confirmed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'terms are never changed: two coordinators ask for others'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER peer_terms_stay BEFORE DELETE ON peer_terms WHEN OLD.confirmed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'terms are never deleted: two coordinators ask for others'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transfers_out_keep BEFORE UPDATE ON transfers_out
WHEN OLD.ended_at IS NOT NULL AND (NEW.state <> OLD.state OR NEW.entry IS NOT OLD.entry OR NEW.ended_at IS NOT OLD.ended_at)
    OR NEW.code <> OLD.code OR NEW.peer <> OLD.peer OR NEW.member <> OLD.member OR NEW.minutes <> OLD.minutes OR NEW.hold <> OLD.hold
BEGIN SELECT RAISE(ABORT, 'what a transfer is, and how it ended, is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transfers_out_stay BEFORE DELETE ON transfers_out
BEGIN SELECT RAISE(ABORT, 'transfers are never deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transfers_in_keep BEFORE UPDATE ON transfers_in
WHEN OLD.answer IS NOT NULL AND NEW.answer IS NOT OLD.answer AND NEW.answer IS NOT '' OR NEW.peer <> OLD.peer OR NEW.code <> OLD.code OR NEW.minutes <> OLD.minutes
    OR NEW.reason <> OLD.reason OR NEW.entry IS NOT OLD.entry OR NEW.member IS NOT OLD.member
BEGIN SELECT RAISE(ABORT, 'what became of a transfer is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transfers_in_stay BEFORE DELETE ON transfers_in
BEGIN SELECT RAISE(ABORT, 'what became of a transfer is never deleted'); END;
-- +goose StatementEnd
