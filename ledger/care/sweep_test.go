package care

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
)

// Only coordinators see what is odd, and none whom it is about. One of them
// closes it, with an outcome; nobody is held up meanwhile.
func TestACoordinatorSeesToWhatIsOdd(t *testing.T) {
	b := newBeat(t)
	b.plays(stay{by: b.zhang, to: b.wang, begin: at(0, 0), end: at(0, 30), key: 1}, stay{by: b.zhang, to: b.li, begin: at(0, 32), end: at(0, 63), key: 1})
	b.nextMorning()
	b.want(FarApart)
	s := b.signals()[0]
	if s.Member != b.zhang.ID || s.Detail != "times: 1, at last 2 min from one community to another on 2026-11-23 14:32; visits 1 2" {
		t.Errorf("%+v", s)
	}
	task, ok, err := b.NextTask(ctx, b.wu.ID, 0)
	b.must(err)
	if !ok || task.Kind != SignalTicket {
		t.Fatalf("the coordinator is to see to %+v", task.Ticket)
	}
	if other, ok, _ := b.NextTask(ctx, b.ma.ID, 0); ok {
		t.Errorf("a worker is to see to %+v", other.Ticket)
	}
	_, err = b.CloseTicket(ctx, task.ID, Closing{Actor: b.ma.Number, Outcome: "没事"})
	refused(t, "a worker closes it", err, ErrNoCoordinator)
	b.plays(stay{by: b.zhang, to: b.wang, begin: at(1, 3), end: at(1, 40), key: 1})
	_, err = b.CloseTicket(ctx, task.ID, Closing{Actor: b.wu.Number, Outcome: "两家隔一条街"})
	b.must(err)
	b.nextMorning()
	b.wantTickets()
}

// Hours can be sold by corrections as well as by entries; what two people take
// from a volunteer is nothing sold.
func TestHoursThatCorrectionsAddAreCountedToo(t *testing.T) {
	for minutes, want := range map[int64][]SignalKind{60: {Favoured}, 0: nil} {
		t.Run(fmt.Sprint(minutes), func(t *testing.T) {
			b := newBeat(t)
			for _, r := range b.plays(lately(5, stay{by: b.zhang, to: b.wang, key: 1})...) {
				for i, by := range []Member{b.ma, []Member{b.he, b.worker}[r.ID%2]} {
					done, err := b.CorrectVisit(ctx, Correction{Visit: r.Visit.ID, Minutes: minutes, Reason: Edited, Actor: by.Number})
					b.must(err)
					if done.Done != (i == 1) {
						t.Fatalf("after %d people: %+v", i+1, done)
					}
				}
			}
			b.nextMorning()
			b.want(want...)
		})
	}
}

func TestNobodySeesToWhatIsOddAboutThemselves(t *testing.T) {
	b := newBeat(t)
	b.enters(3, b.wu, b.zhang, b.ma)
	b.enters(3, b.ma, b.liu, b.wu)
	b.nextMorning()
	tickets, err := b.Tickets(ctx)
	b.must(err)
	if len(tickets) != 1 || tickets[0].Kind != SignalTicket || tickets[0].Owner != 0 {
		t.Fatalf("%+v", tickets)
	}
	_, err = b.CloseTicket(ctx, tickets[0].ID, Closing{Actor: b.wu.Number, Outcome: "没事"})
	refused(t, "one of the two closes it", err, ErrOwnCause)
}

// A card is replaced now and then: whoever reads from a photograph of the old
// one tells what stood there. One such cell is chance, or a slip.
func TestCellsOfAReplacedCardAreShown(t *testing.T) {
	for cells, want := range map[int]int{1: 0, 2: 1, 3: 1} {
		t.Run(fmt.Sprint(cells), func(t *testing.T) {
			s := newStreetWith(t, func(c *Config) { c.Chance = nil })
			old := s.print(s.wang, false)
			r := s.taken(Company)
			wrong := old.Cells[r.Visit.StartCell-1]
			for right := wrong; right == wrong; right, _ = s.cell(r.Visit.StartCell) {
				s.print(s.wang, true) // another time when the two agree there
			}
			for range cells {
				s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code, Card: wrong}))
			}
			n := 0
			for _, one := range s.signals() {
				if one.Kind == OldCard {
					n++
				}
			}
			if n != want {
				t.Errorf("%d signals after %d cells of the old card", n, cells)
			}
		})
	}
}

