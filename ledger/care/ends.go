package care

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"hourline/ledger"
)

// An end is how the beginning or the finish of a visit was told.
type end struct {
	at    time.Time
	stale bool // it was told long after
	grade Grade
	said  int64 // minutes of a finish, as the volunteer counted them; 0 for none
}

// mark is the end as the events of the visit keep it, with what the volunteer
// counted.
func (e end) mark() string {
	text := mark(e.at) + " " + string(e.grade)
	if e.said > 0 {
		text += fmt.Sprintf(" %d min", e.said)
	}
	return text
}

// Start is a volunteer's text that a visit has begun. Sent again it changes
// nothing and the clock does not restart.
func (c *Centre) Start(ctx context.Context, t Text, code VisitCode) error {
	return c.aboutVisit(ctx, t, code, func(v *verb, r Request) (answer, error) { return v.textStart(r, t, code) })
}

func (v *verb) textStart(r Request, t Text, code VisitCode) (answer, error) {
	if !r.State.allows(start) {
		return v.asItStands(r)
	}
	other, err := v.elsewhere(r.Visit)
	if err != nil || other.ID != 0 {
		return finishFirst(r.Visit, other), err
	}
	grade, err := v.attest(&r, t, r.Visit.StartCell, code.Card)
	if err != nil || grade == "" {
		return cellAgain("cell.start", r, r.Visit.StartCell), err
	}
	at, stale := v.sent(t)
	if r, err = v.start(r, end{at: at, stale: stale, grade: grade}); err != nil {
		return answer{}, err
	}
	return v.asItStands(r)
}

// start records the beginning, and draws the cell that the finish is asked for.
func (v *verb) start(r Request, e end) (Request, error) {
	r, err := v.move(r, start)
	if err != nil {
		return r, err
	}
	if e.stale {
		if err := v.review(r.Visit, "late-text"); err != nil {
			return r, err
		}
	}
	w := &r.Visit
	if err := v.changed(w.ID, "started", "", e.mark()); err != nil {
		return r, err
	}
	w.StartedAt, w.StartGrade = e.at, e.grade
	if _, err := v.Exec(`UPDATE visits SET started_at = $1, start_grade = $2 WHERE id = $3`, ms(w.StartedAt), string(w.StartGrade), w.ID); err != nil {
		return r, err
	}
	if w.FinishCell == 0 && e.grade != ByHand { // one that was undone is asked for again
		w.FinishCell, err = v.askForCell(r, "finish_cell")
	}
	return r, err
}

// Finish is a volunteer's text that a visit is over.
func (c *Centre) Finish(ctx context.Context, t Text, code VisitCode) error {
	return c.aboutVisit(ctx, t, code, func(v *verb, r Request) (answer, error) { return v.textFinish(r, t, code) })
}

// textFinish finishes by text. Two digits behind the code may be minutes or a
// cell: they are a cell once one was asked for, and the answer to a wrong one
// says how to write minutes.
func (v *verb) textFinish(r Request, t Text, code VisitCode) (answer, error) {
	if !r.State.allows(finish) {
		return v.asItStands(r)
	}
	if code.Either != "" && v.expects(r.Visit, r.Visit.FinishCell) {
		code.Card, code.Minutes = code.Either, 0
	}
	grade, err := v.attest(&r, t, r.Visit.FinishCell, code.Card)
	if err != nil || grade == "" {
		return cellAgain("cell.finish", r, r.Visit.FinishCell), err
	}
	at, stale := v.sent(t)
	return v.finish(r, end{at: at, stale: stale, grade: grade, said: code.Minutes})
}

