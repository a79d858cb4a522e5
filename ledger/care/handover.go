package care

import (
	"database/sql"
	"fmt"
	"time"
)

// A hand-over is told to those whose duty begins, at any hour, for it is work;
// and to those whose duty ends while an emergency is still theirs. What is told
// is named by the moment on the clock on the wall, so that looking again, after
// a restart or when the clock was set, tells nobody twice.

// Words of the texts of a hand-over.
const (
	dutyBegins = "duty.on"
	dutyEnds   = "duty.off"
)

// lookAtRosterNow makes Tick look at a roster that was changed.
func (v *verb) lookAtRosterNow(community string) error {
	v.queued[timers] = true
	return v.lookAtRoster(community, v.now)
}

func (v *verb) lookAtRoster(community string, at time.Time) error {
	_, err := v.Exec(`INSERT INTO handovers (community, next_at) VALUES ($1, $2)
		ON CONFLICT (community) DO UPDATE SET next_at = excluded.next_at`, community, ms(at))
	return err
}

// lookAtRosters makes Tick look at all rosters, for the clock may say anything.
func (v *verb) lookAtRosters() error {
	_, err := v.Exec(`UPDATE handovers SET next_at = $1 WHERE next_at > $1`, ms(v.now))
	return err
}

// handOver tells what changed on the rosters that are to be looked at.
func (v *verb) handOver() error {
	type look struct {
		community string
		due       int64
	}
	looks, err := collect(v.View, func(r *sql.Rows) (l look, err error) { return l, r.Scan(&l.community, &l.due) },
		`SELECT community, next_at FROM handovers WHERE next_at <= $1 ORDER BY community`, ms(v.now))
	if err != nil {
		return err
	}
	for _, l := range looks {
		if err := v.handOverIn(l.community, v.policy.moment(&l.due)); err != nil {
			return fmt.Errorf("the roster of a community: %w", err)
		}
	}
	return nil
}

// handOverIn tells what changed in a community since its roster was to be
// looked at, and when to look again.
func (v *verb) handOverIn(community string, since time.Time) error {
	r, ok, err := v.rosterOf(community)
	if err == nil && !ok { // it cannot be read, which was told
		return v.lookAtRoster(community, v.now.Add(horizon))
	}
	if err != nil {
		return err
	}
	now := wall(v.now)
	on := r.on(now)
	for _, number := range on {
		if err := v.tellOnDuty(community, r, number, now); err != nil {
			return err
		}
	}
	from := wall(since)
	for _, t := range r.turns(from.Add(-time.Minute), now) {
		if t.until.Before(from) || t.until.After(now) {
			continue
		}
		for _, number := range t.Members {
			if err := v.tellOffDuty(community, r, number, t.until); err != nil {
				return err
			}
		}
	}
	next, _ := r.next(now)
	at := offWall(next, v.policy.Place)
	if soonest := v.now.Add(time.Minute); at.Before(soonest) { // the clock on the wall is set back at that moment
		at = soonest
	}
	return v.lookAtRoster(community, at)
}

// tellOnDuty tells somebody that their duty has begun. Whoever is always on
// duty is told nothing.
func (v *verb) tellOnDuty(community string, r Roster, number string, now time.Time) error {
	from, until := r.spell(number, now)
	if now.Sub(from) >= horizon-day {
		return nil
	}
	m, ok, err := v.staff(number)
	if err != nil || !ok {
		return err
	}
	return v.tellOfDuty(dutyBegins, from, m, 0, Facts{Place: community, When: offWall(until, v.policy.Place)})
}

// tellOffDuty tells somebody whose duty ended which emergencies are theirs.
func (v *verb) tellOffDuty(community string, r Roster, number string, at time.Time) error {
	if _, until := r.spell(number, at.Add(-time.Minute)); until.After(at) {
		return nil // on goes the next shift
	}
	m, ok, err := v.staff(number)
	if err != nil || !ok {
		return err
	}
	ids, err := collect(v.View, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
		`SELECT id FROM cases WHERE state = 'accepted' AND accepted_at < $1 ORDER BY id`, ms(offWall(at, v.policy.Place)))
	if err != nil {
		return err
	}
	for _, id := range ids {
		k, err := v.caseWhere(`id = $1`, id)
		if err != nil {
			return err
		}
		if by, ok := k.Acceptor(); !ok || by.Member != m.ID {
			continue
		}
		if err := v.tellOfDuty(dutyEnds, at, m, k.ID, Facts{Place: community, Case: k.Number}); err != nil {
			return err
		}
	}
	return nil
}

// tellOfDuty sends a text at once, once for each moment of the clock.
func (v *verb) tellOfDuty(words string, shown time.Time, m Member, ref int64, f Facts) error {
	return v.queue(Outgoing{
		Key:  fmt.Sprintf("%s/%s/%s/%d/%d", words, f.Place, shown.Format("2006-01-02T15:04"), m.ID, ref),
		Lane: TextLane, Action: SendText, Kind: words, Ref: ref,
		Member: m.ID, Phone: m.Phone(), Lang: m.Lang, Facts: f,
	})
}

// staff is the member of staff with a number; ok is false when they are that
// no more.
func (v *verb) staff(number string) (m Member, ok bool, err error) {
	id, err := staffNumbered(v.View, number)
	if err != nil || id == 0 {
		return m, false, err
	}
	m, err = member(v.View, id)
	return m, err == nil, err
}
