-- +goose Up

-- The hours of a month's visits are summed from this index alone: the reports
-- show twelve months, and where there are millions of visits, to fetch each of
-- them takes three times as long.
CREATE INDEX visits_hours ON visits (finished_at, started_at, credited_minutes, entry)
    WHERE finished_at IS NOT NULL AND ended IN ('', 'posted');