// finish records the end. Hours whose both ends are well attested are stored at
// once. One at whose time the volunteer was on another visit counts nothing
// before people have found out how it was. A visit that needs a second look goes to a person; all others wait for
// the elder's key.
func (v *verb) finish(r Request, e end) (answer, error) {
	r, err := v.move(r, finish)
	if err != nil {
		return answer{}, err
	}
	w := r.Visit
	if err := errors.Join(v.changed(w.ID, "finished", "", e.mark()), v.sweepSoon()); err != nil {
		return answer{}, err
	}
	p, err := v.policyWhen(e.at)
	if err != nil {
		return answer{}, err
	}
	wasStarted := !w.StartedAt.IsZero()
	if !wasStarted {
		w.StartedAt, w.StartGrade = w.PlannedAt, ByCode
	}
	w.FinishedAt, w.FinishGrade, w.Said = e.at, e.grade, e.said
	reasons := p.exceptions(w, wasStarted)
	if e.stale {
		reasons = append(reasons, "late-text")
	}
	twice, err := v.overlaps(w)
	if err != nil {
		return answer{}, err
	}
	if twice {
		reasons = append(reasons, Overlap)
	} else {
		var over []Reason
		if w.Credited, over, err = v.creditable(w, p); err != nil {
			return answer{}, err
		}
		reasons = append(reasons, over...)
	}
	if w.Credited == 0 && len(reasons) == 0 {
		reasons = append(reasons, "no-credit") // long enough, but rounded to nothing
	}
	r.Visit = w
	_, err = v.Exec(`UPDATE visits SET started_at = $1, finished_at = $2, said_minutes = $3, credited_minutes = $4,
		start_grade = $5, finish_grade = $6 WHERE id = $7`,
		ms(w.StartedAt), ms(w.FinishedAt), w.Said, w.Credited, string(w.StartGrade), string(w.FinishGrade), w.ID)
	if err != nil {
		return answer{}, err
	}
	if len(reasons) > 0 {
		if err := v.review(w, reasons...); err != nil {
			return answer{}, err
		}
	}
	if w.Credited == 0 {
		return answer{words: "review", ref: w.ID, facts: Facts{Kind: r.Kind, Code: w.Code}}, v.silent(w, v.now.Add(v.policy.Evidence.Silence.Std()))
	}
	if len(reasons) == 0 && w.trusted() {
		if r, err = v.credit(r, "evidence "+string(w.StartGrade+w.FinishGrade)); err != nil {
			return answer{}, err
		}
		return v.asItStands(r)
	}
	if w.byHand() {
		return answer{words: "entered", ref: w.ID, facts: Facts{Kind: r.Kind, When: w.StartedAt, Minutes: w.Credited}}, v.waitForSecond(r)
	}
	if err := errors.Join(v.silent(w, v.now.Add(v.policy.Evidence.Silence.Std())), v.askAfter(r)); err != nil {
		return answer{}, err
	}
	a, err := v.asItStands(r)
	if !wasStarted {
		a.words = "finish.unstarted"
	}
	return a, err
}

// Undo takes the last text about a visit back, for as long as policy gives.
func (c *Centre) Undo(ctx context.Context, t Text, code VisitCode) error {
	return c.aboutVisit(ctx, t, code, func(v *verb, r Request) (answer, error) {
		w := r.Visit
		tooLate := answer{words: "undo.late", ref: w.ID, facts: Facts{Kind: r.Kind, Code: w.Code}}
		fresh := func(at time.Time) bool { return !at.IsZero() && v.now.Sub(at) <= v.policy.Visit.Undo.Std() }
		switch {
		case (r.State == Finished || r.State == Credited) && fresh(w.FinishedAt):
			return v.undoFinish(r)
		case r.State == Started && fresh(w.StartedAt):
			return v.undoStart(r)
		}
		return tooLate, nil
	})
}

