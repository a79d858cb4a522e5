-- +goose Up

-- A request whose volunteer does not come is urgent, and is to begin when the
-- elder was told that it would. heard_at is when she last heard how it stands.
ALTER TABLE requests ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE requests ADD COLUMN keep_at INTEGER;
ALTER TABLE requests ADD COLUMN heard_at INTEGER;
