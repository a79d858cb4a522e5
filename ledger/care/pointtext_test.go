package care

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hourline/ledger/ledgertest"
)

// pinOf gives a member a PIN, before Ma and He.
func (s *till) pinOf(m Member) string {
	s.t.Helper()
	pin, err := s.SetPIN(ctx, m.Number, s.ma.Number, s.he.Number)
	s.must(err)
	return pin
}

// pays is a text of a service point, and the call that is placed because of it;
// nil when nobody is rung.
func (s *till) pays(shop Member, number string, hours int64) *Outgoing {
	s.t.Helper()
	text := s.from(shop.Phone())
	s.must(s.PayText(ctx, text, number, hours))
	if got := s.reply(text); got != "point.rings" {
		s.t.Errorf("%s for %d hours is answered with %q", number, hours, got)
	}
	for _, o := range s.hand(CallLane) {
		if o.Kind == AboutPayment {
			return &o
		}
	}
	return nil
}

// keyed is what came of a PIN in a call.
func (s *till) keyed(o *Outgoing, turn int, pin string) Outcome {
	s.t.Helper()
	source := fmt.Sprintf("%s/%d", o.SID, turn)
	for range 2 { // a repeated webhook
		s.must(s.AgreeByPIN(ctx, source, o.ID, pin))
	}
	t, err := s.TurnoutOf(ctx, source)
	s.must(err)
	return t.Outcome
}

// over ends a call of ours.
func (s *till) over(o *Outgoing, status string) {
	s.t.Helper()
	s.must(s.Status(ctx, o.ID, o.SID, status))
}

func (s *till) wantFailed(shop Member, n int) {
	s.t.Helper()
	if got := len(s.rows(`kind = 'point.failed' AND member = $1`, shop.ID)); got != n {
		s.t.Errorf("the point was told %d times that nothing came of it, want %d", got, n)
	}
}

func TestAServicePointPaysOnKeyOneAndThePIN(t *testing.T) {
	s := newTill(t, 1_000_00)
	pin := s.pin()
	call := s.pays(s.shop, s.wang.Number, 10)
	if call == nil || call.Phone != s.wang.Phone() {
		t.Fatalf("rang %+v", call)
	}
	if s.pays(s.shop, s.wang.Number, 10) != nil { // the same text again
		t.Error("she is rung twice")
	}
	q, err := s.QuestionOf(ctx, call.ID)
	s.must(err)
	if q.Over || q.Point.ID != s.shop.ID || q.Minutes != 600 || q.Fen != 10_00 {
		t.Errorf("she is asked %+v", q)
	}
	if got := s.keyed(call, 1, "111111"); got != WrongPIN {
		t.Errorf("a wrong PIN is %q", got)
	}
	s.wantHours(s.wang, 100, 10)
	if got := s.keyed(call, 2, pin); got != PaidOut {
		t.Errorf("the right PIN is %q", got)
	}
	s.over(call, "completed")
	s.wantHours(s.wang, 90, 0)
	s.wantFund(990_00, 0)
	s.wantFailed(s.shop, 0)
	if !slices.Contains(s.told(s.wang), "redeem.receipt") || !slices.Contains(s.told(s.shop), "redeem.point.receipt") {
		t.Errorf("told %v and %v", s.told(s.wang), s.told(s.shop))
	}
	ledgertest.Check(t, s.Bank)
}

// The same sum once more on a day: nobody is rung, and the point is told that
// it was paid, so that it does not wait, nor pay again.
func TestAPointThatAsksAgainForWhatWasPaidIsToldSo(t *testing.T) {
	s := newTill(t, 30_00)
	pin := s.pin()
	call := s.pays(s.shop, s.wang.Number, 10)
	s.keyed(call, 1, pin)
	s.over(call, "completed")
	again := func(hours int64, want string) {
		t.Helper()
		text := s.from(s.shop.Phone())
		s.must(s.PayText(ctx, text, s.wang.Number, hours))
		if got := s.reply(text); got != want {
			t.Errorf("%d hours once more are answered with %q, want %q", hours, got, want)
		}
	}
	again(10, "point.before")
	if told := s.rows(`kind = 'point.before'`)[0].Facts; told.Name != s.wang.Name || told.Receipt != s.rows(`kind = 'redeem.point.receipt'`)[0].Facts.Receipt {
		t.Errorf("the point is told %+v", told)
	}
	s.wantHours(s.wang, 90, 0)
	s.withPolicy("coverage_percent = 20 ", "coverage_percent = 30 ")
	call = s.pays(s.shop, s.wang.Number, 9)
	s.keyed(call, 1, pin)
	again(9, "point.queued")
	s.clock.Advance(24 * time.Hour) // another day
	if s.pays(s.shop, s.wang.Number, 10) == nil {
		t.Error("she is not rung on the next day")
	}
	s.wantFailed(s.shop, 0)
}

