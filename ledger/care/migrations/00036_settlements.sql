-- +goose Up

-- Debts between banks that were paid, in whatever way the two have agreed on.
-- entry is empty while it waits for the second coordinator.
CREATE TABLE peer_settlements (
    id           INTEGER PRIMARY KEY,
    peer         INTEGER NOT NULL REFERENCES peers (id),
    minutes      INTEGER NOT NULL CHECK (minutes > 0), -- that were paid for
    received     INTEGER NOT NULL CHECK (received IN (0, 1)), -- 1: the other bank has paid
    document     TEXT    NOT NULL,
    asked_by     INTEGER NOT NULL REFERENCES members (id),
    asked_at     INTEGER NOT NULL,
    confirmed_by INTEGER REFERENCES members (id),
    confirmed_at INTEGER,
    entry        INTEGER REFERENCES entries (id),
    UNIQUE (peer, document)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER peer_settlements_keep BEFORE UPDATE ON peer_settlements WHEN OLD.entry IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what was paid is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER peer_settlements_stay BEFORE DELETE ON peer_settlements WHEN OLD.entry IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what was paid is never deleted'); END;
-- +goose StatementEnd
