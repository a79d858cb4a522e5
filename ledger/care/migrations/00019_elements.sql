-- +goose Up

-- The day to which a visit belongs: that of its end or, without one, of its plan.
CREATE INDEX visits_by_day ON visits (coalesce(finished_at, planned_at));
