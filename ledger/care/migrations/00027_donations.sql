-- +goose Up

-- Hours that members gave to the pools of their communities.
CREATE TABLE donations (
    id      INTEGER PRIMARY KEY,
    source  TEXT    NOT NULL UNIQUE, -- what asked for it: twice is once
    member  INTEGER NOT NULL REFERENCES members (id),
    minutes INTEGER NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
