-- +goose Up

-- Who outside the bank was asked to sign the log too.
CREATE TABLE witnesses (
    id   INTEGER PRIMARY KEY,
    name TEXT    NOT NULL,
    key  TEXT    NOT NULL UNIQUE -- as signed notes write it
) STRICT;

-- What they have put under checkpoints, numbered without gaps.
CREATE TABLE cosignatures (
    id         INTEGER PRIMARY KEY,
    witness    INTEGER NOT NULL REFERENCES witnesses (id),
    checkpoint INTEGER NOT NULL REFERENCES checkpoints (id),
    signed_at  INTEGER NOT NULL, -- by the witness's clock, in milliseconds
    line       TEXT    NOT NULL,
    UNIQUE (witness, checkpoint)
) STRICT;

-- What a witness said when it has seen another history than this one: that it
-- has signed for so many entries, which are not those of the books.
CREATE TABLE disputes (
    id         INTEGER PRIMARY KEY,
    witness    INTEGER NOT NULL REFERENCES witnesses (id),
    checkpoint INTEGER NOT NULL REFERENCES checkpoints (id), -- that it was asked to sign
    size       INTEGER NOT NULL CHECK (size >= 0),
    said_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX disputes_of ON disputes (witness, id);

-- +goose StatementBegin
CREATE TRIGGER witnesses_keep BEFORE UPDATE ON witnesses
BEGIN SELECT RAISE(ABORT, 'witnesses are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER witnesses_stay BEFORE DELETE ON witnesses
BEGIN SELECT RAISE(ABORT, 'witnesses are never deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER cosignatures_keep BEFORE UPDATE ON cosignatures
BEGIN SELECT RAISE(ABORT, 'cosignatures are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER cosignatures_stay BEFORE DELETE ON cosignatures
BEGIN SELECT RAISE(ABORT, 'cosignatures are never deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER disputes_keep BEFORE UPDATE ON disputes
BEGIN SELECT RAISE(ABORT, 'disputes are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER disputes_stay BEFORE DELETE ON disputes
BEGIN SELECT RAISE(ABORT, 'disputes are never deleted'); END;
-- +goose StatementEnd
