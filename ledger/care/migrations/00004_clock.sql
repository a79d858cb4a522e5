-- +goose Up

-- One row: by how much the clock on the wall is ahead of the time that passed
-- in this process, as the moments in cases, outbox and requests were set by.
CREATE TABLE clock (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    ahead INTEGER NOT NULL -- milliseconds
) STRICT;
INSERT INTO clock (one, ahead) VALUES (1, 0);
