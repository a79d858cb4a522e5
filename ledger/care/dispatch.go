package care

import (
	"database/sql"
	"fmt"
	"time"
)

// dispatch offers a request to the next round of volunteers and sets when to
// look again. When its time is over, a person takes over.
func (v *verb) dispatch(r Request) (Request, error) {
	hours := v.policy.Hours.Texts
	giveUp := hours.Next(r.Created).Add(v.policy.Dispatch.GiveUp.Std())
	if !v.now.Before(giveUp) {
		return v.giveUp(r)
	}
	round, err := v.nextRound(r)
	if err != nil {
		return r, err
	}
	if r, err = v.move(r, offer); err != nil {
		return r, err
	}
	elder, err := member(v.View, r.Elder)
	if err != nil {
		return r, err
	}
	for _, id := range round {
		if err := v.offer(r, elder, id); err != nil {
			return r, err
		}
	}
	r.Rings++
	again := hours.Next(hours.Next(v.now).Add(v.policy.Dispatch.Every.Std()))
	if len(round) == 0 || again.After(giveUp) {
		again = giveUp
	}
	return r, v.lookAgain(r, again)
}

// nextRound are the volunteers to be asked next: the same community first,
// those who served least first. Nobody is asked twice, unless a volunteer who
// had taken it cannot come; and nobody who passed, who wants no texts, or who
// shares a phone with the elder.
func (v *verb) nextRound(r Request) ([]int64, error) {
	return collect(v.View, func(rows *sql.Rows) (id int64, err error) { return id, rows.Scan(&id) }, `
		SELECT m.id FROM members m, members e
		WHERE e.id = $1 AND m.id <> e.id AND m.roles & $2 <> 0 AND m.resting = 0
		  AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.request = $3 AND o.volunteer = m.id AND (o.passed_at IS NOT NULL OR o.offered_at >= $4))
		  AND NOT EXISTS (SELECT 1 FROM phones p JOIN optouts x ON x.phone = p.phone WHERE p.member = m.id AND p.position = 0)
		  AND NOT EXISTS (SELECT 1 FROM phones a JOIN phones b ON a.phone = b.phone WHERE a.member = m.id AND b.member = e.id)
		ORDER BY CASE WHEN m.community = e.community THEN 0 ELSE 1 END,
		  (SELECT count(*) FROM visits w WHERE w.volunteer = m.id), m.id
		LIMIT $5`, r.Elder, Volunteer, r.ID, ms(r.Created), v.policy.Dispatch.Ring)
}

// offer asks one volunteer. The text names the kind, the community and the
// day, and nothing that would find the elder.
func (v *verb) offer(r Request, elder Member, volunteer int64) error {
	m, err := member(v.View, volunteer)
	if err != nil {
		return err
	}
	if _, err := v.Exec(`INSERT INTO offers (request, volunteer, offered_at) VALUES ($1, $2, $3)
		ON CONFLICT (request, volunteer) DO UPDATE SET offered_at = $3`, r.ID, volunteer, ms(v.now)); err != nil {
		return err
	}
	return v.text(fmt.Sprintf("request/%d/offer/%d/%d", r.ID, volunteer, r.Rings), "offer", r.ID, m,
		Facts{Kind: r.Kind, Place: elder.Community, Day: r.Day(), Request: r.ID})
}

// giveUp hands a request that nobody took to a person.
func (v *verb) giveUp(r Request) (Request, error) {
	r, err := v.move(r, expire)
	if err != nil {
		return r, err
	}
	if err := v.lookAgain(r, time.Time{}); err != nil {
		return r, err
	}
	elder, err := member(v.View, r.Elder)
	if err != nil {
		return r, err
	}
	return r, v.ticket(Ticket{
		Source: fmt.Sprintf("request/%d/nobody/%d", r.ID, r.Rings), Kind: NobodyTook,
		Member: elder.ID, Phone: elder.Phone(), Ref: r.ID,
	})
}

// stepRequests looks again at all requests for which it is time.
func (v *verb) stepRequests() error {
	ids, err := collect(v.View, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
		`SELECT id FROM requests WHERE next_at <= $1 ORDER BY next_at`, ms(v.now))
	if err != nil {
		return err
	}
	for _, id := range ids {
		r, err := v.requestWhere(`id = $1`, id)
		if err != nil {
			return err
		}
		if _, err := v.dispatch(r); err != nil {
			return fmt.Errorf("request %d: %w", id, err)
		}
	}
	return nil
}
