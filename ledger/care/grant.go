package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"hourline/ledger"
)

// Kinds of entries of grants that two coordinators make. The reference of both
// is their order.
const (
	budget    ledger.Kind = "budget"     // from issued into the fund
	grantGift ledger.Kind = "grant-gift" // from the fund to a member; it does not lapse
)

// What cannot be done with a fund of grants.
var (
	ErrNoGrant    = errors.New("the policy names no fund of that name under [[grants]]; \"hourline grant list\" shows them")
	ErrOverBudget = errors.New("it is more than the policy's budget allows")
	ErrNotOpened  = errors.New("nobody has put minutes into the fund yet; see hourline grant open")
	ErrFundSpent  = errors.New("so much is not left in the fund")
	ErrNotAnElder = errors.New("a grant is for somebody with the role elder")
)

// A GrantOrder puts minutes into a fund of grants, or gives some of them.
type GrantOrder struct {
	Fund    string
	Member  string // number of the elder who is given it; empty to put it into the fund
	Minutes int64
	Reason  string
	Actor   string // number of the coordinator
}

// OrderGrant carries an order out once two coordinators, whom nothing ties to
// one another or to the elder, have asked for the same. Done is false, and entry
// 0, after the first of them.
func (c *Centre) OrderGrant(ctx context.Context, o GrantOrder) (entry int64, done bool, err error) {
	err = c.write(ctx, func(v *verb) error {
		a, err := v.grantOrder(o)
		if err != nil {
			return err
		}
		waits, err := v.grantWaits(o.Fund, a.elder.ID)
		if err != nil {
			return err
		}
		switch {
		case waits.id == 0 || waits.minutes != o.Minutes:
			return v.askForGrant(o, a, waits.id)
		case waits.first == a.by.ID:
			return nil // the same person again is still one person
		}
		first, err := member(v.View, waits.first)
		if err != nil {
			return err
		}
		if err := fourEyes(v.View, a.by, []Member{first}, a.about()); err != nil {
			return err
		}
		entry, err = v.carryOutGrant(o, a, waits.id, first)
		done = err == nil
		return err
	})
	if err != nil {
		return 0, false, fmt.Errorf("grants of %s: %w", o.Fund, err)
	}
	return entry, done, nil
}

// An orderer is who gives an order, and to whom.
type orderer struct {
	by, elder Member
}

// about is whom the order is about.
func (o orderer) about() []Member {
	if o.elder.ID == 0 {
		return nil
	}
	return []Member{o.elder}
}

// grantOrder refuses an order that nobody could carry out.
func (v *verb) grantOrder(o GrantOrder) (a orderer, err error) {
	if a.by, err = coordinator(v.View, o.Actor); err != nil {
		return a, err
	}
	g, known := v.policy.Grant(o.Fund)
	switch {
	case !known:
		return a, ErrNoGrant
	case o.Minutes <= 0:
		return a, ErrNoMinutes
	case strings.TrimSpace(o.Reason) == "":
		return a, ErrNoReason
	case len([]rune(o.Reason)) > longestOutcome:
		return a, fmt.Errorf("the reason may have %d letters", longestOutcome)
	case o.Member == "":
		return a, v.withinBudget(g, o.Minutes)
	}
	if a.elder, err = byNumber(v.View, o.Member); err != nil {
		return a, err
	}
	if !a.elder.Roles.Has(Elder) {
		return a, ErrNotAnElder
	}
	if err := fourEyes(v.View, a.by, nil, a.about()); err != nil {
		return a, err
	}
	return a, v.leftInFund(o.Fund, o.Minutes)
}

// byNumber is the member with this number; spaces and dashes are forgiven.
func byNumber(v *ledger.View, number string) (Member, error) {
	m, err := withNumber(v, bareNumber(number))
	if errors.Is(err, ErrNoMember) {
		err = fmt.Errorf("%q: %w; \"hourline member list\" shows them", number, err)
	}
	return m, err
}

// withinBudget refuses to put more into a fund than the policy allows it to get.
func (v *verb) withinBudget(g GrantPolicy, minutes int64) error {
	put, err := putIn(v.View, g.Fund)
	if err == nil && put+minutes > g.BudgetMinutes {
		err = fmt.Errorf("%w: %d minutes of %d are in the fund already", ErrOverBudget, put, g.BudgetMinutes)
	}
	return err
}

// putIn is what was ever put into a fund.
func putIn(v *ledger.View, fund string) (minutes int64, err error) {
	err = v.QueryRow(`SELECT coalesce(sum(minutes), 0) FROM grant_orders WHERE fund = $1 AND member = 0 AND done_at IS NOT NULL`, fund).Scan(&minutes)
	return minutes, err
}

func (v *verb) leftInFund(fund string, minutes int64) error {
	a, err := v.Account(fundCode(fund))
	if errors.Is(err, ledger.ErrNoAccount) {
		return ErrNotOpened
	}
	if err != nil {
		return err
	}
	b, err := v.Balance(a.ID)
	if err == nil && b.Available() < minutes {
		err = fmt.Errorf("%w: %d minutes are", ErrFundSpent, b.Available())
	}
	return err
}

// A waiting order has been asked for by one.
type grantWaiting struct{ id, first, minutes int64 }

