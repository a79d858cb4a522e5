-- +goose Up

-- What the policies were when they were signed, numbered without gaps. An entry
-- vouches for the policy that it names; these vouch for all of them.
CREATE TABLE policy_checkpoints (
    id   INTEGER PRIMARY KEY,
    log  INTEGER NOT NULL REFERENCES logs (id),
    size INTEGER NOT NULL CHECK (size > 0), -- policies
    note TEXT    NOT NULL,
    UNIQUE (log, size)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER policy_checkpoints_keep BEFORE UPDATE ON policy_checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER policy_checkpoints_stay BEFORE DELETE ON policy_checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;
-- +goose StatementEnd
