package care

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// booked is a visit of two hours that 小张 has taken for the next morning.
func (s *street) booked() Request {
	s.t.Helper()
	r := s.ask(Company, Tomorrow)
	s.must(s.Take(ctx, s.from(s.zhang.Phone()), r.ID, NoTime))
	s.clear()
	return s.request(r.ID)
}

// clear lets the first announcement be heard and all texts be read.
func (s *street) clear() {
	s.t.Helper()
	s.must(s.Tick(ctx))
	s.heard()
}

// goesTo lets time pass until a moment, and does what is due on the way.
func (s *street) goesTo(at string) {
	s.t.Helper()
	for end := atTime(s.t, at); s.clock.Now().Before(end); {
		next, err := s.nextTick(ctx)
		s.must(err)
		if next.IsZero() || next.After(end) {
			next = end
		}
		s.clock.Set(later(next, s.clock.Now())) // what is to be looked at at once is due since ever
		s.must(s.Tick(ctx))
	}
}

// heard are the texts and calls that are handed over now, as words and whom
// they are for. Whoever is told who comes finds it convenient.
func (s *street) heard() string {
	s.t.Helper()
	var out []string
	for _, lane := range []Lane{TextLane, CallLane} {
		for _, o := range s.hand(lane) {
			m := s.wang
			for _, who := range []Member{s.zhang, s.liu, s.chen} {
				if who.ID == o.Member {
					m = who
				}
			}
			out = append(out, m.Name+" "+o.Kind)
			if o.Kind == AboutVisit {
				s.must(s.Told(ctx, o.Ref, true))
			}
			s.must(s.Status(ctx, o.ID, o.SID, map[Lane]string{TextLane: "delivered", CallLane: "completed"}[lane]))
		}
	}
	return strings.Join(out, ", ")
}

func (s *street) hears(at, want string) {
	s.t.Helper()
	s.goesTo(at)
	if got := s.heard(); got != want {
		s.t.Errorf("%s: %s, want %s", at, got, want)
	}
}

func TestBothAreRemindedTheEveningBefore(t *testing.T) {
	s := newStreet(t)
	s.booked()
	s.hears("Mon 17:29", "")
	s.hears("Mon 17:30", "小张 reminder.visit, 王奶奶 announce")
	s.hears("Tue 08:29", "")
	s.hears("Tue 08:30", "小张 reminder.visit")
	s.wantTickets()
}

func TestAnElderWhoWasToldOnceNeedNotHearItTwice(t *testing.T) {
	s := newStreet(t)
	s.booked()
	s.goesTo("Mon 17:30")
	for try := range 3 {
		rows := s.ringsOut()
		if len(rows) != 1 || rows[0].Facts.Try != try+1 {
			t.Fatalf("rung %v", keys(rows))
		}
		s.clock.Advance(30 * time.Minute)
	}
	wantKeys(t, s.ringsOut())
	s.wantTickets()
}

func TestAVisitThatDoesNotBegin(t *testing.T) {
	s := newStreet(t)
	s.booked()
	s.goesTo("Tue 09:44")
	s.heard()
	s.hears("Tue 09:45", "小张 reminder.start, 小张 not-begun")
	s.wantTickets()
	s.goesTo("Tue 10:00")
	s.wantTickets(NotBegun)
	open, err := s.Tickets(ctx)
	s.must(err)
	if got := open[0].Due.Sub(s.clock.Now()); got != 10*time.Minute || open[0].Member != s.wang.ID {
		t.Errorf("%+v in %v", open[0], got)
	}
}

