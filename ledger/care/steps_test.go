package care

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"hourline/ledger/clock"
)

// sets are by how much somebody sets the clock.
var sets = []time.Duration{-24 * time.Hour, -time.Hour, -3 * time.Second, 3 * time.Second, time.Hour, 24 * time.Hour}

func TestTheLadderGoesOnWhenTheClockIsSet(t *testing.T) {
	for _, by := range sets {
		t.Run(by.String(), func(t *testing.T) {
			w := newWard(t)
			k := w.key9()
			w.wantRung(0, 1)
			w.pass(10 * time.Second)
			w.clock.Step(by)
			w.pass(19 * time.Second)
			w.wantRung()
			w.pass(time.Second)
			w.wantRung(2, 3)
			w.ends(2, "busy") // to be rung again in half a minute
			w.clock.Step(-by)
			w.pass(29 * time.Second)
			w.wantRung()
			w.pass(time.Second)
			w.wantRung(2)
			if at := w.stands(k).Opened(); !at.Equal(monday) {
				t.Errorf("the case was opened at %v", at)
			}
		})
	}
}

// The first to come after the clock was set is as likely a new case as the
// one who watches the ladders.
func TestACaseThatOpensAsTheClockIsSet(t *testing.T) {
	for _, by := range sets {
		t.Run(by.String(), func(t *testing.T) {
			w := newWard(t)
			liu := w.add("刘爷爷", Elder, phone(2))
			w.key9()
			w.wantRung(0, 1)
			w.clock.Step(by)
			k := w.alarm(Alarm{Source: "call/CA2", Phone: liu.Phone()})
			if at := k.Opened(); !at.Equal(monday.Add(by)) {
				t.Errorf("opened at %v", at)
			}
			w.wantRung(0, 1)
			w.pass(30 * time.Second)
			w.wantRung(2, 2, 3, 3)
		})
	}
}

// An elder's key 1 within fifteen seconds takes an alarm back, as they pass.
func TestAMistakeIsTakenBackWhateverTheClockShows(t *testing.T) {
	for _, by := range sets {
		t.Run(by.String(), func(t *testing.T) {
			w := newWard(t)
			k := w.key9()
			w.pass(10 * time.Second)
			w.clock.Step(by)
			k, err := w.CancelCase(ctx, k.ID)
			w.must(err)
			if k.Progress.State != CaseCancelled {
				t.Errorf("it is %s", k.Progress.State)
			}
		})
	}
}

func TestLeasesAndRetriesWaitAsLongWhenTheClockIsSet(t *testing.T) {
	for _, by := range sets {
		t.Run(by.String(), func(t *testing.T) {
			b := newLetterbox(t)
			b.put("leased", CallLane, PlaceCall)
			b.claim(CallLane)
			b.put("refused", TextLane, SendText)
			b.settle(b.claim(TextLane)[0], Result{Verdict: Refused})
			b.clock.Step(by)
			wantKeys(t, b.claim(TextLane))
			b.clock.Advance(3 * time.Second)
			wantKeys(t, b.claim(TextLane), "refused")
			b.clock.Advance(56 * time.Second)
			wantKeys(t, b.claim(CallLane))
			b.clock.Advance(time.Second)
			if rows := b.claim(CallLane); len(rows) != 1 || !rows[0].Unsure {
				t.Errorf("%+v, want the row, unsure", rows)
			}
		})
	}
}

// Texts that wait for the morning wait for it by the clock on the wall.
func TestTheMorningIsTheClocksMorning(t *testing.T) {
	h := newHouse(t)
	wang := h.add("王奶奶", Elder, phone(1))
	h.add("小张", Volunteer, phone(2))
	h.clock.Set(clockTime("22:00").On(monday))
	_, err := h.AskForHelp(ctx, Ask{Source: "call/CA1/3", Elder: wang.ID, Kind: Home, When: Tomorrow})
	h.must(err)
	h.clock.Step(time.Hour) // it was eleven all along
	h.must(h.Tick(ctx))
	h.pass(8*time.Hour + 29*time.Minute)
	wantKeys(t, h.hand(TextLane))
	h.pass(time.Minute)
	if rows := h.hand(TextLane); len(rows) != 1 {
		t.Errorf("at half past seven the outbox gave %v", keys(rows))
	}
}

