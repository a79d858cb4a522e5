package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// DoorWords is how many door words every language has.
const DoorWords = 64

// doorWord draws what a visitor says first at an elder's door: another word for
// each visit, so that nobody who heard the last one can use it.
func (v *verb) doorWord(elder int64) (int, error) {
	var last int
	err := v.QueryRow(`SELECT w.door_word FROM requests r JOIN visits w ON w.request = r.id WHERE r.elder = $1 ORDER BY w.id DESC LIMIT 1`, elder).Scan(&last)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return v.chance(DoorWords), nil
	case err != nil:
		return 0, fmt.Errorf("the last door word: %w", err)
	}
	return wordAfter(last, v.chance(DoorWords-1)), nil
}

// wordAfter is the word of a draw below DoorWords-1: any but the last.
func wordAfter(last, draw int) int { return (last + 1 + draw) % DoorWords }

// WordHolds reports whether the door word of a visit still opens a door: not
// once the visit is over, or was given up.
func (v Visit) WordHolds() bool { return v.Open && v.FinishedAt.IsZero() }

// AskDoorWord queues a call to the elder's registered phone that tells the
// door word. It is never told to someone who dialled in.
func (c *Centre) AskDoorWord(ctx context.Context, source string, visit int64) error {
	return c.write(ctx, func(v *verb) error {
		r, err := v.requestWhere(`visit = $1`, visit)
		if err != nil || !r.Visit.WordHolds() {
			return ignoreNoRows(err)
		}
		m, err := member(v.View, r.Elder)
		if err != nil {
			return err
		}
		return v.queue(Outgoing{
			Key: "door-word/" + source, Lane: CallLane, Action: PlaceCall, Kind: AboutDoorWord, Ref: visit,
			Member: m.ID, Phone: m.Phone(), Lang: m.Lang, Facts: Facts{Try: 1},
			DueAt: v.now.Add(v.policy.Announce.DoorWord.Std()),
		})
	})
}

// doorWordEnded rings again when the line was still engaged: elders take
// their time to hang up.
func (v *verb) doorWordEnded(o Outgoing, status string) error {
	if status != "busy" || o.Facts.Try >= v.policy.Announce.Attempts {
		return nil
	}
	o.Facts.Try++
	o.Key = fmt.Sprintf("%s/%d", o.Key, o.Facts.Try)
	o.DueAt = v.now.Add(v.policy.Announce.DoorWord.Std())
	return v.queue(o)
}