// A look goes on where it stopped, whatever happens between two parts of it,
// and finds each thing once.
func TestALookSurvivesARestart(t *testing.T) {
	b := newBeat(t)
	b.plays(lately(3, stay{by: b.zhang, to: b.wang, key: 2})...)
	for i := range 3 * sweptAtOnce {
		b.mustAdd(Member{Name: fmt.Sprint("志愿者", i), Roles: Volunteer, Community: "圆通", Address: fmt.Sprint(i), Phones: []Phone{Phone(fmt.Sprintf("+861391234%04d", i))}})
	}
	b.clock.Set(clockTime("06:15").On(monday.AddDate(0, 0, 3)))
	parts := 0
	for range 10 {
		b.restart()
		b.must(b.Tick(ctx))
		parts++
		if one[int64](b.house, `SELECT until FROM sweep`) == 0 {
			break
		}
	}
	b.want(Doubted)
	if parts < 4 {
		t.Errorf("%d parts for more than %d volunteers", parts, 3*sweptAtOnce)
	}
	b.nextMorning()
	b.want(Doubted)
}

// Where nothing ends there is nothing to look at, and no timer.
func TestAQuietCentreIsNotLookedAt(t *testing.T) {
	b := newBeat(t)
	if next, err := b.nextTick(ctx); !next.IsZero() || err != nil {
		t.Errorf("wakes at %v (%v)", next, err)
	}
	b.plays(stay{by: b.zhang, to: b.wang, begin: at(0, 0), end: at(0, 30), key: 1})
	if due := one[int64](b.house, `SELECT next_at FROM sweep`); due != ms(clockTime("06:00").On(monday.AddDate(0, 0, 1))) {
		t.Errorf("looked at at %v", time.UnixMilli(due))
	}
	for range 5 {
		b.nextMorning()
	}
	if waits := one[bool](b.house, `SELECT next_at IS NOT NULL FROM sweep`); waits {
		t.Error("it is looked at for ever")
	}
}

// A clock that was set back delays no look by more than a day.
func TestALookIsPlannedAnewWhenTheClockIsSetBack(t *testing.T) {
	b := newBeat(t)
	b.clock.Set(monday.AddDate(0, 0, 30))
	b.plays(stay{by: b.zhang, to: b.wang, begin: at(30, 0), end: at(30, 30), key: 1})
	b.clock.Step(-20 * 24 * time.Hour)
	b.must(b.Tick(ctx))
	if due := time.UnixMilli(one[int64](b.house, `SELECT next_at FROM sweep`)); due.Sub(b.clock.Now()) > 24*time.Hour {
		t.Errorf("it is %v, and the next look is at %v", b.clock.Now(), due)
	}
}

// However many visits there are, those of one volunteer are found by an index,
// and so is all else that a look reads.
func TestALookReadsByIndexes(t *testing.T) {
	h := newHouse(t)
	h.must(h.Bank.Read(ctx, func(v *ledger.View) error {
		for _, query := range []string{visitsOf, visitsTo, byStaff, nextVolunteers, visitsAround} {
			query = strings.NewReplacer("$1", "1", "$2", "2", "$3", "3").Replace(query)
			steps, err := collect(v, func(r *sql.Rows) (step string, err error) {
				var id, parent, unused int64
				return step, r.Scan(&id, &parent, &unused, &step)
			}, `EXPLAIN QUERY PLAN `+query)
			if err != nil {
				return err
			}
			for _, step := range steps {
				if strings.HasPrefix(step, "SCAN") {
					t.Errorf("%s\nreads by %s", query, step)
				}
			}
		}
		return nil
	}))
}

// A policy that was stored before signals has the built-in numbers; numbers at
// which everybody would be odd, or nobody ever, are refused.
func TestThePolicyOfSignals(t *testing.T) {
	whole := string(defaultPolicy)
	old := whole[:strings.Index(whole, "[signals]")]
	p, err := ParsePolicy([]byte(old))
	if err != nil {
		t.Fatal(err)
	}
	if built, _ := ParsePolicy(defaultPolicy); p.Signals != built.Signals || p.Signals.Days != 28 {
		t.Errorf("%+v", p.Signals)
	}
	for _, edit := range [][2]string{
		{"\ndays = 28 ", "\ndays = 0 "}, {`again = "720h"`, `again = "0s"`}, {`overlap = "1m"`, `overlap = "0s"`}, {"often = 13", "often = 0"},
		{"vouching = 6 ", "vouching = 0 "}, {"favour_percent = 75", "favour_percent = 101"}, {"quick_percent = 80", "quick_percent = 0"}, {`quick_within = "2s"`, `quick_within = "0s"`},
	} {
		body := strings.Replace(whole, edit[0], edit[1], 1)
		if body == whole {
			t.Fatalf("the policy has no %q", edit[0])
		}
		if _, err := ParsePolicy([]byte(body)); err == nil || !strings.Contains(err.Error(), "signals") {
			t.Errorf("%s: %v", edit[1], err)
		}
	}
}
