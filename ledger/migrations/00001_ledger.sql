-- +goose Up

-- Amounts are whole minutes or whole fen, never fractions. Times are unix
-- milliseconds, UTC. Numbers are given by the bank, without gaps.

CREATE TABLE accounts (
    id        INTEGER PRIMARY KEY,
    code      TEXT    NOT NULL UNIQUE,                             -- member/17, issued, fund/street-office
    unit      TEXT    NOT NULL CHECK (unit IN ('minutes', 'fen')), -- never changes
    opened_at INTEGER NOT NULL,
    closed_at INTEGER                                              -- a closed account stands at zero for good
) STRICT;

-- What a group of people agreed on, by date. The ledger does not read the body.
CREATE TABLE policies (
    version      INTEGER PRIMARY KEY,
    effective_at INTEGER NOT NULL,
    recorded_at  INTEGER NOT NULL,
    body         TEXT    NOT NULL,
    actor        TEXT    NOT NULL
) STRICT;
CREATE INDEX policies_effective ON policies (effective_at, version);

-- The journal. Each row moves amount from debit to credit, and changes by held
-- what is set aside on debit; so a balance is two sums over this table.
CREATE TABLE entries (
    id           INTEGER PRIMARY KEY,
    recorded_at  INTEGER NOT NULL, -- never earlier than the entry before
    effective_at INTEGER NOT NULL,
    kind         TEXT    NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
    ref          INTEGER NOT NULL, -- what it is about: visit, order, transfer, by kind
    debit        INTEGER NOT NULL REFERENCES accounts (id),
    credit       INTEGER NOT NULL REFERENCES accounts (id),
    amount       INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 1000000000000),
    held         INTEGER NOT NULL CHECK (held BETWEEN -1000000000000 AND 1000000000000),
    undoes       INTEGER REFERENCES entries (id), -- the entry this one takes back, in part or whole
    resolves     INTEGER REFERENCES entries (id), -- the hold this one ends
    policy       INTEGER REFERENCES policies (version),
    actor        TEXT    NOT NULL,
    -- Each side: the account's entry before this one, the how-manieth of the
    -- account this one is, and what stood on the account after it.
    debit_prev   INTEGER NOT NULL,
    debit_seq    INTEGER NOT NULL,
    debit_after  INTEGER NOT NULL,
    debit_held   INTEGER NOT NULL,
    credit_prev  INTEGER NOT NULL,
    credit_seq   INTEGER NOT NULL,
    credit_after INTEGER NOT NULL,
    credit_held  INTEGER NOT NULL,
    UNIQUE (ref, kind), -- twice is once
    CHECK (debit <> credit),
    CHECK (amount > 0 OR held <> 0),
    CHECK ((held < 0) = (resolves IS NOT NULL)),
    CHECK (undoes IS NULL OR held = 0)
) STRICT;
CREATE UNIQUE INDEX entries_resolved_once ON entries (resolves) WHERE resolves IS NOT NULL;
CREATE INDEX entries_undoing ON entries (undoes) WHERE undoes IS NOT NULL;

-- Beside the journal and always equal to its sums. A floor is the least that
-- may be available; without one an account may fall as low as it must.
CREATE TABLE balances (
    account INTEGER PRIMARY KEY REFERENCES accounts (id),
    posted  INTEGER NOT NULL, -- credits less debits
    held    INTEGER NOT NULL, -- set aside by open holds
    seq     INTEGER NOT NULL, -- entries of this account so far
    head    INTEGER NOT NULL, -- the newest of them, 0 when none
    floor   INTEGER,
    CHECK (held >= 0),
    CHECK (posted - held >= floor)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER entries_keep BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed: post a reversal'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entries_stay BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never deleted: post a reversal'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER policies_keep BEFORE UPDATE ON policies
BEGIN SELECT RAISE(ABORT, 'policies are never changed: add a version'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER policies_stay BEFORE DELETE ON policies
BEGIN SELECT RAISE(ABORT, 'policies are never deleted: add a version'); END;
-- +goose StatementEnd

-- The accounts that every bank has; accounts.go names them.
INSERT INTO accounts (id, code, unit, opened_at) VALUES
    (1, 'issued', 'minutes', 0),
    (2, 'redeemed/service', 'minutes', 0),
    (3, 'redeemed/goods', 'minutes', 0),
    (4, 'redeemed/cash', 'minutes', 0),
    (5, 'suspense', 'minutes', 0),
    (6, 'paid', 'fen', 0),
    (7, 'fee', 'fen', 0);
INSERT INTO balances (account, posted, held, seq, head, floor)
    SELECT id, 0, 0, 0, 0, NULL FROM accounts;
