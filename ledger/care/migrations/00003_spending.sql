-- +goose Up

-- What was queued for the carrier in a day, at the prices of that day.
CREATE TABLE spending (
    day            TEXT    PRIMARY KEY, -- 2026-11-24, in the centre's zone
    texts          INTEGER NOT NULL,    -- to everybody
    calls          INTEGER NOT NULL,
    fen            INTEGER NOT NULL,
    stranger_texts INTEGER NOT NULL,    -- of these, to strangers and for no emergency
    stranger_calls INTEGER NOT NULL,
    stranger_fen   INTEGER NOT NULL
) STRICT;
