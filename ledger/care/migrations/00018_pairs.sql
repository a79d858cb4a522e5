-- +goose Up

-- Who goes along with somebody on a first visit answers a request of their own.
ALTER TABLE requests ADD COLUMN pair INTEGER REFERENCES visits (id); -- the visit that they go along with; NULL for what an elder asked
CREATE INDEX requests_pair ON requests (pair) WHERE pair IS NOT NULL;

-- 1 for whoever knows how it is done: by a visit that was posted, or because
-- the flags say so.
ALTER TABLE turns ADD COLUMN experienced INTEGER NOT NULL DEFAULT 0;
CREATE INDEX turns_experienced ON turns (volunteer) WHERE experienced = 1 AND asks = 1;
UPDATE turns SET experienced = 1 WHERE EXISTS (SELECT 1 FROM visits WHERE volunteer = turns.volunteer AND ended = 'posted')
    OR EXISTS (SELECT 1 FROM members WHERE id = turns.volunteer AND '|' || flags || '|' LIKE '%|experienced|%');

DROP TRIGGER turns_begin;
DROP TRIGGER turns_follow;
-- +goose StatementBegin
CREATE TRIGGER turns_begin AFTER INSERT ON members WHEN new.roles & 2 <> 0
BEGIN
    INSERT INTO turns (volunteer, community, asks, experienced)
        VALUES (new.id, new.community, new.resting = 0, '|' || new.flags || '|' LIKE '%|experienced|%');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER turns_follow AFTER UPDATE OF roles, community, resting, flags ON members
BEGIN
    INSERT INTO turns (volunteer, community, asks) SELECT new.id, new.community, 0 WHERE new.roles & 2 <> 0
        ON CONFLICT (volunteer) DO NOTHING;
    UPDATE turns SET community = new.community, asks = new.roles & 2 <> 0 AND new.resting = 0,
        experienced = experienced OR '|' || new.flags || '|' LIKE '%|experienced|%' WHERE volunteer = new.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER turns_learn AFTER UPDATE OF ended ON visits WHEN new.ended = 'posted'
BEGIN
    UPDATE turns SET experienced = 1 WHERE volunteer = new.volunteer;
END;
-- +goose StatementEnd
