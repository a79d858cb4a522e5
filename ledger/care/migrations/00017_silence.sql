-- +goose Up

-- What offers that were not answered count in the order of turns, in minutes:
-- who never answers would be asked first for ever. An answer takes it back.
ALTER TABLE turns ADD COLUMN silence INTEGER NOT NULL DEFAULT 0;
DROP INDEX turns_near;
DROP INDEX turns_all;
CREATE INDEX turns_near ON turns (community, minutes + silence, asked_at, volunteer) WHERE asks = 1;
CREATE INDEX turns_all ON turns (minutes + silence, asked_at, volunteer) WHERE asks = 1;

-- How often a volunteer was asked in a day.
CREATE INDEX offers_to ON offers (volunteer, offered_at);

-- A code is worth something only from its volunteer's telephones, so a district
-- with more open visits than codes can have one twice.
DROP INDEX visits_open_code;
CREATE UNIQUE INDEX visits_open_code ON visits (code, volunteer) WHERE open = 1;