func (v *verb) undoFinish(r Request) (answer, error) {
	stored := r.State == Credited
	if stored {
		if gone, err := v.takeBack(r, undone, "volunteer's text"); err != nil || !gone {
			return answer{words: "undo.late", ref: r.Visit.ID, facts: Facts{Kind: r.Kind, Code: r.Visit.Code}}, err
		}
	}
	r, err := v.move(r, undoFinish)
	if err != nil {
		return answer{}, err
	}
	if err := errors.Join(v.changed(r.Visit.ID, "undone", mark(r.Visit.FinishedAt), ""), v.silent(r.Visit, time.Time{}), v.reopen(r.Visit)); err != nil {
		return answer{}, err
	}
	if _, err := v.Exec(`UPDATE visits SET finished_at = NULL, said_minutes = 0, credited_minutes = 0, finish_grade = '' WHERE id = $1`, r.Visit.ID); err != nil {
		return answer{}, err
	}
	// The next finish asks anew, under keys of its own.
	if _, err := v.Exec(`UPDATE outbox SET state = 'dropped', key = key || '/undone/' || id WHERE kind = $1 AND ref = $2`, AboutConfirm, r.Visit.ID); err != nil {
		return answer{}, err
	}
	a := answer{words: "finished.undone", ref: r.Visit.ID, facts: Facts{Kind: r.Kind, Code: r.Visit.Code}}
	if !stored {
		return a, nil
	}
	back, err := v.taker(r.Visit.Entry)
	if err != nil {
		return a, err
	}
	a.words, a.facts.Minutes = "finished.undone.stored", back.Amount
	a.facts.Receipt, err = v.Number(back)
	return a, err
}

func (v *verb) undoStart(r Request) (answer, error) {
	r, err := v.move(r, undoStart)
	if err != nil {
		return answer{}, err
	}
	if err := v.changed(r.Visit.ID, "undone", mark(r.Visit.StartedAt), ""); err != nil {
		return answer{}, err
	}
	_, err = v.Exec(`UPDATE visits SET started_at = NULL, start_grade = '' WHERE id = $1`, r.Visit.ID)
	return answer{words: "started.undone", ref: r.Visit.ID, facts: Facts{Kind: r.Kind, Code: r.Visit.Code}}, err
}

// asItStands is the answer that says where a visit stands, the same for the
// first text and for its repeats.
func (v *verb) asItStands(r Request) (answer, error) {
	w := r.Visit
	a := answer{ref: w.ID, facts: Facts{Kind: r.Kind, Code: w.Code, When: w.StartedAt, Minutes: w.Credited}}
	unsure := w.WrongCells >= v.policy.Evidence.WrongCells
	switch {
	case r.State == Started && v.expects(w, w.FinishCell):
		a.facts.Cell = w.FinishCell
		a.words = asking("started", w.FinishCell)
	case r.State == Started && unsure:
		a.words = "started.unsure"
	case r.State == Started:
		a.words = "started"
	case w.Entry != 0:
		return v.storedAnswer(w, a)
	case !w.FinishedAt.IsZero() && unsure && w.FinishGrade == ByCode:
		a.words = "finished.unsure"
	case !w.FinishedAt.IsZero():
		a.words = "finished"
	default:
		a.facts.When, a.facts.Cell = w.PlannedAt, w.StartCell
		a.words = asking("taken", w.StartCell)
	}
	return a, nil
}

// WhatNext tells what a bare code can only mean to its sender: Start when
// the visit has not begun, Finish when it has.
func (c *Centre) WhatNext(ctx context.Context, t Text, code VisitCode) error {
	return c.aboutVisit(ctx, t, code, func(v *verb, r Request) (answer, error) {
		if slices.Contains([]State{Accepted, Announced}, r.State) && r.Visit.PlannedAt.Sub(v.now) > time.Hour {
			return v.asItStands(r) // hours too early: nothing is clear
		}
		if r.State == Started {
			return v.textFinish(r, t, code)
		}
		return v.textStart(r, t, code)
	})
}

// storedAnswer is a with the receipt of the hours that were stored.
func (v *verb) storedAnswer(w Visit, a answer) (answer, error) {
	e, err := v.Entry(ledger.EntryID(w.Entry))
	if err != nil {
		return a, err
	}
	a.words = "finished.stored"
	if a.facts.Receipt, err = v.Number(e); err != nil {
		return a, err
	}
	_, a.facts.Balance, err = v.savings(w)
	return a, err
}
