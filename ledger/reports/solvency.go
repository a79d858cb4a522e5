package reports

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

// Solvency is whether the hours that people hold could be paid.
type Solvency struct {
	At     time.Time // in the centre's zone
	Policy int64     // version that is in force
	Rate   int64     // fen for an hour as cash
	Cash   bool      // cash can be asked for

	Outstanding int64 // minutes; the sum of the next two
	Own         int64 // on the accounts of members
	Estates     int64
	Held        int64 // of the members' own, set aside by open redemptions
	Holding     int   // members with something set aside

	Bands       []Band      // of Own, the youngest first
	Communities []Community // of Own, the largest first
	Holders     []Holder    // the largest first
	TopShare    float64     // which part of Own the holders have

	Granted   int64         // minutes that were granted and not used yet: they pay for service alone
	Ownerless int64         // whose owner is not known yet
	Pools     int64         // minutes of the communities' pools, below zero when more was promised than given
	Budgets   int64         // minutes in funds for grants
	WeOwe     int64         // minutes that other banks have credited for us; so the next, none of them in Outstanding
	TheyOwe   int64         // and we for them
	Funds     []Fund        // by code
	Fund      int64         // fen, of all of them
	FundHeld  int64         // of it, set aside for what is being paid
	Stop      care.Solvency // by which cash is queued, and what is
	StopAt    int64         // percent of coverage below which it is
	Open      []Open        // redemptions, by state
	Runs      []Run
	Trend     []MonthEnd // twelve, the oldest first; the last month is not over
}

// Coverage is the money in the funds for each yuan that all hours outstanding
// would cost; ok is false when none are.
func (s Solvency) Coverage() (ratio float64, ok bool) {
	return coverage(s.Fund, s.Outstanding, s.Rate)
}

// A Fund is money of one source, in fen.
type Fund struct {
	Source       string
	Posted, Held int64
}

// A Run is what it would cost if so much of all hours were taken out as cash at
// once.
type Run struct {
	Percent int64
	Minutes int64
	Cost    int64 // fen
	Missing int64 // fen of it that are not in the funds
}

// runs are what is asked of every bank.
var runs = []int64{10, 25, 50, 100}

const trendMonths = 12

// SolvencyOf is how a bank stands now.
func SolvencyOf(ctx context.Context, c *care.Centre) (s Solvency, err error) {
	err = c.Look(ctx, func(v *ledger.View, p *care.Policy) error {
		s = Solvency{At: v.Now.In(p.Place), Policy: p.Version, Rate: p.Redeem.HourFen, Cash: p.Redeem.Cash, StopAt: p.Redeem.Coverage}
		for _, count := range []func(*ledger.View) error{s.countPlaces, s.countHands, s.countMembers, s.countHolders, s.countOpen} {
			if err := count(v); err != nil {
				return err
			}
		}
		s.run()
		if s.Stop, err = care.SolvencyIn(v, p); err != nil {
			return err
		}
		s.Trend, err = trend(v, p, lastMonths(s.At, trendMonths))
		return err
	})
	if err != nil {
		return s, fmt.Errorf("solvency: %w", err)
	}
	return s, nil
}

// countPlaces counts what is in nobody's hands.
func (s *Solvency) countPlaces(v *ledger.View) error {
	all, err := places(v)
	if err != nil {
		return err
	}
	for _, p := range all {
		b, err := v.Balance(p.id)
		if err != nil {
			return err
		}
		switch word, rest, _ := strings.Cut(p.code, "/"); word {
		case "pool":
			s.Pools += b.Posted
		case "grant":
			s.Budgets += b.Posted
		case "suspense":
			s.Ownerless += b.Posted
		case "peer":
			s.WeOwe, s.TheyOwe = s.WeOwe+max(b.Posted, 0), s.TheyOwe+max(-b.Posted, 0)
		case "fund":
			s.Funds = append(s.Funds, Fund{Source: rest, Posted: b.Posted, Held: b.Held})
			s.Fund, s.FundHeld = s.Fund+b.Posted, s.FundHeld+b.Held
		}
		if p.unit == ledger.Minutes {
			s.Outstanding -= b.Posted
		}
	}
	return nil
}

// countHands counts estates and what was granted. Members' own is the rest,
// whether or not they are in the book of members.
func (s *Solvency) countHands(v *ledger.View) (err error) {
	if s.Granted, err = grantedNow(v); err != nil {
		return err
	}
	err = v.QueryRow(`SELECT coalesce(sum(b.posted), 0) FROM accounts a JOIN balances b ON b.account = a.id WHERE a.code LIKE 'estate/%'`).Scan(&s.Estates)
	s.Outstanding -= s.Granted
	s.Own = s.Outstanding - s.Estates
	return err
}

func (s *Solvency) run() {
	for _, percent := range runs {
		r := Run{Percent: percent, Minutes: s.Outstanding * percent / 100}
		r.Cost = Cost(r.Minutes, s.Rate)
		r.Missing = max(r.Cost-s.Fund, 0)
		s.Runs = append(s.Runs, r)
	}
}

// A Holder is a member with many hours, of whom a report shows little.
type Holder struct {
	Number    string // all but the last three digits are hidden
	Name      string // all but the first letter is
	Community string
	Minutes   int64
}

const mostHolders = 10

func (s *Solvency) countHolders(v *ledger.View) (err error) {
	s.Holders, err = collect(v, func(r *sql.Rows) (h Holder, err error) {
		err = r.Scan(&h.Number, &h.Name, &h.Community, &h.Minutes)
		h.Number, h.Name = hidden(h.Number, 0, 3), hidden(h.Name, 1, 0)
		return h, err
	}, `SELECT m.number, m.name, m.community, b.posted FROM members m JOIN balances b ON b.account = m.account
		WHERE b.posted > 0 ORDER BY b.posted DESC, m.id LIMIT $1`, mostHolders)
	var theirs int64
	for _, h := range s.Holders {
		theirs += h.Minutes
	}
	if s.Own > 0 {
		s.TopShare = float64(theirs) / float64(s.Own)
	}
	return err
}

// hidden leaves the first and the last letters of a word, and tells not even how
// many are between them.
func hidden(word string, first, last int) string {
	r := []rune(word)
	if len(r) <= first+last {
		return "**"
	}
	return string(slices.Concat(r[:first], []rune("**"), r[len(r)-last:]))
}
