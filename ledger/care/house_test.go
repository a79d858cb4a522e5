package care

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"hourline/ledger"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
)

// monday is when every story begins: nine in the morning.
var monday = ledgertest.Start

var ctx = context.Background()

// A house is a centre of a test, with a clock that is moved by hand.
type house struct {
	*Centre
	t     testing.TB
	clock *clock.Manual
	path  string
	texts int
}

// newHouse opens an empty centre that is closed when the test ends. The test
// runs beside others; a test that needs two houses needs two subtests.
func newHouse(t *testing.T, change ...func(*Config)) *house {
	t.Helper()
	t.Parallel()
	return houseFor(t, change...)
}

// houseFor is newHouse for tests that share it with nobody, and fuzzing.
func houseFor(t testing.TB, change ...func(*Config)) *house {
	t.Helper()
	h := &house{t: t, clock: clock.NewManual(monday), path: filepath.Join(t.TempDir(), "hourline.db")}
	emptyBooks(t, h.path)
	h.open(change...)
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return h
}

// emptyBooks are those of a centre without members. Other rooms have
// caretest.Books.
var emptyBooks = ledgertest.NewTemplate(func(t testing.TB, path string) {
	c, err := Open(ctx, path, Config{Clock: clock.NewManual(monday).Clock()})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
})

func (h *house) open(change ...func(*Config)) {
	h.t.Helper()
	var turn atomic.Int64
	c := Config{Clock: h.clock.Clock(), Chance: func(n int) int { return int(turn.Add(1) * 7919 % int64(n)) }, PINCost: bcrypt.MinCost}
	for _, f := range change {
		f(&c)
	}
	centre, err := Open(ctx, h.path, c)
	if err != nil {
		h.t.Fatalf("open: %v", err)
	}
	h.Centre = centre
}

// restart is a process that died and came back.
func (h *house) restart() {
	h.t.Helper()
	h.must(h.Close())
	h.open()
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// phone is the i-th number of this house.
func phone(i int) Phone { return Phone(fmt.Sprintf("+86138712300%02d", i)) }

// add puts somebody of the community 翠湖 into the books.
func (h *house) add(name string, roles Role, phones ...Phone) Member {
	h.t.Helper()
	return h.addTo("翠湖", name, roles, phones...)
}

func (h *house) addTo(community, name string, roles Role, phones ...Phone) Member {
	h.t.Helper()
	m, err := h.AddMember(ctx, Member{Name: name, Roles: roles, Community: community, Address: "翠湖路3号" + name, Phones: phones})
	h.must(err)
	h.visited()
	return m
}

// visited lets everybody who is new have been visited.
func (h *house) visited() {
	h.t.Helper()
	h.must(h.write(ctx, func(v *verb) error {
		_, err := v.Exec(`DELETE FROM tickets WHERE kind = $1`, string(FirstContact))
		return err
	}))
}

// from is the next text of a phone.
func (h *house) from(p Phone) Text {
	h.texts++
	return Text{SID: fmt.Sprintf("SM%d", h.texts), From: p}
}

// rows are the rows of the outbox that a condition holds for, as they are.
func (h *house) rows(where string, args ...any) []Outgoing {
	h.t.Helper()
	var out []Outgoing
	h.must(h.Bank.Read(ctx, func(v *ledger.View) (err error) {
		out, err = collect(v, func(r *sql.Rows) (Outgoing, error) { return scanOutgoing(r) },
			`SELECT `+outgoingColumns+` FROM outbox WHERE `+where+` ORDER BY id`, args...)
		return err
	}))
	return out
}

// replies are what a text was answered with, "" when it got no answer.
func (h *house) reply(t Text) string {
	h.t.Helper()
	rows := h.rows(`key = $1`, "reply/"+t.SID)
	if len(rows) == 0 {
		return ""
	}
	return rows[0].Kind
}

// one is the single answer of a query.
func one[T any](h *house, query string, args ...any) (answer T) {
	h.t.Helper()
	h.must(h.Bank.Read(ctx, func(v *ledger.View) error { return v.QueryRow(query, args...).Scan(&answer) }))
	return answer
}

// request is a request as it stands.
func (h *house) request(id int64) (r Request) {
	h.t.Helper()
	h.must(h.read(ctx, func(v *ledger.View, p *Policy) (err error) {
		r, err = requestIn(v, p, `id = $1`, id)
		return err
	}))
	return r
}

// tickets are the kinds of all open tickets.
func (h *house) tickets() (kinds []TicketKind) {
	h.t.Helper()
	all, err := h.Tickets(ctx)
	h.must(err)
	for _, t := range all {
		kinds = append(kinds, t.Kind)
	}
	return kinds
}

func (h *house) wantTickets(want ...TicketKind) {
	h.t.Helper()
	got := h.tickets()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		h.t.Errorf("open tickets %v, want %v", got, want)
	}
}

// hand claims all that is due in a lane and hands it to a carrier that takes
// everything; the rows come back with the carrier's names.
func (h *house) hand(lane Lane) []Outgoing {
	h.t.Helper()
	rows, err := h.Claim(ctx, lane, 100)
	h.must(err)
	for i, o := range rows {
		rows[i].SID = fmt.Sprintf("CA%d-%d", o.ID, o.Attempt)
		h.must(h.Settle(ctx, o, Result{Verdict: Handed, SID: rows[i].SID}))
	}
	return rows
}

// keys are the keys of rows, for reading.
func keys(rows []Outgoing) []string {
	out := make([]string, len(rows))
	for i, o := range rows {
		out[i] = o.Key
	}
	slices.Sort(out)
	return out
}

func wantKeys(t *testing.T, got []Outgoing, want ...string) {
	t.Helper()
	slices.Sort(want)
	if !slices.Equal(keys(got), want) {
		t.Errorf("the outbox gave\n  %s\nwant\n  %s", strings.Join(keys(got), "\n  "), strings.Join(want, "\n  "))
	}
}

// pass moves the clock on and does what is due then.
func (h *house) pass(d time.Duration) {
	h.t.Helper()
	h.clock.Advance(d)
	h.must(h.Tick(ctx))
}
