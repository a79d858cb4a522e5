-- +goose Up

-- Whose turn it is. A row follows its member and the member's visits by
-- itself, whoever writes them, so that a ring is chosen from an index.
CREATE TABLE turns (
    volunteer INTEGER PRIMARY KEY REFERENCES members (id),
    community TEXT    NOT NULL,
    asks      INTEGER NOT NULL,           -- 1 for a volunteer who is not resting
    minutes   INTEGER NOT NULL DEFAULT 0, -- planned, of the visits that are counted
    asked_at  INTEGER NOT NULL DEFAULT 0  -- when an offer was last made, 0 for never
) STRICT;
CREATE INDEX turns_near ON turns (community, minutes, asked_at, volunteer) WHERE asks = 1;
CREATE INDEX turns_all ON turns (minutes, asked_at, volunteer) WHERE asks = 1;

-- 1 while a visit counts in turns: not once it is long ago, nor when it was
-- given up.
ALTER TABLE visits ADD COLUMN counted INTEGER NOT NULL DEFAULT 1;
UPDATE visits SET counted = 0 WHERE ended NOT IN ('', 'posted');
CREATE INDEX visits_counted ON visits (planned_at) WHERE counted = 1;
CREATE INDEX visits_planned ON visits (volunteer, planned_at) WHERE ended IN ('', 'posted');

INSERT INTO turns (volunteer, community, asks, minutes, asked_at)
    SELECT id, community, resting = 0,
        (SELECT coalesce(sum(planned_minutes), 0) FROM visits WHERE volunteer = members.id AND counted = 1),
        (SELECT coalesce(max(offered_at), 0) FROM offers WHERE volunteer = members.id)
    FROM members WHERE roles & 2 <> 0;

-- +goose StatementBegin
CREATE TRIGGER turns_begin AFTER INSERT ON members WHEN new.roles & 2 <> 0
BEGIN
    INSERT INTO turns (volunteer, community, asks) VALUES (new.id, new.community, new.resting = 0);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER turns_follow AFTER UPDATE OF roles, community, resting ON members
BEGIN
    INSERT INTO turns (volunteer, community, asks) SELECT new.id, new.community, 0 WHERE new.roles & 2 <> 0
        ON CONFLICT (volunteer) DO NOTHING;
    UPDATE turns SET community = new.community, asks = new.roles & 2 <> 0 AND new.resting = 0 WHERE volunteer = new.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER turns_count AFTER INSERT ON visits WHEN new.counted = 1
BEGIN
    UPDATE turns SET minutes = minutes + new.planned_minutes WHERE volunteer = new.volunteer;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER turns_give_up AFTER UPDATE OF ended ON visits WHEN new.ended NOT IN ('', 'posted') AND new.counted = 1
BEGIN
    UPDATE visits SET counted = 0 WHERE id = new.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER turns_discount AFTER UPDATE OF counted ON visits WHEN new.counted <> old.counted
BEGIN
    UPDATE turns SET minutes = minutes + (new.counted - old.counted) * new.planned_minutes WHERE volunteer = new.volunteer;
END;
-- +goose StatementEnd
