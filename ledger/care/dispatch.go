package care

import (
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// dispatch offers a request to the next round of volunteers and sets when to
// look again. When its time is over, a person takes over.
func (v *verb) dispatch(r Request) (Request, error) {
	hours, rings := v.policy.Hours.Texts, v.policy.Dispatch.rings(r)
	giveUp := hours.Next(r.Created).Add(rings.GiveUp.Std())
	if last := r.KeepAt.Add(-v.policy.Dispatch.PairBefore.Std()); r.Pair != 0 && last.Before(giveUp) {
		giveUp = last
	}
	if !v.now.Before(giveUp) {
		return v.giveUp(r)
	}
	elder, err := member(v.View, r.Elder)
	if err != nil {
		return r, err
	}
	if err := v.forgetTurns(); err != nil {
		return r, err
	}
	round, err := v.chooseRing(r, elder)
	if err != nil {
		return r, err
	}
	if r, err = v.move(r, offer); err != nil {
		return r, err
	}
	for _, id := range round {
		if err := v.offer(r, elder, id); err != nil {
			return r, err
		}
	}
	r.Rings++
	again := hours.Next(hours.Next(v.now).Add(rings.Every.Std()))
	if len(round) == 0 || again.After(giveUp) {
		again = giveUp
	}
	return r, v.lookAgain(r, again)
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
	if err := v.wasAsked(volunteer); err != nil {
		return err
	}
	words := "offer"
	switch {
	case r.Pair != 0:
		words = "offer.pair"
	case r.Urgent:
		words = "offer.urgent"
	}
	return v.text(fmt.Sprintf("request/%d/offer/%d/%d", r.ID, volunteer, r.Rings), words, r.ID, m,
		Facts{Kind: r.Kind, Place: elder.Community, Day: r.Day(), Request: r.ID})
}

// giveUp hands a request that nobody took to a person, and lets the elder hear
// that one will ring her.
func (v *verb) giveUp(r Request) (Request, error) {
	r, err := v.move(r, expire)
	if err != nil {
		return r, err
	}
	if err := v.lookAgain(r, time.Time{}); err != nil {
		return r, err
	}
	if r.Pair != 0 {
		return r, v.noCompanion(r)
	}
	elder, err := member(v.View, r.Elder)
	if err != nil {
		return r, err
	}
	if err := v.ticket(Ticket{
		Source: fmt.Sprintf("request/%d/nobody/%d", r.ID, r.Rings), Kind: NobodyTook,
		Member: elder.ID, Phone: elder.Phone(), Ref: r.ID,
	}); err != nil {
		return r, err
	}
	return r, v.tellExpired(r)
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
		if _, err = v.dispatch(r); errors.Is(err, errWrongState) {
			err = v.lookAgain(r, time.Time{}) // it is over, and nobody else waits for it
		}
		if err != nil {
			return fmt.Errorf("request %d: %w", id, err)
		}
	}
	return nil
}