func (v *verb) grantWaits(fund string, elder int64) (w grantWaiting, err error) {
	err = v.QueryRow(`SELECT id, first, minutes FROM grant_orders WHERE fund = $1 AND member = $2 AND done_at IS NULL`, fund, elder).
		Scan(&w.id, &w.first, &w.minutes)
	return w, ignoreNoRows(err)
}

// askForGrant keeps what the first coordinator wants, in the place of what waits.
func (v *verb) askForGrant(o GrantOrder, a orderer, waits int64) error {
	if waits != 0 {
		if _, err := v.Exec(`DELETE FROM grant_orders WHERE id = $1 AND done_at IS NULL`, waits); err != nil {
			return err
		}
	}
	var id int64
	err := v.QueryRow(`INSERT INTO grant_orders (fund, member, minutes, reason, first, asked_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
		o.Fund, a.elder.ID, o.Minutes, o.Reason, a.by.ID, ms(v.now)).Scan(&id)
	if err != nil {
		return err
	}
	return v.audit(Deed{Actor: a.by.Number, What: "grant asked", Member: a.elder.ID, Ref: id, Note: o.Reason})
}

// carryOutGrant posts what two have asked for.
func (v *verb) carryOutGrant(o GrantOrder, a orderer, id int64, first Member) (entry int64, err error) {
	fund, err := v.OpenAccount(fundCode(o.Fund), ledger.Minutes, 0)
	if err != nil {
		return 0, err
	}
	p := ledger.Posting{Debit: ledger.Issued, Credit: fund, Amount: o.Minutes, Kind: budget, Ref: id, Policy: v.policy.Version, Actor: staffActor(first, a.by)}
	if a.elder.ID != 0 {
		p.Debit, p.Kind = fund, grantGift
		if p.Credit, err = v.allotment(a.elder.ID, o.Fund, true); err != nil {
			return 0, err
		}
	}
	e, err := v.Post(p)
	if err != nil {
		return 0, err
	}
	if _, err := v.Exec(`UPDATE grant_orders SET second = $1, done_at = $2, entry = $3 WHERE id = $4`, a.by.ID, ms(v.now), int64(e.ID), id); err != nil {
		return 0, err
	}
	return int64(e.ID), errors.Join(v.planOpenings(), v.audit(Deed{Actor: a.by.Number, What: "grant given", Member: a.elder.ID, Ref: id, Note: o.Reason}))
}

// A GrantFund is how a fund of grants stands. Minutes are whole.
type GrantFund struct {
	Policy  GrantPolicy
	PutIn   int64 // ever, by two coordinators
	Left    int64 // to be given
	Unused  int64 // given, and not used
	Month   int64 // given by the machine for this month,
	Members int64 // to so many
}

// A WaitingGrant is an order that waits for a second coordinator.
type WaitingGrant struct {
	GrantOrder
	Asked time.Time
}

// GrantFunds are the funds of the policy in force, in its order, and the orders
// that wait.
func (c *Centre) GrantFunds(ctx context.Context) (funds []GrantFund, waiting []WaitingGrant, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		now := v.Now.In(p.Place)
		for _, g := range p.Grants {
			f, err := grantFund(v, g, Month{now.Year(), now.Month()}.String())
			if err != nil {
				return err
			}
			funds = append(funds, f)
		}
		waiting, err = collect(v, func(r *sql.Rows) (w WaitingGrant, err error) {
			var at *int64
			err = r.Scan(&w.Fund, &w.Member, &w.Minutes, &w.Reason, &w.Actor, &at)
			w.Asked = p.moment(at)
			return w, err
		}, `SELECT o.fund, coalesce(m.number, ''), o.minutes, o.reason, a.number, o.asked_at FROM grant_orders o
			JOIN members a ON a.id = o.first LEFT JOIN members m ON m.id = o.member WHERE o.done_at IS NULL ORDER BY o.id`)
		return err
	})
	return funds, waiting, err
}

func grantFund(v *ledger.View, g GrantPolicy, month string) (f GrantFund, err error) {
	f.Policy = g
	if f.PutIn, err = putIn(v, g.Fund); err != nil {
		return f, err
	}
	err = v.QueryRow(`SELECT coalesce((SELECT b.posted FROM balances b JOIN accounts a ON a.id = b.account WHERE a.code = $1), 0),
		coalesce((SELECT sum(b.posted) FROM allotments l JOIN balances b ON b.account = l.account WHERE l.fund = $2), 0)`, fundCode(g.Fund), g.Fund).
		Scan(&f.Left, &f.Unused)
	if err != nil {
		return f, err
	}
	err = v.QueryRow(`SELECT coalesce(sum(minutes), 0), count(*) FROM openings WHERE month = $1 AND fund = $2 AND minutes > 0`, month, g.Fund).
		Scan(&f.Month, &f.Members)
	return f, err
}

// granted is what an elder has been given and not used yet, in minutes.
func granted(v *ledger.View, elder int64) (minutes int64, err error) {
	err = v.QueryRow(`SELECT coalesce(sum(b.posted - b.held), 0) FROM allotments l JOIN balances b ON b.account = l.account WHERE l.member = $1`, elder).Scan(&minutes)
	return minutes, err
}
