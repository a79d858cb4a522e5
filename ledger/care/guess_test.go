package care

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// allCodes is the whole code space, in order.
func allCodes() (all []string) {
	for _, a := range codeDigits {
		for _, b := range codeDigits {
			for _, c := range codeDigits {
				for _, d := range codeDigits {
					all = append(all, string([]rune{a, b, c, d}))
				}
			}
		}
	}
	return all
}

// blind draws codes as a real gateway does.
func blind(c *Config) { c.Chance = nil }

const week = 7

// A stranger may try every code there is: none opens anything, and one answer
// a day is all that comes back.
func TestStrangerWhoTriesEveryCodeGetsNowhere(t *testing.T) {
	s := newStreetWith(t, blind)
	r := s.taken(Company)
	codes, stranger := allCodes(), phone(77)
	for today := range slices.Chunk(codes, len(codes)/week) {
		var all sync.WaitGroup
		for _, code := range today {
			all.Go(func() {
				if err := s.Start(ctx, Text{SID: "SM" + code, From: stranger}, VisitCode{Code: code}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		s.clock.Advance(24 * time.Hour)
	}
	s.wantState(r, Accepted)
	answers := s.rows(`phone = $1`, string(stranger))
	if len(answers) != week {
		t.Errorf("%d answers in %d days", len(answers), week)
	}
	t.Logf("a stranger tried %d of %d codes: 0 fitted, %d texts went back", len(codes), len(codes), len(answers))
}

// An attack is somebody who sends codes from phones as fast as it pays, for a
// week: again whenever half an hour has passed, until refused.
type attack struct {
	*street
	phones []Phone
	send   func(Text, string) error
	guess  func() string // the next code
	judged int           // guesses that were looked at
}

func (a *attack) lastAWeek() {
	a.t.Helper()
	const pause = 30 * time.Minute
	for range week * int(24*time.Hour/pause) {
		for _, p := range a.phones {
			for a.try(p) {
				a.judged++
			}
		}
		a.clock.Advance(pause)
	}
	if most := a.policyOf().Dispatch.WrongCodesDay * week; a.judged > most {
		a.t.Errorf("%d guesses were judged in a week, want at most %d", a.judged, most)
	}
}

// try sends one code and tells whether it was judged and another would be.
func (a *attack) try(p Phone) bool {
	a.t.Helper()
	text, before := a.from(p), one[int](a.house, `SELECT count(*) FROM wrong_codes`)
	a.must(a.send(text, a.guess()))
	switch a.reply(text) {
	case "unknown.code", "locked", "locked.day", "":
	default:
		a.t.Fatalf("a guess was answered with %q", a.reply(text))
	}
	return one[int](a.house, `SELECT count(*) FROM wrong_codes`) > before
}

func (s *street) policyOf() *Policy {
	s.t.Helper()
	p, err := s.PolicyNow(ctx)
	s.must(err)
	return p
}

// inTurn gives one code after the other.
func inTurn(codes []string) func() string {
	next := -1
	return func() string { next++; return codes[next%len(codes)] }
}

func (s *street) startsBy(t Text, code string) error { return s.Start(ctx, t, VisitCode{Code: code}) }

// A volunteer who does not have the visit gets nowhere even with its code.
func TestVolunteerCannotGuessAnothersCode(t *testing.T) {
	s := newStreetWith(t, blind)
	r := s.taken(Company)
	a := &attack{street: s, phones: s.liu.Phones, send: s.startsBy, guess: inTurn(append([]string{r.Visit.Code}, allCodes()...))}
	a.lastAWeek()
	s.wantState(r, Accepted)
	t.Logf("a volunteer without the visit: %d guesses judged in a week, the right code among them, 0 fitted", a.judged)
}

// Whoever holds a phone of the volunteer, a second one too, but does not know
// the code: this is the only guess that could ever be right.
func TestThiefOfAPhoneHardlyGuessesTheCode(t *testing.T) {
	s := newStreetWith(t, blind)
	second := phone(12)
	s.zhang.Phones = append(s.zhang.Phones, second)
	_, err := s.AddMember(ctx, s.zhang)
	s.must(err)
	r := s.taken(Company)
	wrong := slices.DeleteFunc(allCodes(), func(c string) bool { return c == r.Visit.Code })
	a := &attack{street: s, phones: []Phone{s.zhang.Phone(), second}, send: s.startsBy, guess: inTurn(wrong)}
	a.lastAWeek()
	chance := float64(a.judged) / float64(len(wrong)+1)
	t.Logf("a thief with two phones of the volunteer: %d guesses judged in a week, chance %.1f %%", a.judged, 100*chance)
	if chance > 0.06 {
		t.Errorf("the chance in a week is %.1f %%", 100*chance)
	}
	if n := len(s.rows(`kind = 'locked.day'`)); n == 0 || n > week*24*5 {
		t.Errorf("told %d times that codes are refused today", n)
	}
	if !slices.Contains(s.tickets(), WrongCodes) {
		t.Error("no person was told")
	}
	s.clock.Advance(24 * time.Hour)
	text := s.from(s.zhang.Phone())
	s.must(s.Start(ctx, text, VisitCode{Code: r.Visit.Code}))
	s.wantReply(text, "started") // the visit was not lost
}

// Case numbers have three digits, and only a responder of the case takes it.
func TestCaseNumbersCannotBeGuessed(t *testing.T) {
	s := newStreetWith(t, blind)
	s.add("值班", Duty, phone(5))
	k, err := s.Alarm(ctx, Alarm{Source: "call/CA9", Phone: s.wang.Phone(), Call: "CA9"})
	s.must(err)
	var numbers []string
	for n := range 900 {
		numbers = append(numbers, fmt.Sprint(100+n))
	}
	right := fmt.Sprint(k.Number)
	a := &attack{street: s, phones: s.liu.Phones, guess: inTurn(append([]string{right}, numbers...)), send: func(t Text, n string) error {
		var number int64
		fmt.Sscan(n, &number)
		return s.Acknowledge(ctx, t, number)
	}}
	a.lastAWeek()
	if k, err = s.Case(ctx, k.ID); err != nil || k.Progress.State != Ringing {
		t.Errorf("the case is %s: %v", k.Progress.State, err)
	}
	t.Logf("a volunteer: %d case numbers judged in a week, the right one among them, 0 fitted", a.judged)
}

// A lock is for those who guess. Who is on duty and mistyped a visit code is
// never kept from an emergency.
func TestLockKeepsNobodyFromAnEmergency(t *testing.T) {
	s := newStreet(t)
	duty := s.add("值班", Duty|Volunteer, phone(5))
	for range 6 {
		s.must(s.Start(ctx, s.from(duty.Phone()), VisitCode{Code: "0000"}))
	}
	k, err := s.Alarm(ctx, Alarm{Source: "call/CA9", Phone: s.wang.Phone(), Call: "CA9"})
	s.must(err)
	wrong := s.from(duty.Phone())
	s.must(s.Acknowledge(ctx, wrong, k.Number%900+100))
	s.wantReply(wrong, "locked")
	s.must(s.Acknowledge(ctx, s.from(duty.Phone()), k.Number))
	if k, err = s.Case(ctx, k.ID); err != nil || k.Progress.State != CaseAccepted {
		t.Errorf("the case is %s: %v", k.Progress.State, err)
	}
	cry := s.from(duty.Phone())
	s.must(s.SOS(ctx, cry))
	s.wantReply(cry, "sos.received")
}

// A volunteer who mistyped is told what to do, a person rings within half an
// hour, and the visit counts in the end.
func TestHonestVolunteerDoesNotLoseTheVisit(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	s.clock.Set(r.Visit.PlannedAt)
	var last Text
	for range 5 {
		last = s.from(s.zhang.Phone())
		s.must(s.Start(ctx, last, VisitCode{Code: "9999"}))
	}
	s.wantReply(last, "locked")
	open, err := s.Tickets(ctx)
	s.must(err)
	if len(open) != 1 || open[0].Kind != WrongCodes || open[0].Member != s.zhang.ID || open[0].Due.Sub(s.clock.Now()) > 30*time.Minute {
		t.Errorf("the tickets are %+v", open)
	}
	s.clock.Advance(2 * time.Hour)
	s.must(s.Finish(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code, Minutes: 90}))
	s.wantState(r, Finished)
	if w := s.request(r.ID).Visit; w.Credited != 90 || w.Review != "forgot-start" {
		t.Errorf("the visit is worth %d minutes, reviewed for %q", w.Credited, w.Review)
	}
}

// Whoever is refused and texts on is told five times an hour and no more.
func TestLockedMachineIsNotTalkedTo(t *testing.T) {
	s := newStreet(t)
	told := 0
	for range 100 {
		text := s.from(s.liu.Phone())
		s.must(s.Start(ctx, text, VisitCode{Code: "0000"}))
		if s.reply(text) == "locked" {
			told++
		}
		s.clock.Advance(10 * time.Second)
	}
	if told != 5 {
		t.Errorf("told %d times", told)
	}
}

// Codes come from the system's randomness, every digit as often as the next.
func TestCodesAreDrawnBlindly(t *testing.T) {
	h := newHouse(t, blind)
	const codes = 2000
	count := map[string]int{}
	h.must(h.write(ctx, func(v *verb) error {
		clear(count)
		for range codes {
			code, err := v.freeCode(0, 0)
			if err != nil {
				return err
			}
			for at, digit := range code {
				count[fmt.Sprint(at, string(digit))]++
			}
		}
		return nil
	}))
	for at, digits := range []string{leadDigits, codeDigits, codeDigits, codeDigits} {
		fair := codes / len(digits)
		for _, digit := range digits {
			if n := count[fmt.Sprint(at, string(digit))]; n < fair*2/3 || n > fair*4/3 { // six standard deviations
				t.Errorf("digit %c came %d times at place %d, want about %d", digit, n, at, fair)
			}
		}
	}
}

func TestCodeOfAnOpenVisitIsNotGivenTwice(t *testing.T) {
	draws := 0
	s := newStreetWith(t, func(c *Config) {
		c.Chance = func(n int) int { draws++; return draws / 60 % n } // the same digit again and again
	})
	seen := map[string]bool{}
	for range 3 {
		code := s.taken(Company).Visit.Code
		if seen[code] {
			t.Errorf("code %s was given twice", code)
		}
		seen[code] = true
	}
}
