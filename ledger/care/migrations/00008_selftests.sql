-- +goose Up

-- Tests of the whole chain, which the machine makes of itself: a call to its
-- own hotline, key 9, a call to itself, key 1. They ring nobody.
CREATE TABLE selftests (
    id         INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,                   -- empty while it is under way
    fault      TEXT    NOT NULL DEFAULT '', -- how far it came; empty when it passed
    call       TEXT    NOT NULL DEFAULT '', -- the call that came in and dials 9
    "case"     INTEGER NOT NULL DEFAULT 0,  -- that it opened
    answer     TEXT    NOT NULL DEFAULT ''  -- the call that came in to accept the case
) STRICT;
CREATE UNIQUE INDEX selftests_open ON selftests (coalesce(ended_at, 0)) WHERE ended_at IS NULL; -- one at a time
CREATE INDEX selftests_passed ON selftests (ended_at) WHERE fault = '';

-- When one ends at the latest or, while none is under way, when the next begins.
CREATE TABLE selftest_due (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    next_at INTEGER
) STRICT;
INSERT INTO selftest_due (one, next_at) VALUES (1, NULL);
