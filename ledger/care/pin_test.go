package care

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// pin sets a PIN for Grandma Wang.
func (s *till) pin() string {
	s.t.Helper()
	pin, err := s.SetPIN(ctx, s.wang.Number, s.ma.Number, s.he.Number)
	s.must(err)
	return pin
}

func (s *till) wantPIN(number, pin string, want PINVerdict) {
	s.t.Helper()
	if got, err := s.CheckPIN(ctx, number, pin); err != nil || got != want {
		s.t.Errorf("the PIN of %s is %d (%v), want %d", number, got, err, want)
	}
}

func TestAPINIsLockedAfterTooManyTriesAndSetAnewInPerson(t *testing.T) {
	s := newTill(t, 0)
	s.wantPIN(s.wang.Number, "123456", PINWrong) // she has none yet
	pin := s.pin()
	for range 4 {
		s.wantPIN(s.wang.Number, "000000", PINWrong)
	}
	s.wantPIN(s.wang.Number, pin, PINRight) // the count begins anew
	for range 4 {
		s.wantPIN(s.wang.Number, "000000", PINWrong)
	}
	s.wantTold(s.wang)
	s.wantPIN(s.wang.Number, "000000", PINLocked)
	s.wantPIN(s.wang.Number, pin, PINLocked)
	s.wantTold(s.wang, "pin.locked")
	s.restart()
	s.wantPIN(s.wang.Number, pin, PINLocked)
	if has, locked, err := s.HasPIN(ctx, s.wang.ID); err != nil || !has || !locked {
		t.Errorf("she has one: %v, locked: %v, %v", has, locked, err)
	}
	s.pin() // the chance of the tests has begun anew
	again := s.pin()
	s.wantPIN(s.wang.Number, pin, PINWrong)
	s.wantPIN(s.wang.Number, again, PINRight)
	for _, number := range []string{"10000999", "", s.he.Number} {
		s.wantPIN(number, pin, PINWrong) // nobody, and somebody without a PIN, are alike
	}
}

func TestManyGuessesAtOnceAreNoMoreThanAllowed(t *testing.T) {
	s := newTill(t, 0)
	pin := s.pin()
	var all sync.WaitGroup
	var mu sync.Mutex
	got := map[PINVerdict]int{}
	for range 64 {
		all.Go(func() {
			verdict, err := s.CheckPIN(ctx, s.wang.Number, "000000")
			mu.Lock()
			defer mu.Unlock()
			if got[verdict]++; err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if tries := one[int](s.house, `SELECT tries FROM pins`); tries != 5 || got[PINWrong] > 4 {
		t.Errorf("%d guesses were compared, with %v", tries, got)
	}
	s.wantPIN(s.wang.Number, pin, PINLocked)
}

// The carrier posts the turn of a PIN twice at the same moment, or again after
// the power has failed in the middle: it is one try.
func TestOneTurnIsOneTryHoweverOftenItIsPosted(t *testing.T) {
	s := newTill(t, 1_000_00)
	pin := s.pin()
	order := PhoneOrder{Source: "CA1/7", Member: s.wang.ID, Minutes: 600}
	wantTries := func(want int) {
		t.Helper()
		if got := one[int](s.house, `SELECT tries FROM pins`); got != want {
			t.Errorf("%d tries are counted, want %d", got, want)
		}
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := s.OrderByPIN(ctx, order, "000000"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	wantTries(1)
	order.Source = "CA1/8"
	s.must(s.write(ctx, func(v *verb) error { // and then the power fails
		return errors.Join(second(v.triedIn(order.Source)), second(v.Exec(`UPDATE pins SET tries = 5`)))
	}))
	s.restart()
	s.must(s.OrderByPIN(ctx, order, pin))
	if got, err := s.TurnoutOf(ctx, order.Source); err != nil || got.Outcome != Ordered {
		t.Errorf("the fifth try, posted again, is %v (%v)", got, err)
	}
	wantTries(0)
	s.wantHours(s.wang, 100, 10)
}

func TestAPINIsKeptNowhereAsItIs(t *testing.T) {
	s := newTill(t, 0)
	pin := s.pin()
	s.wantPIN(s.wang.Number, pin, PINRight)
	s.must(s.Close())
	for _, file := range []string{s.path, s.path + "-wal"} {
		if books, err := os.ReadFile(file); bytes.Contains(books, []byte(pin)) {
			t.Errorf("the PIN stands in %s (%v)", filepath.Base(file), err)
		}
	}
	s.open()
	deeds, err := s.Deeds(ctx, s.wang.ID)
	s.must(err)
	if len(deeds) != 1 || deeds[0].What != "PIN set" || deeds[0].Note != "with "+s.he.Number {
		t.Errorf("the audit has %v", deeds)
	}
}

func TestAPINIsDrawnThatNobodyGuessesFirst(t *testing.T) {
	for pin, plain := range map[string]bool{"111111": true, "123456": true, "876543": true, "890123": true, "112233": false, "135790": false} {
		if plainPIN(pin) != plain {
			t.Errorf("%s is plain: %v", pin, !plain)
		}
	}
	var draws []int
	c := Centre{chance: func(n int) int {
		draws = append(draws, n)
		return []int{0, 2, 3, 4, 5, 6, 6, 9, 0, 9, 0, 9}[len(draws)-1]
	}}
	if pin := c.drawPIN(); pin != "790909" {
		t.Errorf("%s is drawn", pin)
	}
	if draws[0] != 8 || draws[1] != 10 {
		t.Errorf("drawn among %v", draws)
	}
}

func TestTwoOfTheStaffSetAPIN(t *testing.T) {
	s := newTill(t, 0)
	for label, c := range map[string]struct {
		by, with Member
		want     error
	}{
		"one alone": {s.ma, s.ma, ErrNotSecond}, "a service point": {s.ma, s.shop, ErrNoWorker}, "the member": {s.ma, s.wang, ErrNoWorker},
	} {
		if pin, err := s.SetPIN(ctx, s.wang.Number, c.by.Number, c.with.Number); !errors.Is(err, c.want) || pin != "" {
			t.Errorf("%s: %v, want %v", label, err, c.want)
		}
	}
}
