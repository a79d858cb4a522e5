-- +goose Up

-- What one member of staff has asked for, and what became of it: a second one
-- who asks for the same has it carried out.
CREATE TABLE matters (
    id           INTEGER PRIMARY KEY,
    what         TEXT    NOT NULL, -- link, unlink, nominee, death, death undone, settlement
    member       INTEGER NOT NULL REFERENCES members (id), -- whom it is about
    other        INTEGER NOT NULL DEFAULT 0,               -- and whom else, 0 for nobody
    content      TEXT    NOT NULL,                         -- both must ask for the same
    note         TEXT    NOT NULL DEFAULT '',              -- what the first has seen, or the reason
    asked_by     INTEGER NOT NULL REFERENCES members (id),
    asked_at     INTEGER NOT NULL,
    confirmed_by INTEGER REFERENCES members (id),
    ended_at     INTEGER -- NULL while it waits for the second; without confirmed_by another took its place
) STRICT;
CREATE UNIQUE INDEX matters_waiting ON matters (what, member, other) WHERE ended_at IS NULL;

-- Who is whose relative, by documents that two of the staff have seen.
CREATE TABLE kin (
    id       INTEGER PRIMARY KEY,
    member   INTEGER NOT NULL REFERENCES members (id),
    relative INTEGER NOT NULL REFERENCES members (id),
    relation TEXT    NOT NULL CHECK (relation IN ('spouse', 'parent', 'grandparent', 'child', 'grandchild')), -- what the relative is to the member
    made     INTEGER NOT NULL REFERENCES matters (id),
    made_at  INTEGER NOT NULL,
    ended    INTEGER REFERENCES matters (id),
    ended_at INTEGER,
    CHECK (member < relative) -- one order for both, whoever is named first
) STRICT;
CREATE UNIQUE INDEX kin_once ON kin (member, relative) WHERE ended_at IS NULL;
CREATE INDEX kin_of_relative ON kin (relative);

-- Hours that a member gave to a relative. The entry of the hours has the
-- gift's id as its reference; what found no room with the relative went to the pool.
CREATE TABLE gifts (
    id        INTEGER PRIMARY KEY,
    reference TEXT    NOT NULL UNIQUE, -- number of the form: given twice is given once
    giver     INTEGER NOT NULL REFERENCES members (id),
    receiver  INTEGER NOT NULL REFERENCES members (id),
    minutes   INTEGER NOT NULL CHECK (minutes > 0),
    pooled    INTEGER NOT NULL DEFAULT 0, -- of them
    at        INTEGER NOT NULL,
    actor     TEXT    NOT NULL
) STRICT;
CREATE INDEX gifts_of_giver ON gifts (giver, at);

-- Who is to have a member's hours after the member's death. The newest row holds.
CREATE TABLE nominations (
    id     INTEGER PRIMARY KEY,
    member INTEGER NOT NULL REFERENCES members (id),
    matter INTEGER NOT NULL REFERENCES matters (id),
    at     INTEGER NOT NULL
) STRICT;
CREATE INDEX nominations_of ON nominations (member, id);
CREATE TABLE nominees (
    nomination INTEGER NOT NULL REFERENCES nominations (id),
    nominee    INTEGER NOT NULL REFERENCES members (id),
    percent    INTEGER NOT NULL CHECK (percent BETWEEN 1 AND 100),
    PRIMARY KEY (nomination, nominee)
) STRICT;

-- Who has left: died, or moved out of the district. Nobody rings them, because
-- the books know neither role nor telephone of theirs any more; what they knew
-- is kept, for a report may be an error and people come back.
CREATE TABLE departures (
    id      INTEGER PRIMARY KEY,
    member  INTEGER NOT NULL REFERENCES members (id),
    kind    TEXT    NOT NULL CHECK (kind IN ('died', 'moved')),
    day     TEXT    NOT NULL, -- 2026-11-23, in the centre's zone
    kept    TEXT    NOT NULL, -- JSON, see kept
    at      INTEGER NOT NULL,
    ended_at INTEGER          -- it was an error, or the member is back
) STRICT;
CREATE UNIQUE INDEX departures_standing ON departures (member) WHERE ended_at IS NULL;
CREATE TABLE former_phones (
    phone    TEXT    NOT NULL, -- E.164
    member   INTEGER NOT NULL REFERENCES members (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (phone, member)
) STRICT;
CREATE INDEX former_phones_of ON former_phones (member);
CREATE TABLE former_contacts (
    departure INTEGER NOT NULL REFERENCES departures (id), -- of the one whose phone it is
    member    INTEGER NOT NULL REFERENCES members (id),    -- whose contact that was
    position  INTEGER NOT NULL,
    name      TEXT    NOT NULL,
    phone     TEXT    NOT NULL,
    relation  TEXT    NOT NULL,
    PRIMARY KEY (departure, member, position)
) STRICT;
CREATE INDEX former_contacts_of ON former_contacts (member, phone);

-- The hours of the dead, each on an account estate/<id>.
CREATE TABLE estates (
    id        INTEGER PRIMARY KEY,
    member    INTEGER NOT NULL REFERENCES members (id),
    account   INTEGER NOT NULL, -- in the ledger
    died      TEXT    NOT NULL, -- day
    opened_at INTEGER NOT NULL,
    state     TEXT    NOT NULL CHECK (state IN ('open', 'disputed', 'closed', 'undone')),
    note      TEXT    NOT NULL DEFAULT '' -- why it is disputed
) STRICT;
CREATE INDEX estates_of ON estates (member, id);
CREATE INDEX estates_account ON estates (account);

-- What went into an estate and out of it; entries of estates have these ids as
-- their reference.
CREATE TABLE estate_moves (
    id      INTEGER PRIMARY KEY,
    estate  INTEGER NOT NULL REFERENCES estates (id),
    what    TEXT    NOT NULL CHECK (what IN ('in', 'back', 'hours', 'pool')),
    heir    INTEGER NOT NULL DEFAULT 0, -- who received it
    minutes INTEGER NOT NULL CHECK (minutes > 0),
    entry   INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    actor   TEXT    NOT NULL
) STRICT;
CREATE INDEX estate_moves_of ON estate_moves (estate, id);
