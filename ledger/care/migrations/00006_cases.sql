-- +goose Up

-- What a case is: alarm, cancelled (ring the elder back), silent, hangups,
-- drill, selftest.
ALTER TABLE cases ADD COLUMN kind TEXT NOT NULL DEFAULT 'alarm';
ALTER TABLE cases ADD COLUMN closed_by TEXT NOT NULL DEFAULT ''; -- a person at a desk, empty when it was by telephone

-- A case that is open as the program is renewed is asked after like any other.
UPDATE cases SET ladder = json_set(ladder, '$.check_after', '10m0s') WHERE state IN ('ringing', 'accepted');
