-- +goose Up

-- Who asked to be forgotten, and was. Their hours and what they did for others
-- stay, under a number that nobody can put a name to.
CREATE TABLE forgotten (
    member INTEGER PRIMARY KEY REFERENCES members (id),
    matter INTEGER NOT NULL REFERENCES matters (id), -- by which two of the staff asked for it
    at     INTEGER NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER forgotten_keep BEFORE UPDATE ON forgotten
BEGIN SELECT RAISE(ABORT, 'nobody is remembered again'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER forgotten_stay BEFORE DELETE ON forgotten
BEGIN SELECT RAISE(ABORT, 'nobody is remembered again'); END;
-- +goose StatementEnd

-- What people wrote in their own words may be emptied, for it may name somebody
-- who is to be forgotten. Nothing else of it ever changes.
DROP TRIGGER audit_keep;
-- +goose StatementBegin
CREATE TRIGGER audit_keep BEFORE UPDATE ON audit
WHEN NEW.note <> '' OR NEW.id <> OLD.id OR NEW.at <> OLD.at OR NEW.actor <> OLD.actor OR NEW.deed <> OLD.deed OR NEW.member <> OLD.member OR NEW.ref <> OLD.ref
BEGIN SELECT RAISE(ABORT, 'what was done is never changed'); END;
-- +goose StatementEnd
DROP TRIGGER ticket_events_keep;
-- +goose StatementBegin
CREATE TRIGGER ticket_events_keep BEFORE UPDATE ON ticket_events
WHEN NEW.note <> '' OR NEW.id <> OLD.id OR NEW.ticket <> OLD.ticket OR NEW.at <> OLD.at OR NEW.what <> OLD.what OR NEW.who <> OLD.who
BEGIN SELECT RAISE(ABORT, 'what was done is never changed'); END;
-- +goose StatementEnd
DROP TRIGGER arrangements_keep;
-- +goose StatementBegin
CREATE TRIGGER arrangements_keep BEFORE UPDATE ON arrangements
WHEN NEW.body <> '' OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.community <> OLD.community OR NEW.version <> OLD.version OR NEW.recorded_at <> OLD.recorded_at OR NEW.actor <> OLD.actor
    OR NOT EXISTS (SELECT 1 FROM arrangements newer WHERE newer.kind = OLD.kind AND newer.community = OLD.community AND newer.version > OLD.version)
BEGIN SELECT RAISE(ABORT, 'arrangements are never changed: add a version'); END;
-- +goose StatementEnd
