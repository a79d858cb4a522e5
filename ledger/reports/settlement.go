package reports

import (
	"context"
	"fmt"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

// Settlement is what this bank and others owe one another.
type Settlement struct {
	At    time.Time // in the centre's zone
	Rate  int64     // fen for an hour, by policy
	Peers []PeerSettlement
}

// A PeerSettlement is how two banks stand. Minutes are whole.
type PeerSettlement struct {
	care.Peer
	WeOwe    int64 // one of the two is 0: what is owed is set off
	TheyOwe  int64
	Fen      int64 // that the difference stands for, rounded up
	Left     int64 // of the limit
	Sent     int64 // ever, and credited there
	Received int64 // ever
	Paid     int64 // by us, of what we owed
	GotPaid  int64 // by them
	Open     int   // sent, and not answered yet
	OnTheWay int64 // minutes of those
	Late     int   // of those, past their time by our clock
	Refused  int   // notes of theirs
	Back     int   // of ours that they have refused
}

// Used is which part of the limit is, in percent; 0 without a limit.
func (s PeerSettlement) Used() int64 {
	if s.Limit == 0 {
		return 0
	}
	return s.TheyOwe * 100 / s.Limit
}

// SettlementOf is how the bank stands with each other one, by name.
func SettlementOf(ctx context.Context, c *care.Centre) (s Settlement, err error) {
	err = c.Look(ctx, func(v *ledger.View, p *care.Policy) error {
		s = Settlement{At: v.Now.In(p.Place), Rate: p.Redeem.HourFen}
		peers, err := care.PeersIn(v, p)
		for _, peer := range peers {
			if err != nil {
				return err
			}
			one := PeerSettlement{Peer: peer}
			if err = one.count(v, s.Rate); err == nil {
				s.Peers = append(s.Peers, one)
			}
		}
		return err
	})
	if err != nil {
		return s, fmt.Errorf("settlement between banks: %w", err)
	}
	return s, nil
}

func (s *PeerSettlement) count(v *ledger.View, rate int64) error {
	b, err := v.Balance(s.Account)
	if err != nil {
		return err
	}
	s.WeOwe, s.TheyOwe = max(b.Posted, 0), max(-b.Posted, 0)
	s.Fen = Cost(s.WeOwe+s.TheyOwe, rate)
	s.Left = max(s.Limit+b.Posted, 0)
	err = v.QueryRow(`SELECT coalesce(sum(CASE state WHEN 'arrived' THEN minutes ELSE 0 END), 0), count(CASE state WHEN 'sent' THEN 1 END),
			coalesce(sum(CASE state WHEN 'sent' THEN minutes ELSE 0 END), 0), count(CASE WHEN state = 'sent' AND expires_at <= $1 THEN 1 END),
			count(CASE state WHEN 'back' THEN 1 END)
		FROM transfers_out WHERE peer = $2`, v.Now.UnixMilli(), s.ID).Scan(&s.Sent, &s.Open, &s.OnTheWay, &s.Late, &s.Back)
	if err != nil {
		return err
	}
	err = v.QueryRow(`SELECT coalesce(sum(CASE reason WHEN 'none' THEN minutes ELSE 0 END), 0), count(CASE WHEN reason <> 'none' THEN 1 END)
		FROM transfers_in WHERE peer = $1`, s.ID).Scan(&s.Received, &s.Refused)
	if err != nil {
		return err
	}
	return v.QueryRow(`SELECT coalesce(sum(CASE received WHEN 0 THEN minutes ELSE 0 END), 0), coalesce(sum(CASE received WHEN 1 THEN minutes ELSE 0 END), 0)
		FROM peer_settlements WHERE peer = $1 AND entry IS NOT NULL`, s.ID).Scan(&s.Paid, &s.GotPaid)
}
