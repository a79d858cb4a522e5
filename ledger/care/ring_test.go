package care

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
)

// asked are the members to whom a request was offered, in the order of the offers.
func (h *house) asked(r Request) (who []int64) {
	h.t.Helper()
	for _, o := range h.rows(`kind = 'offer' AND ref = $1`, r.ID) {
		who = append(who, o.Member)
	}
	return who
}

func (h *house) wantAsked(r Request, want ...Member) {
	h.t.Helper()
	var who []int64
	for _, m := range want {
		who = append(who, m.ID)
	}
	if got := h.asked(r); !slices.Equal(got, who) {
		h.t.Errorf("asked %v, want %v", got, who)
	}
}

// wants is a request of an elder, a new one each time.
func (h *house) wants(elder Member, kind Kind, when When) Request {
	h.t.Helper()
	h.texts++
	r, err := h.AskForHelp(ctx, Ask{Source: fmt.Sprintf("call/CA%d/3", h.texts), Elder: elder.ID, Kind: kind, When: when})
	h.must(err)
	return r
}

// takes lets a member take a request; what the text was answered with comes back.
func (h *house) takes(m Member, r Request, at string) string {
	h.t.Helper()
	named := NoTime
	if at != "" {
		named = clockTime(at)
	}
	text := h.from(m.Phone())
	h.must(h.Take(ctx, text, r.ID, named))
	return h.reply(text)
}

// orders changes the policy of a house from now on.
func (h *house) orders(edits ...string) {
	h.t.Helper()
	body := strings.NewReplacer(edits...).Replace(string(defaultPolicy))
	if body == string(defaultPolicy) {
		h.t.Fatalf("the built-in policy has none of %q", edits)
	}
	_, err := ParsePolicy([]byte(body))
	h.must(err)
	h.must(h.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.AddPolicy([]byte(body), tx.Now, "test")
		return err
	}))
}

func TestWhatAVolunteerDoesStandsInTheFlags(t *testing.T) {
	tuesday := monday.AddDate(0, 0, 1)
	for _, c := range []struct {
		flags string
		kind  Kind
		does  bool
		comes bool // on a Tuesday
	}{
		{"", Hospital, true, true},
		{"party-member", Hospital, true, true},
		{"no-hospital", Hospital, false, true},
		{"no-hospital", Company, true, true},
		{"only-company", Company, true, true},
		{"only-company", Home, false, true},
		{"only-company|only-home", Home, true, true},
		{"only-sat|only-sun", Home, true, false},
		{"only-tue", Home, true, true},
		{"no-tue", Home, true, false},
		{"no-mon|no-hospital", Shopping, true, true},
	} {
		flags := split(c.flags)
		if does(flags, c.kind) != c.does || comesOn(flags, tuesday) != c.comes {
			t.Errorf("%q: does %s %v, comes on a Tuesday %v", c.flags, c.kind, !c.does, !c.comes)
		}
	}
	for flags, fine := range map[string]bool{"no-hospital|lives-alone|nothing": true, "no-hopsital": false, "only-tuesday": false} {
		if err := flagFaults(split(flags)); (err == nil) != fine {
			t.Errorf("%s: %v", flags, err)
		}
	}
}

