package care

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"hourline/ledger"
)

// Where clocks are moved twice a year a shift still begins when the clock on
// the wall says so: those who are on duty in such a night are told once.
func TestShiftsFollowTheClockOnTheWall(t *testing.T) {
	for _, c := range []struct{ name, night string }{
		{"clocks go forward", "2027-03-27T22:00:00Z"},
		{"clocks go back", "2027-10-30T22:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWard(t)
			w.must(w.Bank.Write(ctx, func(tx *ledger.Tx) error {
				_, err := tx.AddPolicy(bytes.Replace(defaultPolicy, []byte("Asia/Shanghai"), []byte("Europe/Berlin"), 1), tx.Now, "test")
				return err
			}))
			night, err := time.Parse(time.RFC3339, c.night)
			w.must(err)
			w.clock.Advance(night.Sub(w.clock.Now()))
			_, err = w.setRoster(fmt.Sprintf("daily,22:00,02:30,%s\ndaily,02:30,08:00,%s\ndaily,08:00,22:00,%s\n", w.staff[0].Number, w.staff[1].Number, w.staff[2].Number))
			w.must(err)
			looks := 0
			for until := w.clock.Now().Add(14 * time.Hour); w.clock.Now().Before(until); looks++ {
				w.pass(0)
				at, err := w.nextTick(ctx)
				w.must(err)
				if !at.After(w.clock.Now()) {
					t.Fatalf("at %v it is to look again at %v", w.clock.Now(), at)
				}
				w.clock.Advance(min(at.Sub(w.clock.Now()), until.Sub(w.clock.Now())))
			}
			told := w.told()
			if !slices.Equal(told, []string{"begins 王主任", "begins 李主任", "begins 赵主任"}) || looks > 100 {
				t.Errorf("%v were told, with %d looks", told, looks)
			}
		})
	}
}
