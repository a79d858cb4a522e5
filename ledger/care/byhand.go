package care

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// What cannot be entered by hand, or vouched for.
var (
	ErrNoReason     = errors.New("say why, in a few words: it is kept")
	ErrNotPast      = errors.New("a visit is entered once it is over: it ends after it begins, and before now")
	ErrOverlap      = errors.New("the volunteer was on another visit then")
	ErrSecondPerson = errors.New("whoever entered it, or is of their household or family, cannot vouch for it: a second person must")
	ErrNotByHand    = errors.New("nobody needs to vouch for it: staff entered neither of its ends, or somebody did already")
	ErrNotEnterable = errors.New("it is over, or was given up")
)

// A HandEntry is a visit that the books know nothing of, as one of the staff
// enters it afterwards.
type HandEntry struct {
	Elder, Volunteer string // member numbers
	Kind             Kind
	From, To         time.Time
	Actor            string // member number of whoever enters it
	Reason           string
}

// EnterVisit enters a whole visit by hand. Nothing is stored before a second
// person has vouched for it. Entered twice it is one visit.
func (c *Centre) EnterVisit(ctx context.Context, e HandEntry) (w Visit, err error) {
	if strings.TrimSpace(e.Reason) == "" {
		return w, ErrNoReason
	}
	err = c.write(ctx, func(v *verb) error {
		by, elder, helper, err := v.parties(e)
		if err != nil {
			return err
		}
		source := fmt.Sprintf("hand/%d/%d/%d", elder.ID, helper.ID, ms(e.From))
		if r, err := v.requestWhere(`source = $1`, source); err == nil {
			w = r.Visit
			return nil
		}
		r, err := v.handRequest(source, e, elder, helper)
		if err != nil {
			return err
		}
		w = r.Visit
		return v.finishByHand(r, HandFinish{Visit: w.ID, From: e.From, To: e.To, Actor: by.Number, Reason: e.Reason}, by)
	})
	if err != nil {
		return w, fmt.Errorf("enter a visit: %w", err)
	}
	return w, nil
}

// parties are those whom an entry names, when it is nobody's own cause.
func (v *verb) parties(e HandEntry) (by, elder, helper Member, err error) {
	if by, err = worker(v.View, e.Actor); err != nil {
		return by, elder, helper, err
	}
	for number, into := range map[string]*Member{e.Elder: &elder, e.Volunteer: &helper} {
		if *into, err = withNumber(v.View, bareNumber(number)); err != nil {
			return by, elder, helper, fmt.Errorf("%q: %w; `hourline member list` shows them", number, err)
		}
	}
	switch {
	case !elder.Roles.Has(Elder) || !helper.Roles.Has(Volunteer):
		return by, elder, helper, errors.New("a visit is by somebody with the role volunteer to somebody with the role elder")
	case elder.ID == helper.ID || sharePhone(elder, helper):
		return by, elder, helper, fmt.Errorf("volunteer and elder share a telephone: %w", ErrOwnCause)
	case !slices.Contains(Kinds, e.Kind):
		return by, elder, helper, fmt.Errorf("nobody can ask for kind %q", e.Kind)
	}
	return by, elder, helper, fourEyes(v.View, by, nil, []Member{elder, helper})
}

// sharePhone reports whether two members can be reached on one phone.
func sharePhone(a, b Member) bool {
	return slices.ContainsFunc(a.Phones, func(p Phone) bool { return slices.Contains(b.Phones, p) })
}

// handRequest makes the request and the visit of an entry.
func (v *verb) handRequest(source string, e HandEntry, elder, helper Member) (r Request, err error) {
	day := e.From.In(v.policy.Place).Format(time.DateOnly)
	var id int64
	err = v.QueryRow(`INSERT INTO requests (source, elder, kind, first_day, last_day, state, created_at)
		VALUES ($1, $2, $3, $4, $4, $5, $6) RETURNING id`, source, elder.ID, string(e.Kind), day, string(OpenState), ms(v.now)).Scan(&id)
	if err != nil {
		return r, err
	}
	if r, err = v.requestWhere(`id = $1`, id); err != nil {
		return r, err
	}
	if r, err = v.move(r, accept); err != nil {
		return r, err
	}
	if r.Visit, err = v.newVisit(r, helper.ID, e.From); err != nil {
		return r, err
	}
	r.Visit.PlannedMinutes = int64(e.To.Sub(e.From) / time.Minute)
	_, err = v.Exec(`UPDATE visits SET planned_minutes = $1 WHERE id = $2`, r.Visit.PlannedMinutes, r.Visit.ID)
	return r, err
}

// A HandFinish is the end of a visit that was agreed on and not finished, as one
// of the staff enters it.
type HandFinish struct {
	Visit    int64
	From, To time.Time // From is zero for a visit that has begun, or that began as planned
	Actor    string    // member number of whoever enters it
	Reason   string
}

// FinishByHand enters the end of a visit, and its beginning when that is not
// known. Nothing is stored before a second person has vouched for it.
func (c *Centre) FinishByHand(ctx context.Context, f HandFinish) (w Visit, err error) {
	err = c.onVisit(ctx, f.Visit, f.Actor, func(v *verb, r Request, by Member) error {
		if !r.State.allows(finish) || !r.Visit.Open {
			return ErrNotEnterable
		}
		if err := v.finishByHand(r, f, by); err != nil {
			return err
		}
		w, err = visitIn(v.View, v.policy, `id = $1`, f.Visit)
		return err
	})
	return w, err
}

