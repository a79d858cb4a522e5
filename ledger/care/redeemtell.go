package care

import (
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// tellRedemption queues a text to the member about a redemption as it stands.
// A member without a phone is told at the desk.
func (v *verb) tellRedemption(r Redemption, words string) error {
	m, err := member(v.View, r.Member)
	if err != nil {
		return err
	}
	f, err := v.redemptionFacts(r.ID, m)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("redemption/%d/%s/%d", r.ID, words, ms(v.now)), words, r.ID, m, f)
}

// tellPoint queues the receipt of a service point.
func (v *verb) tellPoint(r Redemption, point Member) error {
	f, err := v.redemptionFacts(r.ID, point)
	if err != nil {
		return err
	}
	m, err := member(v.View, r.Member)
	if err != nil {
		return err
	}
	f.Name, f.Balance = m.Name, 0
	return v.text(fmt.Sprintf("redemption/%d/point/%d", r.ID, ms(v.now)), "redeem.point.receipt", r.ID, point, f)
}

// redemptionFacts are what is said of a redemption in the language of whom it
// is said to.
func (v *verb) redemptionFacts(id int64, m Member) (f Facts, err error) {
	r, err := v.redemption(id)
	if err != nil {
		return f, err
	}
	f = Facts{Name: m.Name, Request: r.ID, Minutes: r.Minutes, Fen: r.Fen, Count: int64(r.Place), Code: m.Number,
		Day: v.policy.lastDay(r)}
	if !r.Cash() {
		f.Goods, f.Pieces = v.policy.GoodsName(r, m.Lang), r.Pieces
	}
	if f.Receipt, err = v.receiptNumber(r); err != nil {
		return f, err
	}
	b, err := v.Balance(m.Account)
	f.Balance = b.Available()
	return f, err
}

// receiptNumber is that of the entry which moved the hours of a redemption, or
// brought them back; empty before there is one.
func (v *verb) receiptNumber(r Redemption) (string, error) {
	if r.Entry == 0 {
		return "", nil
	}
	e, err := v.Entry(ledger.EntryID(r.Entry))
	if err == nil && r.State == Returned {
		e, err = v.taker(r.Entry)
	}
	if err != nil {
		return "", err
	}
	return v.Number(e)
}

// lastDay is the last day on which a redemption can be fetched; zero when it
// is not to be.
func (p *Policy) lastDay(r Redemption) time.Time {
	if r.State != Ready {
		return time.Time{}
	}
	return r.Approved.Add(p.Redeem.Fetch.Std())
}

// redemptionTicket makes what stands next with a redemption work for a person,
// but not for the one who did what stood before.
func (v *verb) redemptionTicket(r Redemption, by Member) error {
	err := v.ticket(Ticket{Source: fmt.Sprintf("redemption/%d/%s", r.ID, r.State), Kind: RedemptionTicket, Member: r.Member, Ref: r.ID, Note: string(r.State)})
	if err != nil || by.ID == 0 {
		return err
	}
	_, err = v.Exec(`UPDATE tickets SET owner = 0 WHERE kind = $1 AND ref = $2 AND owner = $3 AND closed_at IS NULL`, string(RedemptionTicket), r.ID, by.ID)
	return err
}

// closeRedemptionTickets closes what was somebody's work about a redemption.
// The machine, a service point and the member close them too.
func (v *verb) closeRedemptionTickets(r Redemption, by Member, outcome string) error {
	open, err := ticketsIn(v.View, v.policy, `SELECT `+ticketColumns+` FROM tickets WHERE closed_at IS NULL AND kind = $1 AND ref = $2`, string(RedemptionTicket), r.ID)
	for _, t := range open {
		err = errors.Join(err, v.endTicket(t, by, outcome))
	}
	return err
}

// endTicket closes a ticket whose work was done by whoever it was.
func (v *verb) endTicket(t Ticket, by Member, outcome string) error {
	if by.Works() && by.ID != t.Member {
		return v.closeTicket(Task{Ticket: t}, by, outcome)
	}
	_, err := v.Exec(`UPDATE tickets SET closed_at = $1, closed_by = $2, outcome = $3, next_at = NULL, later_at = NULL WHERE id = $4`,
		ms(v.now), by.Number, outcome, t.ID)
	return err
}
