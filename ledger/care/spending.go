package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// Spending is what was queued for the carrier in one day, reckoned by the
// prices of the policy. The carrier's bill is the truth; this is its warning.
type Spending struct {
	Texts, Calls, Fen int64
}

// SpendingOn is what a day cost, and how much of that was for strangers. Of
// the moment only the day counts, in the centre's zone.
func (c *Centre) SpendingOn(ctx context.Context, day time.Time) (all, strangers Spending, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		all, strangers, err = spendingIn(v, day.In(p.Place).Format(time.DateOnly))
		return err
	})
	return all, strangers, err
}

func spendingIn(v *ledger.View, day string) (all, strangers Spending, err error) {
	err = v.QueryRow(`SELECT texts, calls, fen, stranger_texts, stranger_calls, stranger_fen FROM spending WHERE day = $1`, day).
		Scan(&all.Texts, &all.Calls, &all.Fen, &strangers.Texts, &strangers.Calls, &strangers.Fen)
	if errors.Is(err, sql.ErrNoRows) {
		return Spending{}, Spending{}, nil
	}
	return all, strangers, err
}

// cost is what one row costs; nothing when it asks for no call and no text.
func (p SpendingPolicy) cost(a Action) Spending {
	switch a {
	case SendText:
		return Spending{Texts: 1, Fen: p.TextFen}
	case PlaceCall:
		return Spending{Calls: 1, Fen: p.CallFen * p.CallMinutes}
	}
	return Spending{}
}

// toStranger reports whether a row spends money on somebody who is not in the
// books. What an emergency needs is never counted so.
func (o Outgoing) toStranger() bool {
	return o.Member == 0 && !o.Lane.forHelp() && (o.Action == SendText || o.Action == PlaceCall)
}

// over names the limit that one more would break, "" for none.
func (p StrangerPolicy) over(spent, more Spending) string {
	switch {
	case more.Texts > 0 && spent.Texts+more.Texts > p.Texts:
		return "texts"
	case more.Calls > 0 && spent.Calls+more.Calls > p.Calls:
		return "calls"
	case spent.Fen+more.Fen > p.Fen:
		return "fen"
	}
	return ""
}

// refusesStranger reports whether strangers have cost enough today for a row
// not to be queued. A person is told once a day.
func (v *verb) refusesStranger(o Outgoing) (bool, error) {
	if !o.toStranger() {
		return false, nil
	}
	day := v.now.Format(time.DateOnly)
	_, spent, err := spendingIn(v.View, day)
	if err != nil {
		return false, err
	}
	limit := v.policy.Strangers.over(spent, v.policy.Spending.cost(o.Action))
	if limit == "" {
		return false, nil
	}
	return true, v.tellOnce(Ticket{Source: "strangers/" + day, Kind: StrangersHeldBack, Note: limit},
		"strangers are answered no more today", "limit", limit, "fen", spent.Fen)
}

// spend counts a row that was queued. A day that costs too much is shown to a
// person; nobody is held back by it.
func (v *verb) spend(o Outgoing) error {
	cost, strangers := v.policy.Spending.cost(o.Action), Spending{}
	if cost == (Spending{}) {
		return nil
	}
	if o.toStranger() {
		strangers = cost
	}
	day := v.now.Format(time.DateOnly)
	var fen int64
	err := v.QueryRow(`INSERT INTO spending (day, texts, calls, fen, stranger_texts, stranger_calls, stranger_fen) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (day) DO UPDATE SET texts = texts + excluded.texts, calls = calls + excluded.calls, fen = fen + excluded.fen,
		stranger_texts = stranger_texts + excluded.stranger_texts, stranger_calls = stranger_calls + excluded.stranger_calls,
		stranger_fen = stranger_fen + excluded.stranger_fen RETURNING fen`,
		day, cost.Texts, cost.Calls, cost.Fen, strangers.Texts, strangers.Calls, strangers.Fen).Scan(&fen)
	if err != nil {
		return fmt.Errorf("count what is spent: %w", err)
	}
	if fen < v.policy.Spending.DayFen {
		return nil
	}
	return v.tellOnce(Ticket{Source: "spending/" + day, Kind: CostlyDay, Note: fmt.Sprintf("%d fen", fen)},
		"calls and texts cost more today than a day should; nobody is held back", "fen", fen)
}

// tellOnce opens a ticket and, when there was none of its source, logs a
// warning once it is on disk.
func (v *verb) tellOnce(t Ticket, warning string, args ...any) error {
	fresh, err := v.openTicket(t)
	if fresh {
		v.told = append(v.told, func() { v.log.Warn(warning, args...) })
	}
	return err
}