// people are the elder and the volunteer of a request's visit.
func (v *verb) people(r Request) (elder, helper Member, err error) {
	if elder, err = member(v.View, r.Elder); err != nil {
		return elder, helper, err
	}
	helper, err = member(v.View, r.Visit.Volunteer)
	return elder, helper, err
}

func (v *verb) finishByHand(r Request, f HandFinish, by Member) error {
	begin := r.Visit.StartedAt
	if begin.IsZero() {
		begin = cmp.Or(f.From, r.Visit.PlannedAt)
	}
	if err := v.enterable(r.Visit, begin, f); err != nil {
		return err
	}
	if err := v.byStaff(r, by, "visit entered", f.Reason); err != nil {
		return err
	}
	r.Visit.EnteredBy = by.ID
	if _, err := v.Exec(`UPDATE visits SET entered_by = $1 WHERE id = $2`, by.ID, r.Visit.ID); err != nil {
		return err
	}
	if r.State.allows(start) {
		var err error
		if r, err = v.start(r, end{at: begin, grade: ByHand}); err != nil {
			return err
		}
	}
	a, err := v.finish(r, end{at: f.To, grade: ByHand})
	if err != nil {
		return err
	}
	helper, err := member(v.View, r.Visit.Volunteer)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("visit/%d/entered/%d", r.Visit.ID, ms(f.To)), a.words, r.Visit.ID, helper, a.facts)
}

// enterable refuses what cannot have been.
func (v *verb) enterable(w Visit, begin time.Time, f HandFinish) error {
	if strings.TrimSpace(f.Reason) == "" {
		return ErrNoReason
	}
	if !begin.Before(f.To) || f.To.After(v.now) {
		return ErrNotPast
	}
	var overlaps bool
	err := v.QueryRow(`SELECT EXISTS (SELECT 1 FROM visits WHERE volunteer = $1 AND id <> $2 AND ended IN ('', 'posted')
		AND coalesce(started_at, planned_at) < $3 AND coalesce(finished_at, planned_at + planned_minutes * 60000) > $4)`,
		w.Volunteer, w.ID, ms(f.To), ms(begin)).Scan(&overlaps)
	if err == nil && overlaps {
		err = ErrOverlap
	}
	return err
}

// byStaff keeps who of the staff did what with a visit, and why.
func (v *verb) byStaff(r Request, by Member, what, reason string) error {
	reason = strings.Join(strings.Fields(reason), " ")
	if len([]rune(reason)) > longestOutcome {
		return fmt.Errorf("the reason may have %d letters", longestOutcome)
	}
	return errors.Join(
		v.audit(Deed{Actor: by.Number, What: what, Member: r.Elder, Ref: r.Visit.ID, Note: reason}),
		v.happened(VisitEvent{Visit: r.Visit.ID, What: strings.TrimPrefix(what, "visit "), Actor: by.Number}))
}

// waitForSecond leaves a visit that staff entered to a second person; it is not
// the work of the first.
func (v *verb) waitForSecond(r Request) error {
	if err := errors.Join(v.silent(r.Visit, v.now.Add(v.policy.Evidence.Silence.Std())), v.visitTicket(r, ByHandTicket)); err != nil {
		return err
	}
	_, err := v.Exec(`UPDATE tickets SET owner = 0 WHERE kind = $1 AND ref = $2 AND owner = $3`, string(ByHandTicket), r.Visit.ID, r.Visit.EnteredBy)
	return err
}

// ConfirmByHand is a second member of staff who vouches for a visit that the
// first has entered. The hours are stored; the elder is rung, and may object.
func (c *Centre) ConfirmByHand(ctx context.Context, visit int64, actor string) (w Visit, err error) {
	err = c.onVisit(ctx, visit, actor, func(v *verb, r Request, by Member) error {
		if err := v.mayVouch(r, by); err != nil {
			return err
		}
		if err := v.byStaff(r, by, "visit vouched for", ""); err != nil {
			return err
		}
		if _, err := v.Exec(`UPDATE visits SET confirmed_by = $1 WHERE id = $2`, by.ID, visit); err != nil {
			return err
		}
		if r, err = v.credit(r, "staff "+by.Number); err != nil {
			return err
		}
		w = r.Visit
		return errors.Join(v.receipt(r), v.closeAsked(r.Visit, by, "vouched for"))
	})
	return w, err
}

// mayVouch refuses whoever cannot be the second person for a visit.
func (v *verb) mayVouch(r Request, by Member) error {
	if !r.Visit.byHand() || r.State != Finished || r.Visit.Credited == 0 {
		return ErrNotByHand
	}
	return v.notFirst(r.Visit, by)
}

// notFirst refuses whoever entered a visit by hand, and whoever is tied to them.
func (v *verb) notFirst(w Visit, by Member) error {
	if w.EnteredBy == 0 {
		return nil
	}
	first, err := member(v.View, w.EnteredBy)
	if err != nil {
		return err
	}
	if is, err := tied(v.View, first, by); err != nil || is {
		return errors.Join(err, ErrSecondPerson)
	}
	return nil
}
