package care

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"
)

// newPricedStreet is a street with a policy that was changed at its end.
func newPricedStreet(t *testing.T, change func(policy string) string) (*street, *bytes.Buffer) {
	var log bytes.Buffer
	s := newStreetWith(t, func(c *Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	p, err := ParsePolicy([]byte(change(string(defaultPolicy))))
	s.must(err)
	p.Version = s.policyOf().Version
	s.policy.Store(p)
	return s, &log
}

func strangersAt(texts, calls, fen int) func(string) string {
	return func(policy string) string {
		return strings.NewReplacer("texts = 100 ", fmt.Sprintf("texts = %d ", texts), "calls = 20\n", fmt.Sprintf("calls = %d\n", calls),
			"fen = 5000\n", fmt.Sprintf("fen = %d\n", fen)).Replace(policy)
	}
}

// strangers send n texts from as many phones.
func (s *street) strangers(n int) {
	s.t.Helper()
	for i := range n {
		s.must(s.NotUnderstood(ctx, s.from(Phone(fmt.Sprintf("+86139000%05d", i)))))
	}
}

// ringStranger queues a call to somebody who is not in the books.
func (s *street) ringStranger(n int) {
	s.t.Helper()
	s.must(s.write(ctx, func(v *verb) error {
		return v.queue(Outgoing{Key: fmt.Sprint("stranger/call/", n), Lane: CallLane, Action: PlaceCall, Kind: "silent", Phone: phone(70)})
	}))
}

func TestStrangersAreAnsweredUntilTheDayIsPaid(t *testing.T) {
	for _, tt := range []struct {
		label, limit      string
		texts, calls, fen int // the policy's
		wantTexts         int
		wantCalls         int
	}{
		{"texts", "texts", 7, 9, 5000, 7, 9},
		{"calls", "calls", 20, 3, 5000, 12, 3},
		{"money for texts", "fen", 100, 100, 36 * 5, 5, 0},
		{"nothing at all", "texts", 0, 0, 0, 0, 0},
	} {
		t.Run(tt.label, func(t *testing.T) {
			s, log := newPricedStreet(t, strangersAt(tt.texts, tt.calls, tt.fen))
			for today := range 2 {
				s.strangers(12)
				for i := range 9 {
					s.ringStranger(today*100 + i)
				}
				_, spent, err := s.SpendingOn(ctx, s.clock.Now())
				s.must(err)
				want := Spending{int64(tt.wantTexts), int64(tt.wantCalls), int64(36*tt.wantTexts + 30*tt.wantCalls)}
				if spent != want {
					t.Errorf("on day %d strangers cost %+v, want %+v", today, spent, want)
				}
				if n := len(s.rows(`member = 0`)); n != (tt.wantTexts+tt.wantCalls)*(today+1) {
					t.Errorf("%d rows for strangers on day %d", n, today)
				}
				if n := strings.Count(log.String(), "level=WARN"); n != today+1 || strings.Contains(log.String(), "level=ERROR") {
					t.Errorf("on day %d logged\n%s", today, log.String())
				}
				open, err := s.Tickets(ctx)
				s.must(err)
				if len(open) != today+1 || open[today].Kind != StrangersHeldBack || open[today].Note != tt.limit {
					t.Errorf("on day %d the tickets are %+v", today, open)
				}
				s.clock.Advance(24 * time.Hour)
			}
		})
	}
}

// Members are answered and emergencies ring, whatever strangers have cost.
func TestNobodyElseIsHeldBackByStrangers(t *testing.T) {
	s, _ := newPricedStreet(t, strangersAt(0, 0, 0))
	s.strangers(3)
	hours, cry := s.from(s.zhang.Phone()), s.from(phone(78))
	s.must(s.Hours(ctx, hours))
	s.wantReply(hours, "hours")
	s.must(s.SOS(ctx, cry))
	if n := len(s.rows(`phone = $1 AND kind = 'stranger'`, string(cry.From))); n != 1 {
		t.Error("a stranger who cries for help is not told to ring")
	}
	k, err := s.Alarm(ctx, Alarm{Source: "call/CA1", Phone: phone(79), Call: "CA1"})
	s.must(err)
	if len(k.Ladder.Responders) != 0 {
		t.Fatalf("the street has no staff, but %v", k.Ladder)
	}
	s.add("值班", Duty, phone(5))
	_, err = s.Alarm(ctx, Alarm{Source: "call/CA2", Phone: phone(80), Call: "CA2"})
	s.must(err)
	if n := len(s.rows(`kind = 'case' AND action = 'call'`)); n != 1 {
		t.Errorf("%d phones ring for a stranger's emergency", n)
	}
	s.ask(Company, Today)
	if n := len(s.rows(`kind = 'offer'`)); n == 0 {
		t.Error("no volunteer was asked")
	}
}

// A day that costs too much is shown once, and nothing stops.
func TestCostlyDayIsShownOnce(t *testing.T) {
	s, log := newPricedStreet(t, func(p string) string { return strings.Replace(p, "day_fen = 100000 ", "day_fen = 360 ", 1) })
	send := func(n int) {
		for range n {
			text := s.from(s.zhang.Phone())
			s.must(s.Hours(ctx, text))
			s.wantReply(text, "hours")
			s.must(s.Hours(ctx, text)) // the same text again costs nothing
		}
	}
	send(9)
	s.wantTickets()
	send(5)
	s.wantTickets(CostlyDay)
	all, strangers, err := s.SpendingOn(ctx, s.clock.Now())
	s.must(err)
	if all != (Spending{Texts: 14, Fen: 14 * 36}) || strangers != (Spending{}) {
		t.Errorf("spent %+v, for strangers %+v", all, strangers)
	}
	if n := strings.Count(log.String(), "level=WARN"); n != 1 {
		t.Errorf("logged\n%s", log.String())
	}
	s.clock.Advance(24 * time.Hour)
	send(10)
	s.wantTickets(CostlyDay, CostlyDay)
}

// Books that were begun before strangers had limits open with the built-in ones.
func TestOldPolicyHasTheBuiltInLimits(t *testing.T) {
	old, _, _ := strings.Cut(string(defaultPolicy), "[strangers]")
	old = strings.Replace(old, "wrong_codes_day", "# wrong_codes_day", 1)
	p, err := ParsePolicy([]byte(old))
	if err != nil {
		t.Fatal(err)
	}
	now, err := ParsePolicy(defaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	if p.Strangers != now.Strangers || p.Spending != now.Spending || !reflect.DeepEqual(p.Dispatch, now.Dispatch) || p.Spending.DayFen == 0 {
		t.Errorf("it has %+v %+v %+v", p.Strangers, p.Spending, p.Dispatch)
	}
}
