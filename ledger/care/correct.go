package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
)

// What a visit's hours cannot be corrected for.
var (
	ErrNotEnded  = errors.New("only the hours of a visit that is over can be corrected, and one that was given up has none")
	ErrLocked    = errors.New("the visit ended too long ago: a coordinator must unlock it")
	ErrNoChange  = errors.New("these are its hours already")
	ErrSpent     = errors.New("the volunteer has spent these hours: talk to the volunteer first, or correct to no less than what was spent")
	ErrNoMinutes = errors.New("a visit cannot have so many minutes")
)

// A Correction says what a visit's hours should have been.
type Correction struct {
	Visit   int64
	Minutes int64 // 0 takes all of them back
	Reason  Reason
	Actor   string // number of the member of staff
	Unlock  string // number of the coordinator who allows it for a visit that ended long ago; else empty
}

// A Corrected visit is what became of a correction.
type Corrected struct {
	Visit Visit
	Done  bool // false while a second person must ask for the same
}

// CorrectVisit corrects the hours of a visit once two of the staff, whom it is
// not about, have asked for the same: what was stored is reversed, and what is
// right is a new entry. Who asked, and why, is kept before anything changes.
func (c *Centre) CorrectVisit(ctx context.Context, k Correction) (done Corrected, err error) {
	err = c.onVisit(ctx, k.Visit, k.Actor, func(v *verb, r Request, by Member) error {
		done = Corrected{Visit: r.Visit}
		asked, err := v.correctionAsked(k.Visit)
		if err != nil {
			return err
		}
		if asked.Actor == by.Number && asked.New == strconv.FormatInt(k.Minutes, 10) {
			return nil // the same person again is still one person
		}
		if err := v.mayCorrect(r, k, asked, by); err != nil {
			return err
		}
		if asked.Actor == "" || asked.Actor == by.Number || asked.New != strconv.FormatInt(k.Minutes, 10) {
			return v.askToCorrect(r, k, by)
		}
		if err := v.notTied(by, asked.Actor); err != nil {
			return err
		}
		done.Visit, err = v.correct(r, k, asked, by)
		done.Done = err == nil
		return err
	})
	return done, err
}

// mayCorrect refuses what nobody may correct, or not so late.
func (v *verb) mayCorrect(r Request, k Correction, asked VisitEvent, by Member) error {
	if _, err := ParseReason(string(k.Reason)); err != nil {
		return err
	}
	p, err := v.policyWhen(r.Visit.FinishedAt)
	if err != nil {
		return err
	}
	if k.Minutes < 0 || k.Minutes > p.Visit.CapMinutes || k.Minutes%p.Visit.RoundMinutes != 0 {
		return fmt.Errorf("%w: at most %d, in steps of %d", ErrNoMinutes, p.Visit.CapMinutes, p.Visit.RoundMinutes)
	}
	var ended string
	if err := v.QueryRow(`SELECT ended FROM visits WHERE id = $1`, k.Visit).Scan(&ended); err != nil {
		return err
	}
	switch {
	case ended != "" && ended != "posted", !r.State.over():
		return ErrNotEnded
	case r.State.stored() && k.Minutes == r.Visit.Credited:
		return ErrNoChange
	}
	return v.unlocked(r, k, asked, by)
}

// unlocked refuses a visit that ended long ago, unless a coordinator allows it
// who is, and is tied to, neither of those who correct it.
func (v *verb) unlocked(r Request, k Correction, asked VisitEvent, by Member) error {
	if v.now.Sub(r.Visit.FinishedAt) <= v.policy.Visit.Lock.Std() {
		return nil
	}
	if k.Unlock == "" {
		return ErrLocked
	}
	boss, err := worker(v.View, k.Unlock)
	if err != nil {
		return err
	}
	elder, helper, err := v.people(r)
	if err != nil {
		return err
	}
	if err := fourEyes(v.View, boss, nil, []Member{elder, helper}); err != nil {
		return err
	}
	if !boss.Roles.Has(Coordinator) {
		return ErrLocked
	}
	if err := errors.Join(v.notTied(boss, by.Number), v.notTied(boss, asked.Actor)); err != nil {
		return fmt.Errorf("%w: %w", ErrLocked, err)
	}
	return v.audit(Deed{Actor: boss.Number, What: "visit unlocked", Member: r.Visit.Volunteer, Ref: k.Visit, Note: string(k.Reason)})
}

// notTied refuses whoever is, or is tied to, the member of staff of a number;
// nobody when it is empty.
func (v *verb) notTied(m Member, number string) error {
	if number == "" {
		return nil
	}
	other, err := worker(v.View, number)
	if err != nil {
		return err
	}
	return fourEyes(v.View, m, []Member{other}, nil)
}

// correctionAsked is the correction that waits for a second person; zero for none.
func (v *verb) correctionAsked(visit int64) (e VisitEvent, err error) {
	err = v.QueryRow(`SELECT what, actor, reason, new FROM visit_events WHERE visit = $1 AND what IN ('correction asked', 'corrected')
		ORDER BY id DESC LIMIT 1`, visit).Scan(&e.What, &e.Actor, &e.Reason, &e.New)
	if errors.Is(err, sql.ErrNoRows) || err == nil && e.What == "corrected" {
		return VisitEvent{}, nil
	}
	return e, err
}

// askToCorrect keeps what the first person asks for, and calls a second one.
func (v *verb) askToCorrect(r Request, k Correction, by Member) error {
	if err := errors.Join(
		v.audit(Deed{Actor: by.Number, What: "correction asked", Member: r.Visit.Volunteer, Ref: k.Visit, Note: string(k.Reason)}),
		v.happened(VisitEvent{Visit: k.Visit, What: "correction asked", Actor: by.Number, Reason: k.Reason, Old: fmt.Sprint(r.Visit.Credited), New: fmt.Sprint(k.Minutes)}),
	); err != nil {
		return err
	}
	return v.ticket(Ticket{
		Source: fmt.Sprintf("visit/%d/correct/%d/%s", k.Visit, v.now.Unix(), by.Number), Kind: ByHandTicket,
		Member: r.Visit.Volunteer, Ref: k.Visit, Note: fmt.Sprintf("%s %d", k.Reason, k.Minutes),
	})
}

// correct carries out what two people have asked for.
func (v *verb) correct(r Request, k Correction, asked VisitEvent, by Member) (Visit, error) {
	was := r.Visit
	if err := errors.Join(
		v.audit(Deed{Actor: by.Number, What: "correction confirmed", Member: was.Volunteer, Ref: was.ID, Note: string(k.Reason)}),
		v.happened(VisitEvent{Visit: was.ID, What: "corrected", Actor: by.Number, Reason: asked.Reason, Old: fmt.Sprint(was.Credited), New: fmt.Sprint(k.Minutes)}),
	); err != nil {
		return was, err
	}
	if _, err := v.Exec(`UPDATE visits SET credited_minutes = $1, review = trim(review || '|' || $2, '|') WHERE id = $3`,
		k.Minutes, string(asked.Reason), was.ID); err != nil {
		return was, err
	}
	r.Visit.Credited = k.Minutes
	if err := v.storeCorrected(r, was, "staff "+asked.Actor+" "+by.Number); err != nil {
		return was, err
	}
	for _, kind := range []TicketKind{ByHandTicket, Review, NotRight, NotConfirmed, Unanswered, NotBegun} {
		if err := v.closeAbout(was, by, kind, fmt.Sprintf("corrected to %d min", k.Minutes)); err != nil {
			return was, err
		}
	}
	return visitIn(v.View, v.policy, `id = $1`, was.ID)
}
