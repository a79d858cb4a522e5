package backup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"
)

// Daily makes a backup every day at a time of day, and at once where that was
// missed because the machine was off.
type Daily struct {
	To    string                                            // folder for backups
	At    time.Duration                                     // after midnight
	Place func(context.Context) (*time.Location, error)     // whose midnight
	Take  func(context.Context) (warning string, err error) // makes one
	Log   *slog.Logger

	newest atomic.Pointer[Backup]
	now    func() time.Time
}

// How soon it looks again whether one is due: after one that failed, and else.
const (
	lookEvery  = time.Minute
	retryEvery = 15 * time.Minute
)

// ParseTime reads a time of day, such as 03:00.
func ParseTime(text string) (time.Duration, error) {
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, fmt.Errorf("a time of day is written like 03:00, and this is %q", text)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// Run ends with ctx.
func (d *Daily) Run(ctx context.Context) {
	for {
		wait := lookEvery
		if err := d.look(ctx); err != nil && ctx.Err() == nil {
			wait = retryEvery
			d.Log.Warn("the books were not backed up; it is tried again", "in", wait, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// Newest is the newest backup, as it was looked at last; false as long as
// there is none.
func (d *Daily) Newest() (b Backup, found bool) {
	if n := d.newest.Load(); n != nil {
		return *n, true
	}
	return b, false
}

// look makes a backup if one is due.
func (d *Daily) look(ctx context.Context) error {
	place, err := d.Place(ctx)
	if err != nil {
		return err
	}
	if err := d.read(); err != nil && !errors.Is(err, ErrNone) {
		return err
	}
	newest, _ := d.Newest()
	if !due(d.clock().In(place), d.At, newest.Taken) {
		return nil
	}
	warning, err := d.Take(ctx)
	if err == nil {
		err = d.read()
	}
	if err != nil {
		return err
	}
	newest, _ = d.Newest()
	d.Log.Info("the books are backed up, and the copy is verified", "to", newest.Path, "entries", newest.Entries)
	if warning != "" {
		d.Log.Warn("the books are backed up, but somebody should look", "why", warning)
	}
	return nil
}

func (d *Daily) read() error {
	b, err := Newest(d.To)
	if err == nil {
		d.newest.Store(&b)
	}
	return err
}

func (d *Daily) clock() time.Time {
	if d.now != nil {
		return d.now()
	}
	return time.Now()
}

// due tells whether the last moment at which there should have been a backup
// is after the newest.
func due(now time.Time, at time.Duration, newest time.Time) bool {
	y, m, day := now.Date()
	should := time.Date(y, m, day, 0, int(at.Minutes()), 0, 0, now.Location())
	if should.After(now) {
		should = time.Date(y, m, day-1, 0, int(at.Minutes()), 0, 0, now.Location())
	}
	return newest.Before(should)
}