// However a call ends without the PIN, the hours are free again, and the point
// reads the same words.
func TestWithoutThePINNothingIsPaid(t *testing.T) {
	for how, end := range map[string]func(*till, *Outgoing){
		"no answer":        func(s *till, o *Outgoing) { s.over(o, "no-answer") },
		"busy":             func(s *till, o *Outgoing) { s.over(o, "busy") },
		"a voicemail":      func(s *till, o *Outgoing) { s.over(o, "completed") },
		"a bad number":     func(s *till, o *Outgoing) { s.over(o, "failed") },
		"a wrong PIN":      func(s *till, o *Outgoing) { s.keyed(o, 1, "111111"); s.over(o, "completed") },
		"all tries wrong":  func(s *till, o *Outgoing) { s.keyedOut(o); s.over(o, "completed") },
		"no word for long": func(s *till, o *Outgoing) { s.pass(31 * time.Minute) },
	} {
		t.Run(how, func(t *testing.T) {
			s := newTill(t, 1_000_00)
			s.pin()
			end(s, s.pays(s.shop, s.wang.Number, 10))
			s.wantHours(s.wang, 100, 0)
			s.wantFund(1_000_00, 0)
			s.wantFailed(s.shop, 1)
			s.wantTickets()
		})
	}
}

// keyedOut keys wrong PINs until it is locked.
func (s *till) keyedOut(o *Outgoing) {
	s.t.Helper()
	for turn := range s.policyNow().Redeem.PINTries {
		want := WrongPIN
		if turn+1 == s.policyNow().Redeem.PINTries {
			want = Locked
		}
		if got := s.keyed(o, turn+1, "111111"); got != want {
			s.t.Errorf("try %d is %q, want %q", turn+1, got, want)
		}
	}
}

// Whatever makes a payment impossible, the point reads what it would read of a
// telephone that rings in vain: it learns nothing about the number.
func TestAServicePointNeverLearnsWhy(t *testing.T) {
	var read sync.Map
	t.Run("each", func(t *testing.T) {
		for why, number := range map[string]func(*till) string{
			"no member":      func(*till) string { return memberNumber(999) },
			"no PIN":         func(s *till) string { return s.wang.Number },
			"no telephone":   func(s *till) string { return s.withPIN(s.elder("孙爷爷", 1938, 50)) },
			"too few hours":  func(s *till) string { return s.withPIN(s.elder("孙爷爷", 1938, 1, phone(9))) },
			"too young":      func(s *till) string { return s.withPIN(s.elder("小孙", 1990, 50, phone(9))) },
			"its own family": func(s *till) string { return s.withPIN(s.elder("店主", 1950, 50, s.shop.Phone())) },
			"a locked PIN":   func(s *till) string { s.lock(s.withPIN(s.wang)); return s.wang.Number },
			"no answer":      func(s *till) string { return s.withPIN(s.wang) },
		} {
			t.Run(why, func(t *testing.T) {
				s := newTill(t, 1_000_00)
				if o := s.pays(s.shop, number(s), 10); o != nil {
					if why != "no answer" {
						t.Errorf("rang %+v", o)
					}
					s.over(o, "no-answer")
				}
				s.clock.Advance(time.Minute)
				var texts []string
				rows := s.rows(`member = $1 AND kind LIKE 'point%'`, s.shop.ID)
				slices.SortStableFunc(rows, func(a, b Outgoing) int { return a.DueAt.Compare(b.DueAt) })
				for _, o := range rows {
					o.Facts.Code = ""
					texts = append(texts, fmt.Sprintf("%s %+v", o.Kind, o.Facts))
				}
				read.Store(strings.Join(texts, "; "), why)
				s.wantHours(s.wang, 100, 0)
			})
		}
	})
	ways := 0
	read.Range(func(texts, why any) bool {
		ways++
		if ways > 1 || !strings.Contains(texts.(string), "point.failed") {
			t.Errorf("there are several answers: after %s it reads\n%s", why, texts)
		}
		return true
	})
}

