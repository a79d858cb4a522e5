package care

import (
	"errors"
	"fmt"
)

// closeUnfinished closes a visit that nobody has finished, long after its end.
// It counts as long as it was planned, and not before somebody confirms it:
// the elder is asked, and a person looks. One that never began counts nothing
// until a person has asked both.
func (v *verb) closeUnfinished(r Request) error {
	w, reasons := r.Visit, []Reason{ForgotFinish}
	w.FinishedAt = w.Ends()
	begun := !w.StartedAt.IsZero()
	if !begun {
		w.StartedAt, reasons = w.ExpectedAt(), []Reason{ForgotStart, ForgotFinish}
	}
	twice, err := v.overlaps(w)
	if err != nil {
		return err
	}
	if twice && begun {
		reasons = append(reasons, Overlap)
	} else if begun {
		w.Credited = v.policy.minutes(w)
	}
	if r, err = v.move(r, finish); err != nil {
		return err
	}
	if _, err := v.Exec(`UPDATE visits SET started_at = $1, finished_at = $2, credited_minutes = $3 WHERE id = $4`,
		ms(w.StartedAt), ms(w.FinishedAt), w.Credited, w.ID); err != nil {
		return err
	}
	if err := errors.Join(v.happened(VisitEvent{Visit: w.ID, What: "closed", Reason: reasons[0], New: fmt.Sprint(w.Credited)}), v.sweepSoon()); err != nil {
		return err
	}
	if err := v.review(w, reasons...); err != nil {
		return err
	}
	return v.tellClosed(r, w)
}

// tellClosed tells the volunteer what became of a visit that was not finished,
// and asks the elder about one that began.
func (v *verb) tellClosed(r Request, w Visit) error {
	helper, err := member(v.View, w.Volunteer)
	if err != nil {
		return err
	}
	words := "closed.unfinished"
	if w.Credited == 0 {
		words = "closed.unbegun"
	}
	if err := v.text(fmt.Sprintf("visit/%d/closed/%d", w.ID, w.StartedAt.Unix()), words, w.ID, helper,
		Facts{Kind: r.Kind, Minutes: w.Credited, Code: w.Code}); err != nil {
		return err
	}
	if err := v.silent(w, v.now.Add(v.policy.Evidence.Silence.Std())); err != nil || w.Credited == 0 {
		return err
	}
	r.Visit = w
	return v.askAfter(r)
}
