-- +goose Up

-- The requests of a month are counted. Without it all are read: 2 s of the 5 s
-- that the report of a month may take, where there are five million.
CREATE INDEX requests_by_time ON requests (created_at);