func TestWhereARowIsMoved(t *testing.T) {
	p, err := ParsePolicy(defaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) time.Time { return clockTime(text).On(monday).In(p.Place) }
	for _, c := range []struct {
		name string
		row  Outgoing
		by   time.Duration
		want string
	}{
		{"an emergency waits as long", Outgoing{Lane: EmergencyLane, DueAt: at("09:00")}, -time.Hour, "08:00"},
		{"at night too", Outgoing{Lane: EmergencyLane, DueAt: at("07:30")}, -time.Hour, "06:30"},
		{"a text that is due stays due", Outgoing{Lane: TextLane, DueAt: at("09:00")}, -time.Hour, "08:00"},
		{"a reply at night stays due", Outgoing{Lane: TextLane, DueAt: at("23:30")}, -time.Hour, "22:30"},
		{"a text that waits for the morning stays", Outgoing{Lane: TextLane, DueAt: at("07:30")}, -time.Hour, "07:30"},
		{"a call that waits for the morning stays", Outgoing{Lane: CallLane, Kind: AboutVisit, DueAt: at("09:00")}, time.Hour, "09:00"},
		{"a call waits as long", Outgoing{Lane: CallLane, Kind: AboutConfirm, DueAt: at("10:02")}, time.Hour, "11:02"},
		{"but is not made too early", Outgoing{Lane: CallLane, Kind: AboutVisit, DueAt: at("09:30")}, -time.Hour, "09:00"},
		{"the door word waits as long", Outgoing{Lane: CallLane, Kind: AboutDoorWord, DueAt: at("09:00")}, -time.Hour, "08:00"},
	} {
		if got := p.moved(c.row, c.by); !got.Equal(at(c.want)) {
			t.Errorf("%s: at %v, want %s", c.name, got, c.want)
		}
	}
}

func TestWhereARestartTakesALadderUp(t *testing.T) {
	l := testLadder(3)
	const s = time.Second
	begun := l.Begin(monday)
	begun, _ = l.Next(begun, Due, -1, monday) // two ring, the next step is in 30 s
	for _, c := range []struct {
		name  string
		later time.Duration // when the program comes back, by its clock
		next  time.Duration // when the next step is due then
	}{
		{"at once", 0, soon},
		{"after ten seconds", 10 * s, soon},
		{"after twenty seconds", 20 * s, 10 * s},
		{"after an hour", time.Hour, 0},
		{"the clock set back by ten seconds", -10 * s, 0},
		{"the clock set back by an hour", -time.Hour, 0},
		{"the clock set back by ten years", -87600 * time.Hour, 0},
	} {
		now := monday.Add(c.later)
		p := l.resume(begun, now)
		if got := max(p.StepAt.Sub(now), 0); got != c.next {
			t.Errorf("%s: the next step is in %v, want %v", c.name, got, c.next)
		}
		if until := p.Rung[0].Until.Sub(now); until > l.RingFor.Std()+talkTime {
			t.Errorf("%s: a phone counts as ringing for %v", c.name, until)
		}
	}
}

// One restart after another takes the steps early, and moves nothing else: the
// case was not opened any earlier for it.
func TestManyRestartsDoNotMoveACase(t *testing.T) {
	l := testLadder(4)
	l.Rounds = append(l.Rounds, Round{After: Duration(90 * time.Second), Call: []int{3}}, Round{After: Duration(180 * time.Second), Call: []int{3}})
	p, _ := l.Next(l.Begin(monday), Due, -1, monday)
	for now := monday.Add(5 * time.Second); now.Before(monday.Add(2 * time.Minute)); now = now.Add(16 * time.Second) {
		p = l.resume(p, now)
		if wait := p.StepAt.Sub(now); wait > soon || wait < 0 {
			t.Errorf("%v after the opening the next step is in %v", now.Sub(monday), wait)
		}
		if !p.Opened.Equal(monday) || !p.From.Equal(monday) {
			t.Fatalf("%v after the opening it is as if it had been opened at %v", now.Sub(monday), p.Opened)
		}
		p, _ = l.Next(p, Due, -1, now.Add(soon))
	}
}

