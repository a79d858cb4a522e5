package backup

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"
)

func TestWhenABackupIsDue(t *testing.T) {
	place := time.FixedZone("Asia/Shanghai", 8*60*60)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, place) }
	for _, row := range []struct {
		label       string
		now, newest time.Time
		want        bool
	}{
		{"there is none", at(25, 12, 0), time.Time{}, true},
		{"it is not time yet", at(25, 2, 59), at(24, 3, 0), false},
		{"it is time", at(25, 3, 0), at(24, 3, 1), true},
		{"it was just made", at(25, 3, 2), at(25, 3, 1), false},
		{"the machine was off in the night", at(25, 8, 30), at(24, 3, 1), true},
		{"and it was made in the morning", at(25, 23, 0), at(25, 8, 31), false},
		{"somebody made one by hand in the evening", at(25, 3, 0), at(24, 22, 0), true},
		{"the machine was off for days", at(25, 1, 0), at(20, 3, 0), true},
	} {
		if got := due(row.now, 3*time.Hour, row.newest.UTC()); got != row.want {
			t.Errorf("%s: %t", row.label, got)
		}
	}
}

func TestATimeOfDay(t *testing.T) {
	if at, err := ParseTime("03:05"); err != nil || at != 3*time.Hour+5*time.Minute {
		t.Errorf("%v, %v", at, err)
	}
	for _, wrong := range []string{"", "3", "25:00", "03:60", "3 a.m."} {
		if _, err := ParseTime(wrong); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}

// Day after day, with a day on which the disk is not connected.
func TestABackupEveryDay(t *testing.T) {
	bank, to := newBank(t, 1), t.TempDir()
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	connected := true
	d := Daily{
		To: to, At: 3 * time.Hour, Log: slog.New(slog.DiscardHandler), now: func() time.Time { return now },
		Place: func(context.Context) (*time.Location, error) { return time.UTC, nil },
		Take: func(ctx context.Context) (string, error) {
			if !connected {
				return "", ErrNoFolder
			}
			_, err := Take(ctx, bank.options(to, at(now)))
			return "", err
		},
	}
	for _, day := range []struct {
		connected bool
		want      int
	}{{true, 1}, {true, 2}, {false, 2}, {true, 3}} {
		connected = day.connected
		for range 3 { // looks
			if err := d.look(t.Context()); !day.connected != errors.Is(err, ErrNoFolder) {
				t.Error(err)
			}
		}
		all, err := List(to)
		if err != nil || len(all) != day.want {
			t.Fatalf("on %s there are %d backups: %v", now.Format("2 January"), len(all), err)
		}
		if newest, found := d.Newest(); !found || newest != all[0] {
			t.Errorf("the newest is %+v", newest)
		}
		now = now.AddDate(0, 0, 1)
	}
}