func TestAVisitThatBeginsIsNotAskedFor(t *testing.T) {
	s := newStreet(t)
	r := s.booked()
	s.goesTo("Tue 09:40")
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	s.heard()
	s.hears("Tue 11:54", "")
	s.hears("Tue 11:55", "小张 reminder.finish")
	s.must(s.Finish(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	s.heard()
	s.goesTo("Tue 20:00")
	for _, o := range s.hand(CallLane) {
		if o.Kind != AboutConfirm {
			t.Errorf("somebody is rung: %s", o.Key)
		}
	}
	wantKeys(t, s.hand(TextLane))
	s.wantTickets()
}

// Nothing is credited for a visit that was not finished before somebody says
// that it was so.
func TestAVisitThatIsNotFinishedWaitsForAWord(t *testing.T) {
	s := newStreet(t)
	r := s.booked()
	s.goesTo("Tue 09:30")
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	s.goesTo("Tue 13:29")
	s.wantState(r, Started)
	s.heard()
	s.hears("Tue 13:30", "小张 closed.unfinished")
	s.wantState(r, Finished)
	w := s.request(r.ID).Visit
	if w.Review != "forgot-finish" || w.Credited != 120 || !w.FinishedAt.Equal(atTime(t, "Tue 11:30")) || w.Entry != 0 {
		t.Errorf("%+v", w)
	}
	s.wantTickets(Review)
	s.hears("Tue 13:32", "王奶奶 confirm")
	s.must(s.Confirm(ctx, w.ID, Unmeasured))
	s.wantState(r, Posted)
	if got := s.rows(`kind = 'receipt.in'`); len(got) != 1 || got[0].Facts.Minutes != 120 {
		t.Errorf("%+v", got)
	}
}

// Nobody asks an elder about somebody who perhaps never came: a person does.
func TestAVisitThatNeverBeganCountsNothing(t *testing.T) {
	s := newStreet(t)
	r := s.booked()
	s.goesTo("Tue 13:30")
	s.wantState(r, Finished)
	if w := s.request(r.ID).Visit; w.Credited != 0 || w.Review != "forgot-start|forgot-finish" {
		t.Errorf("%+v", w)
	}
	s.wantTickets(NotBegun, Review)
	if asked := s.rows(`kind = 'confirm'`); len(asked) > 0 {
		t.Errorf("the elder is asked: %v", keys(asked))
	}
	if told := s.rows(`kind = 'closed.unbegun'`); len(told) != 1 {
		t.Errorf("the volunteer was told %d times", len(told))
	}
}

// Whatever was closed without hours and nobody decides on is a coordinator's in
// the end, and is never stored by itself.
func TestSilenceAboutWhatWasClosedEndsAtACoordinator(t *testing.T) {
	for label, to := range map[string]func(*street, Request){
		"never begun": func(*street, Request) {},
		"begun and not finished": func(s *street, r Request) {
			s.clock.Set(r.Visit.PlannedAt)
			s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
		},
		"too short": func(s *street, r Request) {
			s.clock.Set(r.Visit.PlannedAt)
			s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
			s.clock.Advance(time.Minute)
			s.must(s.Finish(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
		},
	} {
		t.Run(label, func(t *testing.T) {
			s := newStreet(t)
			boss := s.add("王主任", Coordinator, phone(9))
			s.add("小马", Duty, phone(10))
			r := s.booked()
			to(s, r)
			s.goesTo("Tue 13:30")
			s.wantState(r, Finished)
			all, err := s.Tickets(ctx)
			s.must(err)
			for _, k := range all { // whoever looked at it has decided nothing
				_, err := s.CloseTicket(ctx, k.ID, Closing{Actor: boss.Number, Outcome: "asked"})
				s.must(err)
			}
			s.goesTo("Fri 14:00")
			s.wantState(r, Finished)
			all, err = s.Tickets(ctx)
			s.must(err)
			if len(all) != 1 || all[0].Kind != Unanswered || all[0].Owner != boss.ID {
				t.Errorf("open are %+v", all)
			}
		})
	}
}

// Who has only just heard it does not hear it again in the evening.
func TestAnAnnouncementIsNotRepeatedTheSameAfternoon(t *testing.T) {
	evening := func(s *street) int { return len(s.rows(`kind = $1 AND key LIKE '%/evening/%'`, AboutVisit)) }
	t.Run("moved at four", func(t *testing.T) {
		s := newStreet(t)
		ma := s.add("小马", Duty, phone(9))
		r := s.booked()
		s.goesTo("Mon 16:00")
		_, err := s.MoveVisit(ctx, VisitMove{Visit: r.Visit.ID, To: s.at("Tue 15:00"), Actor: ma.Number})
		s.must(err)
		s.must(s.Told(ctx, r.Visit.ID, true))
		s.goesTo("Mon 18:00")
		if n := evening(s) + s.texted(s.zhang, "reminder.visit"); n != 0 {
			t.Errorf("%d of the two hear it again", n)
		}
	})
	t.Run("heard at four", func(t *testing.T) {
		s := newStreet(t)
		r := s.booked()
		s.goesTo("Mon 16:00")
		s.must(s.Told(ctx, r.Visit.ID, true))
		s.goesTo("Mon 18:00")
		if evening(s) != 0 || s.texted(s.zhang, "reminder.visit") != 1 {
			t.Errorf("the elder is rung %d times, the volunteer texted %d times", evening(s), s.texted(s.zhang, "reminder.visit"))
		}
	})
	t.Run("moved at noon", func(t *testing.T) {
		s := newStreet(t)
		ma := s.add("小马", Duty, phone(9))
		r := s.booked()
		s.goesTo("Mon 12:00")
		_, err := s.MoveVisit(ctx, VisitMove{Visit: r.Visit.ID, To: s.at("Tue 15:00"), Actor: ma.Number})
		s.must(err)
		s.must(s.Told(ctx, r.Visit.ID, true))
		s.ringsOut()
		s.goesTo("Mon 18:00")
		if evening(s) != 1 {
			t.Errorf("the evening before she is rung %d times", evening(s))
		}
	})
}

// The same reminders come, once each, whatever becomes of the process and of
// its clock.
func TestTheTimerOutlivesTheProcessAndTheClock(t *testing.T) {
	for name, trouble := range map[string]func(*street){
		"killed":     func(s *street) { s.restart() },
		"set back":   func(s *street) { s.clock.Step(-40 * time.Minute) },
		"to and fro": func(s *street) { s.clock.Step(3 * time.Hour); s.must(s.Tick(ctx)); s.clock.Step(-3 * time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStreet(t)
			r := s.booked()
			for _, at := range []string{"Mon 16:00", "Mon 17:45", "Tue 08:31", "Tue 09:46"} {
				s.goesTo(at)
				trouble(s)
				s.must(s.Tick(ctx))
			}
			s.goesTo("Tue 10:00")
			times := map[string]int{}
			for _, o := range s.rows(`ref = $1 AND kind LIKE 'reminder%'`, r.Visit.ID) {
				times[o.Kind+" "+o.DueAt.In(monday.Location()).Format("Mon 15")]++
			}
			for when, n := range times {
				if n != 1 {
					t.Errorf("%s: %d times", when, n)
				}
			}
			if n := len(s.rows(`kind LIKE 'reminder%'`)); n != 3 {
				t.Errorf("%d reminders: %v", n, times)
			}
			s.wantTickets(NotBegun)
		})
	}
}

// Whatever happens to a visit, it is looked at until it is over, and nobody
// gets a reminder at night.
func TestNoVisitIsForgotten(t *testing.T) {
	for seed := range 6 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			s := newStreet(t)
			chance := uint32(seed)*2654435761 + 12345
			pick := func(n int) int { chance = chance*1664525 + 1013904223; return int(chance>>16) % n }
			ask := func() Request {
				r := s.ask(Kinds[pick(len(Kinds))], AnyDay)
				s.must(s.Take(ctx, s.from(s.zhang.Phone()), r.ID, NoTime))
				return s.request(r.ID)
			}
			r := ask()
			for range 60 {
				text, code := s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code, Minutes: int64(10 * pick(20))}
				switch pick(9) {
				case 0:
					s.must(s.Start(ctx, text, code))
				case 1:
					s.must(s.Finish(ctx, text, code))
				case 2:
					s.must(s.Undo(ctx, text, code))
				case 3:
					s.must(s.Late(ctx, text, code))
				case 4:
					s.clock.Step(time.Duration(pick(300)-150) * time.Minute)
				case 5:
					s.restart()
				case 6:
					if pick(5) == 0 {
						s.must(s.Drop(ctx, text, code))
						r = ask()
					}
				default:
					s.clock.Advance(time.Duration(pick(240)) * time.Minute)
				}
				s.must(s.Tick(ctx))
				if n := one[int](s.house, `SELECT count(*) FROM visits WHERE open = 1 AND finished_at IS NULL AND next_at IS NULL`); n > 0 {
					t.Fatalf("%d visits are looked at by nobody", n)
				}
			}
			for _, o := range s.rows(`kind LIKE 'reminder%' OR kind LIKE 'closed%'`) {
				if !builtInPolicy(t).Hours.Texts.Holds(o.DueAt.In(monday.Location())) {
					t.Errorf("%s at %v", o.Kind, o.DueAt)
				}
			}
		})
	}
}
