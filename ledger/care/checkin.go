package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// A Checkin is a member's wish to be rung, and to say with a key that all is
// well: at a time of day, on some days of the week.
type Checkin struct {
	At    TimeOfDay
	Days  Days      // of the week only
	Next  time.Time // when the member is rung next
	Actor string    // number of the worker who arranged it
}

// ErrNoCheckin is returned for a member who is not rung.
var ErrNoCheckin = errors.New("this member has no check-in calls")

// SetCheckin lets the member with this number be rung, from the next day on
// which that is to be; what was arranged before ends.
func (c *Centre) SetCheckin(ctx context.Context, number string, k Checkin) (Checkin, error) {
	err := c.onCheckin(ctx, number, k.Actor, func(v *verb, m Member) error {
		switch calls := v.policy.Hours.Calls; {
		case m.Phone() == "":
			return errors.New("the member has no phone to be rung on")
		case k.Days.mask() == 0 || len(k.Days.own) > 0:
			return errors.New("check-in calls are on days of the week; write them like mon-fri, 周一至周五 or daily")
		case k.At < calls.From || k.At >= calls.To:
			return fmt.Errorf("%s is outside the hours in which elders are rung: from %s, and before %s", k.At, calls.From, calls.To)
		}
		k.Next = nextCheckin(k.At, k.Days.mask(), v.now)
		v.queued[timers] = true
		_, err := v.Exec(`INSERT INTO checkins (member, at, days, next_at, actor) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (member) DO UPDATE SET at = excluded.at, days = excluded.days, next_at = excluded.next_at, actor = excluded.actor`,
			m.ID, int(k.At), k.Days.mask(), ms(k.Next), bareNumber(k.Actor))
		return err
	})
	return k, err
}

// StopCheckin ends the check-in calls of a member.
func (c *Centre) StopCheckin(ctx context.Context, number, actor string) error {
	return c.onCheckin(ctx, number, actor, func(v *verb, m Member) error {
		res, err := v.Exec(`UPDATE checkins SET next_at = NULL, actor = $1 WHERE member = $2 AND next_at IS NOT NULL`, bareNumber(actor), m.ID)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrNoCheckin)
		}
		_, err = v.Exec(`UPDATE checkin_days SET state = 'stopped' WHERE member = $1 AND state = 'ringing'`, m.ID)
		return err
	})
}

func (c *Centre) onCheckin(ctx context.Context, number, actor string, do func(*verb, Member) error) error {
	err := c.write(ctx, func(v *verb) error {
		if _, err := worker(v.View, actor); err != nil {
			return err
		}
		m, err := memberNumbered(v.View, bareNumber(number), "")
		if err != nil {
			return err
		}
		return do(v, m)
	})
	if err != nil {
		return fmt.Errorf("check-in of member %s: %w", number, err)
	}
	return nil
}

// CheckinOf is what is arranged for a member; ok is false for nothing.
func (c *Centre) CheckinOf(ctx context.Context, memberID int64) (k Checkin, ok bool, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		var at, days int
		var next int64
		if err := v.QueryRow(`SELECT at, days, next_at, actor FROM checkins WHERE member = $1 AND next_at IS NOT NULL`, memberID).
			Scan(&at, &days, &next, &k.Actor); err != nil {
			return err
		}
		k.At, k.Next, k.Days = TimeOfDay(at), p.moment(&next), daysOf(days)
		return nil
	})
	if errors.Is(err, sql.ErrNoRows) {
		return k, false, nil
	}
	return k, err == nil, err
}

// mask is the days of the week as the file keeps them, bit 0 for Sunday.
func (d Days) mask() (m int) {
	for w, on := range d.week {
		if on {
			m |= 1 << w
		}
	}
	return m
}

// daysOf is what mask made a number of.
func daysOf(mask int) (d Days) {
	for w := range d.week {
		if d.week[w] = mask&(1<<w) != 0; d.week[w] {
			if d.Written != "" {
				d.Written += " "
			}
			d.Written += time.Weekday(w).String()[:3]
		}
	}
	return d
}

// nextCheckin is the first moment after now at that time on one of the days.
func nextCheckin(at TimeOfDay, days int, now time.Time) time.Time {
	for day := Today.Day(now); ; day = Tomorrow.Day(day) {
		if on := at.On(day); on.After(now) && days&(1<<day.Weekday()) != 0 {
			return on
		}
	}
}

// stepCheckins rings those for whom it is time.
func (v *verb) stepCheckins() error {
	return v.eachCheckin(v.now, func(k checkinRow) error {
		if err := v.ringForCheckin(k.member); err != nil {
			return fmt.Errorf("check-in of member %d: %w", k.member, err)
		}
		return nil
	}, `next_at <= $1`, ms(v.now))
}

// lookAtCheckins brings what lies further ahead than a week, set by a clock
// that has been set back since, near again.
func (v *verb) lookAtCheckins() error {
	return v.eachCheckin(v.now, func(checkinRow) error { return nil }, `next_at > $1`, ms(v.now.Add(8*day)))
}

type checkinRow struct {
	member   int64
	at, days int
}

// eachCheckin does something for each of some check-ins, and sets when it is
// next, after a moment.
func (v *verb) eachCheckin(after time.Time, do func(checkinRow) error, where string, args ...any) error {
	all, err := collect(v.View, func(r *sql.Rows) (k checkinRow, err error) { return k, r.Scan(&k.member, &k.at, &k.days) },
		`SELECT member, at, days FROM checkins WHERE `+where+` ORDER BY next_at, member`, args...)
	if err != nil {
		return err
	}
	for _, k := range all {
		if err := do(k); err != nil {
			return err
		}
		v.queued[timers] = true
		if _, err := v.Exec(`UPDATE checkins SET next_at = $1 WHERE member = $2`, ms(nextCheckin(TimeOfDay(k.at), k.days, after)), k.member); err != nil {
			return err
		}
	}
	return nil
}

// ringForCheckin begins the day of a member, once. When it comes too late to
// ring anybody, because the machine was down, a person sees to it.
func (v *verb) ringForCheckin(memberID int64) error {
	state := "ringing"
	if !v.policy.Hours.Calls.Holds(v.now) {
		state = "missed"
	}
	var id int64
	err := v.QueryRow(`INSERT INTO checkin_days (member, day, state) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id`,
		memberID, v.now.Format(time.DateOnly), state).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) { // the clock was set back
		return nil
	}
	if err != nil {
		return err
	}
	if state == "missed" {
		return v.seeTo(checkinDay{id: id, member: memberID}, "not rung")
	}
	return v.callForCheckin(id, memberID, 1, v.now)
}

func (v *verb) callForCheckin(id, memberID int64, try int, due time.Time) error {
	m, err := member(v.View, memberID)
	if err != nil {
		return err
	}
	return v.queue(Outgoing{
		Key:  fmt.Sprintf("checkin/%d/%d", id, try),
		Lane: CallLane, Action: PlaceCall, Kind: AboutCheckin, Ref: id,
		Member: m.ID, Phone: m.Phone(), Lang: m.Lang, Facts: Facts{Try: try}, DueAt: due,
	})
}
