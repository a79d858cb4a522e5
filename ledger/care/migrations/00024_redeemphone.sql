-- +goose Up

-- What a member without a PIN has chosen on the telephone: we ring the
-- registered phone, and it counts once key 1 was pressed there.
CREATE TABLE phone_orders (
    id      INTEGER PRIMARY KEY,
    source  TEXT    NOT NULL UNIQUE,          -- call and turn
    member  INTEGER NOT NULL REFERENCES members (id),
    goods   TEXT    NOT NULL,                 -- code of the catalogue, empty for cash
    pieces  INTEGER NOT NULL,
    minutes INTEGER NOT NULL,                 -- of hours that become cash
    at      INTEGER NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0        -- 1 once a key has decided, or a person must
) STRICT;

-- What became of a PIN, or of a key, in one turn of a call: the same turn again
-- has the same answer, and is no second try.
CREATE TABLE exchange_turns (
    source  TEXT    PRIMARY KEY,              -- call and turn
    outcome TEXT    NOT NULL,
    minutes INTEGER NOT NULL,                 -- of the limit that was met
    at      INTEGER NOT NULL
) STRICT;
