package care

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// ErrNotBegun is returned for a visit that is not to have begun yet, or is not
// waited for any more.
var ErrNotBegun = errors.New("nobody is missed there: the visit is still to come, has begun, or is over")

// NoShow is a member of staff's word that a volunteer did not come to a visit
// that should have begun, and closes the task of asking. The request is offered
// again at once, and the elder is told.
func (c *Centre) NoShow(ctx context.Context, visit int64, actor string) error {
	return c.onVisit(ctx, visit, actor, func(v *verb, r Request, by Member) error {
		w := r.Visit
		if err := v.didNotCome(r, by.Number); err != nil {
			return err
		}
		return errors.Join(
			v.audit(Deed{Actor: by.Number, What: "no-show", Member: w.Volunteer, Ref: w.ID}),
			v.closeAbout(w, by, NotBegun, "did not come"))
	})
}

func (v *verb) didNotCome(r Request, actor string) error {
	w := r.Visit
	if !w.Open || v.now.Before(w.ExpectedAt()) || !r.State.allows(noShow) {
		return ErrNotBegun
	}
	if _, err := v.replace(r, noShow); err != nil {
		return err
	}
	if _, err := v.except(w, actor, DidNotCome); err != nil {
		return err
	}
	helper, err := member(v.View, w.Volunteer)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("visit/%d/missed", w.ID), "missed", w.ID, helper, Facts{Kind: r.Kind, When: w.PlannedAt, Code: w.Code})
}

// replace offers a request again whose volunteer dropped it or did not come:
// to others, urgently when it is soon, and for the time that the elder was
// told. She hears the truth, if she was told of that volunteer.
func (v *verb) replace(r Request, h happening) (Request, error) {
	w := r.Visit
	r, err := v.move(r, h)
	if err != nil {
		return r, err
	}
	if err := errors.Join(v.endVisit(w, ended[h]), v.pass(r.ID, w.Volunteer)); err != nil {
		return r, err
	}
	r.Visit, r.Created, r.KeepAt = Visit{}, v.now, w.PlannedAt
	r.Urgent = w.PlannedAt.Sub(v.now) <= v.policy.Dispatch.Urgent.Within.Std()
	if _, err := v.Exec(`UPDATE requests SET visit = NULL, created_at = $1, urgent = $2, keep_at = $3, heard_at = NULL WHERE id = $4`,
		ms(r.Created), r.Urgent, ms(r.KeepAt), r.ID); err != nil {
		return r, err
	}
	if r.Pair != 0 {
		if err := v.companionFellOut(r); err != nil {
			return r, err
		}
	}
	if r, err = v.dispatch(r); err != nil || w.AnnouncedAt.IsZero() {
		return r, err // of whom she was not told she need not hear
	}
	return r, v.tellNews(r, 1, v.now)
}

// ended is how a visit ends by what happened.
var ended = map[happening]string{drop: "dropped", noShow: "no-show"}

// rings are how rounds of offers go for a request.
func (d DispatchPolicy) rings(r Request) RingPolicy {
	if r.Urgent {
		return d.Urgent.RingPolicy
	}
	return RingPolicy{d.Ring, d.Every, d.GiveUp}
}

// tellNews queues the call that tells an elder how a request stands that has
// nobody who comes: looked for, or given to a person.
func (v *verb) tellNews(r Request, try int, due time.Time) error {
	m, err := member(v.View, r.Elder)
	if err != nil {
		return err
	}
	return v.queue(Outgoing{
		Key:  fmt.Sprintf("request/%d/%s/%s/%d/%d", r.ID, AboutNews, r.State, ms(r.Created), try),
		Lane: CallLane, Action: PlaceCall, Kind: AboutNews, Ref: r.ID,
		Member: m.ID, Phone: m.Phone(), Lang: m.Lang, Facts: Facts{Try: try}, DueAt: v.policy.Hours.Calls.Next(due),
	})
}

// tellExpired lets an elder hear that nobody was found, whatever she heard
// before.
func (v *verb) tellExpired(r Request) error {
	if _, err := v.Exec(`UPDATE requests SET heard_at = NULL WHERE id = $1`, r.ID); err != nil {
		return err
	}
	return errors.Join(v.drop(AboutNews, r.ID), v.tellNews(r, 1, v.now))
}

// isNews tells whether there is something to tell of a request that the elder
// has not heard: who comes is told by another call.
func (v *verb) isNews(request int64) (r Request, news bool, err error) {
	if r, err = v.requestWhere(`id = $1`, request); err != nil {
		return r, false, err
	}
	var heard bool
	err = v.QueryRow(`SELECT heard_at IS NOT NULL FROM requests WHERE id = $1`, request).Scan(&heard)
	return r, !heard && (r.State == Offered || r.State == Expired), err
}

// HeardNews is the elder's key before she is told how a request stands.
func (c *Centre) HeardNews(ctx context.Context, request int64) error {
	return c.write(ctx, func(v *verb) error {
		_, err := v.Exec(`UPDATE requests SET heard_at = $1 WHERE id = $2`, ms(v.now), request)
		return err
	})
}

// newsEnded follows a call that told how a request stands: an elder who did
// not hear it is rung again, and in the end a person tells her.
func (v *verb) newsEnded(o Outgoing) error {
	r, news, err := v.isNews(o.Ref)
	if err != nil || !news {
		return err
	}
	if o.Facts.Try < v.policy.Announce.Attempts {
		return v.tellNews(r, o.Facts.Try+1, v.now.Add(v.policy.Announce.Every.Std()))
	}
	if r.State == Expired {
		return nil // a person has the ticket already
	}
	elder, err := member(v.View, r.Elder)
	if err != nil {
		return err
	}
	return v.ticket(Ticket{
		Source: fmt.Sprintf("request/%d/news/%d", r.ID, ms(r.Created)), Kind: NotTold,
		Member: elder.ID, Phone: elder.Phone(), Ref: r.ID,
	})
}

// NewsOf is a request of which an elder is told how it stands.
func (c *Centre) NewsOf(ctx context.Context, request int64) (a Appointment, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		if a.Request, err = requestIn(v, p, `id = $1`, request); err != nil {
			return err
		}
		return a.people(v, p)
	})
	return a, err
}

// goneFrom is the last one who was announced to an elder and does not come.
func goneFrom(v *ledger.View, request int64) (Member, error) {
	var id int64
	err := v.QueryRow(`SELECT volunteer FROM visits WHERE request = $1 AND announced_at IS NOT NULL AND ended IN ('dropped', 'no-show')
		ORDER BY id DESC LIMIT 1`, request).Scan(&id)
	if err != nil {
		return Member{}, ignoreNoRows(err)
	}
	return member(v, id)
}