// Nothing is forgotten, and nobody is rung twice for the same try, when the
// clock is set back while the program is down.
func TestTheClockIsSetBackWhileTheProgramIsDown(t *testing.T) {
	for _, by := range sets {
		t.Run(by.String(), func(t *testing.T) {
			w := newWard(t)
			w.key9()
			w.wantRung(0, 1)
			s := w.from(phone(30))
			w.must(w.HelpText(ctx, s)) // a reply that is due
			w.clock.Step(by)
			w.restart()
			w.must(w.Tick(ctx))
			w.pass(30 * time.Second)
			if got := w.rung(); !slices.Contains(got, 2) || !slices.Contains(got, 3) {
				t.Errorf("after the longest wait rang %v, want the third and fourth at last", got)
			}
			if rows := w.hand(TextLane); len(rows) != 1 {
				t.Errorf("the outbox gave %v, want the reply", keys(rows))
			}
		})
	}
}

// With a clock that was set back to before the books were begun, as a dead
// battery does, an emergency is an emergency.
func TestBeforeTheFirstPolicy(t *testing.T) {
	w := newWard(t)
	w.clock.Step(-56 * 365 * 24 * time.Hour)
	w.key9()
	w.wantRung(0, 1)
	w.pass(30 * time.Second)
	w.wantRung(2, 3)
	w.restart()
	w.pass(time.Minute)
	w.wantRung(0, 1)
}

// Whatever the clock is set to and whenever: the same people are rung at the
// same moments, as they pass, as by a clock that nobody touches.
func TestNobodyIsRungOtherwiseWhenTheClockIsSet(t *testing.T) {
	w := newWard(t)
	seed := uint64(time.Now().UnixNano())
	for i := range uint64(8) {
		t.Logf("seed %d", seed+i)
		untouched, set := w.beside(t), w.beside(t)
		story := func(w *ward, touch bool) string {
			r := rand.New(rand.NewPCG(seed, i))
			var told strings.Builder
			k := w.key9()
			for range 40 {
				passes, by, what, who := time.Duration(r.IntN(40_000))*time.Millisecond, sets[r.IntN(len(sets))], r.IntN(6), r.IntN(4)
				if touch {
					w.clock.Step(by)
				}
				for _, o := range w.hand(EmergencyLane) {
					fmt.Fprintln(&told, w.clock.Passed(), o.Key, o.Unsure)
				}
				w.pass(passes)
				p := w.stands(k).Progress
				if next := p.StepAt.Sub(w.clock.Now()); next <= 0 || next > p.longest(w.stands(k).Ladder) {
					t.Errorf("the next step is in %v", next)
				}
				if live := p.Rung[who]; !live.Until.IsZero() && what < 3 {
					w.ends(who, []string{"busy", "no-answer", "failed"}[what])
				}
			}
			return told.String()
		}
		if a, b := story(untouched, false), story(set, true); a != b {
			t.Fatalf("by an untouched clock\n%s\nby one that is set\n%s", a, b)
		}
	}
}

// longest is the longest that any case waits.
func (p Progress) longest(l Ladder) time.Duration {
	return max(l.RepeatEvery.Std(), l.ThenEvery.Std())
}

// beside is another ward with the same people and a clock of its own.
func (w *ward) beside(t *testing.T) *ward {
	t.Helper()
	h := &house{t: t, clock: clock.NewManual(monday), path: t.TempDir() + "/hourline.db"}
	h.open()
	t.Cleanup(func() { h.Close() })
	other := &ward{house: h}
	other.wang = other.add("王奶奶", Elder, phone(1))
	for i := range w.staff {
		other.staff = append(other.staff, other.add(w.staff[i].Name, Duty, phone(10+i)))
	}
	return other
}