func TestWhenAVolunteerIsFree(t *testing.T) {
	p, err := ParsePolicy(defaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	at := func(day int, s string) time.Time { return clockTime(s).On(monday.AddDate(0, 0, day)) }
	full := diary{booked: []booking{{at(1, "08:00"), 240}, {at(1, "13:00"), 180}}} // seven hours
	busy := diary{}
	for day := range 5 {
		busy.booked = append(busy.booked, booking{at(day, "08:00"), 240}) // twenty hours of the week
	}
	for _, c := range []struct {
		name string
		d    diary
		at   time.Time
		free bool
	}{
		{"nothing booked", diary{}, at(1, "09:30"), true},
		{"at the same time", full, at(1, "09:30"), false},
		{"begins before the other ends", full, at(1, "15:30"), false},
		{"begins as the other ends", full, at(1, "16:00"), false}, // but the day would have nine hours
		{"on another day", full, at(2, "09:30"), true},
		{"the week is full", busy, at(5, "09:30"), false},
		{"the next week", busy, at(7, "09:30"), true},
		{"not on Tuesdays", diary{flags: []string{"no-tue"}}, at(1, "09:30"), false},
	} {
		if got := p.freeAt(c.d, c.at, 120); got != c.free {
			t.Errorf("%s: free is %v", c.name, got)
		}
	}
	if !p.freeAt(full, at(1, "16:00"), 60) {
		t.Error("eight hours a day are not allowed")
	}
}

func TestNeighboursAreAskedBeforeAllOthers(t *testing.T) {
	h := newHouse(t)
	h.orders("# [[dispatch.near]]", "[[dispatch.near]]", `# communities = ["翠湖社区", "莲花社区"]`, `communities = ["翠湖", "莲花", "圆通"]`, "ring = 8", "ring = 4")
	wang := h.add("王奶奶", Elder, phone(0))
	far := h.addTo("东陆", "远", Volunteer, phone(1))
	near := h.addTo("圆通", "近", Volunteer, phone(2))
	next := h.addTo("莲花", "邻", Volunteer, phone(3))
	own := h.add("小张", Volunteer, phone(4))
	h.must(h.Bank.Write(ctx, func(tx *ledger.Tx) error { // 近 has waited less
		_, err := tx.Exec(`UPDATE turns SET asked_at = 1 WHERE volunteer = $1`, near.ID)
		return err
	}))
	h.wantAsked(h.wants(wang, Home, Tomorrow), own, next, near, far)
}

func TestWhoIsNotFreeOrDoesNotDoItIsNotAsked(t *testing.T) {
	h := newHouse(t)
	wang := h.add("王奶奶", Elder, phone(0))
	zhang := h.add("小张", Volunteer, phone(1))
	liu := h.add("小刘", Volunteer, phone(2))
	h.must(h.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`UPDATE members SET flags = 'no-hospital' WHERE id = $1`, liu.ID)
		return err
	}))
	h.wantAsked(h.wants(wang, Hospital, Tomorrow), zhang)
	for _, want := range []string{"09:30", "14:30"} {
		r := h.wants(wang, Company, Tomorrow)
		if got := h.takes(zhang, r, ""); got != "taken" {
			t.Fatalf("answered with %q", got)
		}
		if at := h.request(r.ID).Visit.PlannedAt.Format("15:04"); at != want {
			t.Errorf("planned for %s, want %s", at, want)
		}
	}
	h.wantAsked(h.wants(wang, Home, Tomorrow), liu) // 小张 has both slots of the day
}

// Whoever has another visit then is told so, and may name another time.
func TestOverlappingVisitIsNotTaken(t *testing.T) {
	s := newStreet(t)
	first, second := s.ask(Company, Tomorrow), s.ask(Home, Tomorrow)
	s.takes(s.zhang, first, "10:00")
	for _, c := range []struct{ at, want string }{{"11:59", "taken.clash"}, {"08:30", "taken.clash"}, {"12:00", "taken"}} {
		if got := s.takes(s.zhang, second, c.at); got != c.want {
			t.Errorf("%s was answered with %q, want %q", c.at, got, c.want)
		}
	}
	third := s.ask(Hospital, Tomorrow)
	s.takes(s.zhang, third, "15:00") // seven hours
	fourth := s.ask(Company, Tomorrow)
	if got := s.takes(s.zhang, fourth, "19:00"); got != "unknown.code" {
		t.Errorf("a ninth hour was answered with %q: the day was full, so nothing was offered", got)
	}
}

func TestGivenUpAndOldVisitsCountNoMore(t *testing.T) {
	s := newStreet(t)
	minutes := func() int { return one[int](s.house, `SELECT minutes FROM turns WHERE volunteer = $1`, s.zhang.ID) }
	r := s.taken(Company)
	if got := minutes(); got != 120 {
		t.Errorf("%d minutes after taking a visit of two hours", got)
	}
	s.must(s.Drop(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	if got := minutes(); got != 0 {
		t.Errorf("%d minutes after giving it up", got)
	}
	s.clock.Advance(time.Hour)
	s.taken(Hospital)
	s.clock.Advance(29 * 24 * time.Hour)
	s.ask(Company, Tomorrow)
	if got := minutes(); got != 0 {
		t.Errorf("%d minutes a month later", got)
	}
}

// Members change, and their turns with them.
func TestTurnsFollowMembers(t *testing.T) {
	h := newHouse(t)
	wang := h.add("王奶奶", Elder, phone(0))
	h.wantAsked(h.wants(wang, Home, Tomorrow))
	wang = h.add("王奶奶", Elder|Volunteer, phone(0)) // never asked for herself
	li := h.add("李爷爷", Elder, phone(1))
	h.wantAsked(h.wants(li, Home, Tomorrow), wang)
	h.add("王奶奶", Elder, phone(0))
	h.wantAsked(h.wants(li, Home, Tomorrow))
}

// However many volunteers there are, none is found by looking at all of them.
func TestRingsAreChosenFromIndexes(t *testing.T) {
	h := newHouse(t)
	for query, args := range map[string][]any{everywhereInTurn: {0, 1, 1, 1, 1, 1, 5, 0, 10}, nearbyInTurn: {0, 1, 1, 1, 1, 1, 5, 0, "翠湖", 10}} {
		var steps []string
		h.must(h.Bank.Read(ctx, func(v *ledger.View) error {
			rows, err := v.Query("EXPLAIN QUERY PLAN "+query, args...)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var id, parent, zero int
				var step string
				if err := rows.Scan(&id, &parent, &zero, &step); err != nil {
					return err
				}
				steps = append(steps, step)
			}
			return rows.Err()
		}))
		for _, step := range steps {
			walk := strings.HasPrefix(step, "SCAN t USING") && strings.Contains(step, "INDEX turns_all") && query == everywhereInTurn
			if strings.HasPrefix(step, "SCAN") && !walk || strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s\nof\n%s", step, strings.Join(steps, "\n"))
			}
		}
		if len(steps) < 6 {
			t.Errorf("only %v", steps)
		}
	}
}

