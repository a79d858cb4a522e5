package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"hourline/ledger"
)

// A CallIn is a visit code that was keyed on a telephone.
type CallIn struct {
	Source  string // call and turn
	Phone   Phone
	Code    string
	Leaving bool // else the volunteer has arrived
}

// CallIn begins or finishes the visit with this code, if it is in a home that
// this telephone belongs to. Whoever calls from there is there, so it is the
// best evidence. The volunteer gets a text about it; the same again changes
// nothing. A code that fits nothing is counted like one in a text.
func (c *Centre) CallIn(ctx context.Context, in CallIn) error {
	err := c.write(ctx, func(v *verb) error {
		if lock, err := v.lockOf(in.Phone); err != nil || lock != noLock {
			return err
		}
		r, err := calledIn(v.View, v.policy, in.Phone, in.Code)
		if errors.Is(err, sql.ErrNoRows) {
			_, err = v.countWrong(in.Phone, 0)
			return err
		}
		if err != nil {
			return err
		}
		return v.callIn(r, in)
	})
	if err != nil {
		return fmt.Errorf("call in %s: %w", in.Source, err)
	}
	return nil
}

func (v *verb) callIn(r Request, in CallIn) error {
	told := end{at: v.now, grade: OnLine}
	var a answer
	var err error
	switch {
	case in.Leaving && r.State.allows(finish):
		a, err = v.finish(r, told)
	case !in.Leaving && r.State.allows(start):
		a, err = v.arrived(r, told)
	}
	if err != nil || a.words == "" {
		return err
	}
	helper, err := member(v.View, r.Visit.Volunteer)
	if err != nil {
		return err
	}
	return v.text("called-in/"+in.Source, a.words, a.ref, helper, a.facts)
}

// arrived begins a visit, unless the volunteer is on another one.
func (v *verb) arrived(r Request, told end) (answer, error) {
	other, err := v.elsewhere(r.Visit)
	if err != nil || other.ID != 0 {
		return finishFirst(r.Visit, other), err
	}
	if r, err = v.start(r, told); err != nil {
		return answer{}, err
	}
	return v.asItStands(r)
}

// CalledIn is what the books know of a code that is keyed on a telephone.
type CalledIn struct {
	Known   bool    // it is the code of a visit in a home that the telephone belongs to
	Locked  bool    // too many codes were wrong: none is taken for now
	Request Request // of the visit, when Known
}

// CalledIn looks a code up that was keyed on a telephone.
func (c *Centre) CalledIn(ctx context.Context, p Phone, code string) (in CalledIn, err error) {
	err = c.read(ctx, func(v *ledger.View, policy *Policy) error {
		lock, err := lockIn(v, policy, p, c.clock.Now())
		if err != nil {
			return err
		}
		in.Locked = lock != noLock
		in.Request, err = calledIn(v, policy, p, code)
		in.Known = err == nil
		return ignoreNoRows(err)
	})
	return in, err
}

// calledIn is the request of the visit with this code in a home that a
// telephone belongs to.
func calledIn(v *ledger.View, p *Policy, phone Phone, code string) (r Request, err error) {
	w, err := visitIn(v, p, `code = $1 AND ended IN ('', 'posted') AND request IN
		(SELECT q.id FROM requests q JOIN phones p ON p.member = q.elder WHERE p.phone = $2)`, code, string(phone))
	if err != nil {
		return r, err
	}
	return requestIn(v, p, `visit = $1`, w.ID)
}
