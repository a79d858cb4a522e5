-- +goose Up

-- Only the calls of emergencies keep the lane 'emergency', for they wait for
-- the carrier's pace. All else that an emergency needs goes on a lane of its own.
UPDATE outbox SET lane = 'urgent' WHERE lane = 'emergency' AND action <> 'call';

-- Which cases a phone was rung for, or is being rung for now.
CREATE INDEX outbox_rung ON outbox (ref) WHERE kind = 'case' AND action = 'call' AND (handed_at IS NOT NULL OR state IN ('leased', 'unknown'));
