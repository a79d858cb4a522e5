-- +goose Up

-- The log: a Merkle tree of RFC 6962 over the entries, entry 1 first, in tiles
-- of height 8. Only full tiles are kept; the others follow from the entries.
CREATE TABLE tiles (
    level  INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    n      INTEGER NOT NULL CHECK (n >= 0),
    hashes BLOB    NOT NULL CHECK (length(hashes) = 8192), -- 256 of them
    PRIMARY KEY (level, n)
) STRICT;

-- What keeps the public log from telling anything of this account. Without it
-- nobody can open the commitments that were made under it.
CREATE TABLE secrets (
    account INTEGER PRIMARY KEY REFERENCES accounts (id),
    secret  BLOB    NOT NULL CHECK (length(secret) = 32)
) STRICT;

-- The commitments of accounts whose secret was erased, so that their entries
-- are still the leaves that they were.
CREATE TABLE commitments (
    account    INTEGER NOT NULL REFERENCES accounts (id),
    entry      INTEGER NOT NULL REFERENCES entries (id),
    commitment BLOB    NOT NULL CHECK (length(commitment) = 32),
    PRIMARY KEY (account, entry)
) STRICT;

-- Whose signature stands under the checkpoints. There is one as long as its
-- key is kept; a bank that has lost it goes on under another name.
CREATE TABLE logs (
    id     INTEGER PRIMARY KEY,
    origin TEXT    NOT NULL UNIQUE,
    key    TEXT    NOT NULL UNIQUE -- the public one, as signed notes write it
) STRICT;

-- What was signed, numbered without gaps.
CREATE TABLE checkpoints (
    id   INTEGER PRIMARY KEY,
    log  INTEGER NOT NULL REFERENCES logs (id),
    size INTEGER NOT NULL CHECK (size >= 0), -- entries
    note TEXT    NOT NULL,
    UNIQUE (log, size)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER tiles_keep BEFORE UPDATE ON tiles
BEGIN SELECT RAISE(ABORT, 'tiles are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tiles_stay BEFORE DELETE ON tiles
BEGIN SELECT RAISE(ABORT, 'tiles are never deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER commitments_keep BEFORE UPDATE ON commitments
BEGIN SELECT RAISE(ABORT, 'commitments are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER commitments_stay BEFORE DELETE ON commitments
BEGIN SELECT RAISE(ABORT, 'commitments are never deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER logs_keep BEFORE UPDATE ON logs
BEGIN SELECT RAISE(ABORT, 'logs are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER logs_stay BEFORE DELETE ON logs
BEGIN SELECT RAISE(ABORT, 'logs are never deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER checkpoints_keep BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER checkpoints_stay BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;
-- +goose StatementEnd