func (s *till) withPIN(m Member) (number string) {
	s.t.Helper()
	s.pinOf(m)
	return m.Number
}

// lock keys wrong PINs until there are too many.
func (s *till) lock(number string) {
	s.t.Helper()
	for range s.policyNow().Redeem.PINTries {
		s.must(second(s.CheckPIN(ctx, number, "111111")))
	}
}

func TestWhatAServicePointMayNotAsk(t *testing.T) {
	s := newTill(t, 1_000_00)
	s.pin()
	for _, tt := range []struct {
		from   Member
		number string
		hours  int64
		want   string
	}{
		{s.ma, s.wang.Number, 5, "point.not"}, {s.wang, s.wang.Number, 5, "point.not"},
		{s.shop, "10000000", 5, "point.slip"}, {s.shop, s.wang.Number, 11, "point.most"},
	} {
		text := s.from(tt.from.Phone())
		s.must(s.PayText(ctx, text, tt.number, tt.hours))
		if got := s.reply(text); got != tt.want {
			t.Errorf("%s asks for %d of %s and reads %q, want %q", tt.from.Name, tt.hours, tt.number, got, tt.want)
		}
	}
	s.wantHours(s.wang, 100, 0)
	for i := range s.policyNow().Dispatch.WrongCodes { // who guesses numbers is stopped
		s.pays(s.shop, memberNumber(int64(900+i)), 5)
	}
	text := s.from(s.shop.Phone())
	s.must(s.PayText(ctx, text, s.wang.Number, 5))
	if got := s.reply(text); got != "locked" {
		t.Errorf("after guessing it reads %q", got)
	}
}

// Two points at once: the hours are enough for one of them.
func TestTwoServicePointsAtOnce(t *testing.T) {
	s := newTill(t, 1_000_00)
	li := s.elder("李爷爷", 1938, 12, phone(7))
	pin := s.pinOf(li)
	other := s.add("理发店", RedeemPoint, phone(8))
	first := s.pays(s.shop, li.Number, 10)
	if s.pays(other, li.Number, 10) != nil {
		t.Error("he is rung for hours that are held")
	}
	s.wantHours(li, 12, 10)
	if got := s.keyed(first, 1, pin); got != PaidOut {
		t.Errorf("the first is %q", got)
	}
	s.wantHours(li, 2, 0)
	s.wantFailed(s.shop, 0)
	s.wantFailed(other, 1)
}

// An empty fund pays nothing: the member is told that it waits, and the point
// that it must not pay.
func TestAServicePointWaitsForMoney(t *testing.T) {
	s := newTill(t, 0)
	pin := s.pin()
	if got := s.keyed(s.pays(s.shop, s.wang.Number, 10), 1, pin); got != InQueue {
		t.Errorf("the PIN is %q", got)
	}
	s.wantHours(s.wang, 100, 10)
	if !slices.Contains(s.told(s.wang), "redeem.queued") || !slices.Contains(s.told(s.shop), "point.queued") {
		t.Errorf("told %v and %v", s.told(s.wang), s.told(s.shop))
	}
}

// While the telephone rings the policy changes, and it needs one of the staff:
// the PIN alone pays nothing, and the hours are free when the time is over.
func TestAPINIsNotEnoughOncePolicyWantsMore(t *testing.T) {
	s := newTill(t, 1_000_00)
	pin := s.pin()
	call := s.pays(s.shop, s.wang.Number, 10)
	s.clock.Advance(time.Second)
	s.house.orders("point_minutes = 600", "point_minutes = 60")
	if got := s.keyed(call, 1, pin); got != TooLate {
		t.Errorf("the PIN is %q", got)
	}
	s.wantHours(s.wang, 100, 10)
	s.pass(31 * time.Minute)
	s.wantHours(s.wang, 100, 0)
	s.wantFailed(s.shop, 1)
}
