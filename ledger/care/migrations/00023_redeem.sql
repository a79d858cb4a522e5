-- +goose Up

-- A source of money for redemptions. What is in it stands on its account,
-- fund/<source>; what it was given stands on given/<source>.
CREATE TABLE funds (
    id        INTEGER PRIMARY KEY,
    source    TEXT    NOT NULL UNIQUE,
    account   INTEGER NOT NULL UNIQUE REFERENCES accounts (id),
    given     INTEGER NOT NULL UNIQUE REFERENCES accounts (id),
    opened_at INTEGER NOT NULL,
    opened_by TEXT    NOT NULL, -- member numbers of two of the staff
    with_whom TEXT    NOT NULL
) STRICT;

-- Money that came in, by its document.
CREATE TABLE fund_receipts (
    id        INTEGER PRIMARY KEY,
    fund      INTEGER NOT NULL REFERENCES funds (id),
    document  TEXT    NOT NULL,
    fen       INTEGER NOT NULL CHECK (fen > 0),
    entry     INTEGER NOT NULL REFERENCES entries (id),
    at        INTEGER NOT NULL,
    by_whom   TEXT    NOT NULL,
    with_whom TEXT    NOT NULL,
    UNIQUE (fund, document)
) STRICT;

-- Hours that become goods or cash. The states are those of RedemptionLife.
CREATE TABLE redemptions (
    id          INTEGER PRIMARY KEY,
    source      TEXT    NOT NULL UNIQUE,          -- natural key: asked twice is asked once
    member      INTEGER NOT NULL REFERENCES members (id),
    channel     TEXT    NOT NULL,                 -- phone, text, point, desk
    goods       TEXT    NOT NULL,                 -- code of the catalogue, empty for cash
    pieces      INTEGER NOT NULL CHECK (pieces > 0),
    minutes     INTEGER NOT NULL CHECK (minutes > 0),
    fen         INTEGER NOT NULL CHECK (fen >= 0), -- 0 for goods
    hardship    INTEGER NOT NULL,                 -- comes first in the queue
    state       TEXT    NOT NULL,
    asked_by    INTEGER NOT NULL,                 -- member who asked: the member, one of the staff, a service point
    approved_by INTEGER NOT NULL DEFAULT 0,
    handed_by   INTEGER NOT NULL DEFAULT 0,
    witness     INTEGER NOT NULL DEFAULT 0,       -- second of the staff who saw it, for a member without a phone
    asked_at    INTEGER NOT NULL,
    approved_at INTEGER,
    handed_at   INTEGER,
    ended_at    INTEGER,
    next_at     INTEGER,                          -- when something is due by itself
    hold        INTEGER NOT NULL REFERENCES entries (id),
    entry       INTEGER REFERENCES entries (id)   -- the hours, once they have moved
) STRICT;
CREATE INDEX redemptions_next ON redemptions (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX redemptions_member ON redemptions (member, asked_at);
CREATE INDEX redemptions_queued ON redemptions (hardship, asked_at, id) WHERE state = 'queued';
CREATE INDEX redemptions_open ON redemptions (state) WHERE ended_at IS NULL;
CREATE INDEX redemptions_goods ON redemptions (goods, asked_at) WHERE goods <> '';

-- The money of a redemption, by the fund that it is taken from.
CREATE TABLE redemption_fen (
    id         INTEGER PRIMARY KEY,
    redemption INTEGER NOT NULL REFERENCES redemptions (id),
    fund       INTEGER NOT NULL REFERENCES funds (id),
    fen        INTEGER NOT NULL CHECK (fen > 0),
    hold       INTEGER NOT NULL REFERENCES entries (id),
    entry      INTEGER REFERENCES entries (id)
) STRICT;
CREATE INDEX redemption_fen_of ON redemption_fen (redemption);

-- What happened to a redemption.
CREATE TABLE redemption_events (
    id         INTEGER PRIMARY KEY,
    redemption INTEGER NOT NULL REFERENCES redemptions (id),
    at         INTEGER NOT NULL,
    what       TEXT    NOT NULL,
    actor      TEXT    NOT NULL, -- member number, empty for the machine
    note       TEXT    NOT NULL
) STRICT;
CREATE INDEX redemption_events_of ON redemption_events (redemption, id);

-- The PIN by which a member redeems, as bcrypt keeps it. Tries are those since
-- it was last right.
CREATE TABLE pins (
    member INTEGER PRIMARY KEY REFERENCES members (id),
    hash   TEXT    NOT NULL,
    tries  INTEGER NOT NULL DEFAULT 0,
    set_at INTEGER NOT NULL
) STRICT;
