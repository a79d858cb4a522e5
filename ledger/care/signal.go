package care

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hourline/ledger"
)

// A SignalKind says what is odd.
type SignalKind string

// The kinds of signals.
const (
	WrongCells   SignalKind = "wrong-cells"   // of a home card, again and again in one visit
	OldCard      SignalKind = "old-card"      // cells of a card that was replaced: read from a photograph, or the old card hangs there
	Overlapping  SignalKind = "overlapping"   // two visits of one volunteer at the same time
	FarApart     SignalKind = "far-apart"     // one visit began too soon after another elsewhere
	SamePair     SignalKind = "same-pair"     // one volunteer goes to one elder very often
	Trading      SignalKind = "trading"       // two visit one another in turns
	SameTimes    SignalKind = "same-times"    // visits begin and end at the same minutes, day by day
	OwnNumber    SignalKind = "own-number"    // volunteer and elder share a telephone
	OwnHousehold SignalKind = "own-household" // or live at one address
	QuickKeys    SignalKind = "quick-keys"    // the call after the visit is answered before it can be heard
	Doubted      SignalKind = "doubted"       // elders say that visits were not so
	NeverHeard   SignalKind = "never-heard"   // no key after the visits, of elders who press one after the visits of others
	NeverCalled  SignalKind = "never-called"  // never called in from homes from which others do
	ManyByHand   SignalKind = "many-by-hand"  // a large part of a community's visits is entered by one member of staff
	Favoured     SignalKind = "favoured"      // a volunteer's visits are entered by one member of staff
	OnlyTheTwo   SignalKind = "only-the-two"  // two of the staff vouch for one another, and nobody else does
)

// SignalKinds are all kinds.
var SignalKinds = []SignalKind{
	WrongCells, OldCard, Overlapping, FarApart, SamePair, Trading, SameTimes, OwnNumber, OwnHousehold,
	QuickKeys, Doubted, NeverHeard, NeverCalled, ManyByHand, Favoured, OnlyTheTwo,
}

// A Signal is something odd that a person should look at. It is a fact with
// its numbers, and decides nothing.
type Signal struct {
	ID     int64
	Kind   SignalKind
	Visit  int64 // 0 when it is about more than one, or none
	Member int64 // whom it is about
	Other  int64 // and with whom, 0 for nobody
	At     time.Time
	Detail string // numbers and codes; no names
	about  string // the same of a kind is the same matter
}

// raise keeps a signal and gives it to a coordinator, unless the same was shown
// not long ago. Nobody is held up by it.
func (v *verb) raise(s Signal) error {
	var known bool
	err := v.QueryRow(`SELECT EXISTS (SELECT 1 FROM signals WHERE kind = $1 AND about = $2 AND at > $3)`,
		string(s.Kind), s.about, ms(v.now.Add(-v.policy.Signals.Again.Std()))).Scan(&known)
	if err != nil || known {
		return err
	}
	if err := v.QueryRow(`INSERT INTO signals (kind, visit, member, other, at, detail, about) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT DO NOTHING RETURNING id`,
		string(s.Kind), s.Visit, s.Member, s.Other, ms(v.now), s.Detail, s.about).Scan(&s.ID); err != nil {
		return ignoreNoRows(err) // of one visit it is shown once
	}
	return v.ticket(Ticket{Source: fmt.Sprintf("signal/%d", s.ID), Kind: SignalTicket, Member: s.Member, Ref: s.ID, Note: string(s.Kind) + ": " + s.Detail})
}

// aboutVisit is a signal about one visit.
func aboutVisit(kind SignalKind, w Visit, detail string) Signal {
	return Signal{Kind: kind, Visit: w.ID, Member: w.Volunteer, Detail: detail, about: strconv.FormatInt(w.ID, 10)}
}

// lookAtOldCards counts a wrong cell that stood there on a card which was
// replaced. One is a chance of one in a hundred; more are told by somebody who
// looks at the old card: on a photograph, or because it still hangs there.
func (v *verb) lookAtOldCards(r Request, cell int, told string) error {
	var old, n int
	if err := v.QueryRow(`SELECT count(*) FROM cards WHERE elder = $1 AND void_at IS NOT NULL AND substr(cells, $2, 2) = $3`,
		r.Elder, 2*cell-1, told).Scan(&old); err != nil || old == 0 {
		return err
	}
	err := v.QueryRow(`UPDATE visits SET old_cells = old_cells + 1 WHERE id = $1 RETURNING old_cells`, r.Visit.ID).Scan(&n)
	if err != nil || n < v.policy.Signals.OldCells {
		return err
	}
	s := aboutVisit(OldCard, r.Visit, fmt.Sprintf("%d cells of a card that was replaced", n))
	s.Other = r.Elder
	return v.raise(s)
}

const signalColumns = `id, kind, visit, member, other, at, detail, about`

// scanSignal reads one row of signalColumns.
func (p *Policy) scanSignal(r *sql.Rows) (s Signal, err error) {
	var at int64
	err = r.Scan(&s.ID, &s.Kind, &s.Visit, &s.Member, &s.Other, &at, &s.Detail, &s.about)
	s.At = p.moment(&at)
	return s, err
}

// Signals are all signals, the newest first.
func (c *Centre) Signals(ctx context.Context) (all []Signal, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		all, err = collect(v, p.scanSignal, `SELECT `+signalColumns+` FROM signals ORDER BY id DESC`)
		return err
	})
	return all, err
}

// named are the visits of a signal as its detail names them: the last ones.
func named(visits ...int64) string {
	const most = 12
	visits = slices.Compact(slices.Sorted(slices.Values(visits)))
	var words []string
	if len(visits) > most {
		visits, words = visits[len(visits)-most:], []string{"…"}
	}
	for _, id := range visits {
		words = append(words, strconv.FormatInt(id, 10))
	}
	return "visits " + strings.Join(words, " ")
}
