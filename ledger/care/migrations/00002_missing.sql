-- +goose Up

-- How often an attempt was looked up with the carrier and not found. A text is
-- given up by this count: an attempt that the carrier refused does not count.
ALTER TABLE outbox ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;
