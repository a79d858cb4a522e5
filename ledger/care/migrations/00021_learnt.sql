-- +goose Up

-- Whoever has made a visit knows how it is done: one whose hours are there for
-- good. An elder may still object to those that were stored on the evidence.
DROP TRIGGER turns_learn;
-- +goose StatementBegin
CREATE TRIGGER turns_learn AFTER UPDATE OF state ON requests WHEN new.state = 'posted' AND old.state <> 'posted'
BEGIN
    UPDATE turns SET experienced = 1 WHERE volunteer = (SELECT volunteer FROM visits WHERE id = new.visit);
END;
-- +goose StatementEnd

-- A visit that a correction has made none of is none.
-- +goose StatementBegin
CREATE TRIGGER turns_unlearn AFTER UPDATE OF credited_minutes ON visits WHEN new.credited_minutes = 0 AND old.credited_minutes > 0
BEGIN
    UPDATE turns SET experienced = 0 WHERE volunteer = new.volunteer
        AND NOT EXISTS (SELECT 1 FROM members WHERE id = new.volunteer AND '|' || flags || '|' LIKE '%|experienced|%')
        AND NOT EXISTS (SELECT 1 FROM visits w JOIN requests r ON r.id = w.request AND r.visit = w.id WHERE w.volunteer = new.volunteer AND r.state = 'posted' AND w.credited_minutes > 0);
END;
-- +goose StatementEnd

UPDATE turns SET experienced = EXISTS (SELECT 1 FROM members WHERE id = turns.volunteer AND '|' || flags || '|' LIKE '%|experienced|%')
    OR EXISTS (SELECT 1 FROM visits w JOIN requests r ON r.id = w.request AND r.visit = w.id WHERE w.volunteer = turns.volunteer AND r.state = 'posted' AND w.credited_minutes > 0);
