-- +goose Up

-- Only the calls of emergencies keep the lane 'emergency', for they wait for
-- the carrier's pace. All else that an emergency needs goes on a lane of its own.
UPDATE outbox SET lane = 'urgent' WHERE lane = 'emergency' AND action <> 'call';
