-- +goose Up

-- The accounts that hold what was granted to a member: for the month, which may
-- lapse, and as a gift, which stays.
CREATE TABLE allotments (
    member  INTEGER NOT NULL REFERENCES members (id),
    account INTEGER NOT NULL,
    fund    TEXT    NOT NULL,
    gift    INTEGER NOT NULL, -- 1 for what was given by hand
    PRIMARY KEY (member, fund, gift)
) STRICT;
CREATE INDEX allotments_of_account ON allotments (account);

-- What a member was given for a month: once of each fund.
CREATE TABLE openings (
    id      INTEGER PRIMARY KEY,
    fund    TEXT    NOT NULL,
    member  INTEGER NOT NULL REFERENCES members (id),
    month   TEXT    NOT NULL, -- 2026-12
    minutes INTEGER NOT NULL, -- 0 when the fund could not give any more
    entry   INTEGER,
    UNIQUE (month, fund, member)
) STRICT;

-- How far the openings of a month have come: they are given to the oldest
-- first, some members at a time. next_at is empty while no fund gives any.
CREATE TABLE opening_run (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    next_at INTEGER,
    month   TEXT    NOT NULL DEFAULT '', -- that is under way
    born    INTEGER NOT NULL DEFAULT 0,  -- of the member who was last
    last    INTEGER NOT NULL DEFAULT 0   -- the member
) STRICT;
INSERT INTO opening_run (one) VALUES (1);
CREATE INDEX members_by_age ON members (born, id) WHERE born > 0;

-- What one coordinator wants to put into a fund, or give out of it, and a
-- second one has done.
CREATE TABLE grant_orders (
    id       INTEGER PRIMARY KEY,
    fund     TEXT    NOT NULL,
    member   INTEGER NOT NULL DEFAULT 0, -- who is given it; 0 puts it into the fund
    minutes  INTEGER NOT NULL CHECK (minutes > 0),
    reason   TEXT    NOT NULL,
    first    INTEGER NOT NULL, -- member
    asked_at INTEGER NOT NULL,
    second   INTEGER NOT NULL DEFAULT 0,
    done_at  INTEGER,
    entry    INTEGER
) STRICT;
CREATE UNIQUE INDEX grant_orders_waiting ON grant_orders (fund, member) WHERE done_at IS NULL;

-- Policies that one coordinator has proposed. A second one confirms them: then
-- they are a version of the policies above. at is empty for one that takes
-- effect as soon as it is confirmed.
CREATE TABLE policy_proposals (
    id          INTEGER PRIMARY KEY,
    body        TEXT    NOT NULL,
    at          INTEGER,
    base        INTEGER NOT NULL, -- the version that it was written against
    note        TEXT    NOT NULL,
    first       INTEGER NOT NULL, -- member
    proposed_at INTEGER NOT NULL,
    state       TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'confirmed', 'withdrawn')),
    decided_by  INTEGER NOT NULL DEFAULT 0,
    decided_at  INTEGER,
    version     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX policy_proposals_waiting ON policy_proposals (id) WHERE state = 'waiting';

-- The version that the gateway has taken up, and when the next one is due.
CREATE TABLE policy_taken (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER
) STRICT;
INSERT INTO policy_taken (one) VALUES (1);