// There are 1,715 codes, and more open visits in a large district.
func TestADistrictNeverRunsOutOfCodes(t *testing.T) {
	s := newStreetWith(t, func(c *Config) { c.Chance = nil })
	first := s.taken(Company)
	s.must(s.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`INSERT INTO visits (request, volunteer, code, door_word, planned_at, planned_minutes, accepted_at)
			WITH d (n) AS (VALUES ('0'), ('2'), ('3'), ('5'), ('6'), ('8'), ('9')) -- and some that are never drawn
			SELECT $1, $2, a.n || b.n || c.n || e.n, 0, $3, 120, 0 FROM d a, d b, d c, d e WHERE a.n || b.n || c.n || e.n <> $4`,
			first.ID, s.chen.ID, ms(monday.AddDate(0, 1, 0)), first.Visit.Code)
		return err
	}))
	li := s.add("李爷爷", Elder, phone(9))
	r := s.wants(li, Company, Tomorrow)
	if got := s.takes(s.liu, r, ""); got != "taken" {
		t.Fatalf("answered with %q", got)
	}
	s.must(s.Start(ctx, s.from(s.liu.Phone()), VisitCode{Code: s.request(r.ID).Visit.Code}))
	s.wantState(r, Started)
	s.wantState(first, Accepted)
}

// What a request costs in texts has an end, and begins anew when somebody falls out.
func TestARequestIsOfferedOnlySoOften(t *testing.T) {
	h := newHouse(t)
	h.orders("offers = 40", "offers = 10")
	wang := h.add("王奶奶", Elder, phone(0))
	byID := map[int64]Member{}
	for i := range 14 {
		m := h.add(fmt.Sprintf("志愿者%02d", i), Volunteer, phone(10+i))
		byID[m.ID] = m
	}
	r := h.wants(wang, Home, Today)
	h.pass(time.Hour)
	h.pass(time.Hour)
	if got := len(h.asked(r)); got != 10 {
		t.Errorf("%d offers", got)
	}
	taker := byID[h.asked(r)[0]]
	h.takes(taker, r, "")
	h.must(h.Drop(ctx, h.from(taker.Phone()), VisitCode{Code: h.request(r.ID).Visit.Code}))
	if got := len(h.rows(`kind = 'offer.urgent'`)); got != 10 {
		t.Errorf("%d offers when somebody fell out", got)
	}
}

// Who never answers is not asked first for ever, and comes back by an answer.
func TestSilenceMovesAVolunteerBack(t *testing.T) {
	h := newHouse(t)
	h.orders("ring = 8", "ring = 1")
	wang := h.add("王奶奶", Elder, phone(0))
	silent := h.add("不回", Volunteer, phone(1))
	h.wantAsked(h.wants(wang, Home, Tomorrow), silent)
	busy := h.add("小张", Volunteer, phone(2))
	r := h.wants(wang, Safety, Tomorrow)
	h.wantAsked(r, busy)
	h.takes(busy, r, "") // half an hour, and an answer
	h.clock.Advance(time.Second)
	last := h.wants(wang, Home, Tomorrow)
	h.wantAsked(last, silent) // whose silence counts as much, but who has waited longer
	h.wantAsked(h.wants(wang, Home, Tomorrow), busy)
	h.must(h.Pass(ctx, h.from(silent.Phone()), last.ID))
	h.wantAsked(h.wants(wang, Company, Tomorrow), silent)
}
