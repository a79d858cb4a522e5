package reports

import (
	"database/sql"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

// Open is the redemptions of one state that are not over.
type Open struct {
	State   care.RedemptionState
	Count   int
	Minutes int64
	Fen     int64     // for those in cash
	Oldest  time.Time // when the first of them was asked for
}

// openStates are those of redemptions that are not over, in their order.
var openStates = []care.RedemptionState{care.Asked, care.Queued, care.Ready, care.HandedOut, care.Contested}

func (s *Solvency) countOpen(v *ledger.View) error {
	of := map[care.RedemptionState]Open{}
	_, err := collect(v, func(r *sql.Rows) (none struct{}, err error) {
		var o Open
		var oldest int64
		err = r.Scan(&o.State, &o.Count, &o.Minutes, &o.Fen, &oldest)
		o.Oldest = time.UnixMilli(oldest).In(s.At.Location())
		of[o.State] = o
		return none, err
	}, `SELECT state, count(*), sum(minutes), sum(fen), min(asked_at) FROM redemptions WHERE ended_at IS NULL GROUP BY state`)
	for _, state := range openStates {
		o := of[state]
		o.State = state
		s.Open = append(s.Open, o)
	}
	return err
}
