package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// A VisitCode is what a volunteer's text says about a visit.
type VisitCode struct {
	Code    string
	Minutes int64  // the volunteer's own count on finishing, or how late; 0 for none
	Card    string // the two digits of a cell of the elder's home card, "" for none
	Either  string // the two digits of Minutes, when they may as well be a cell
}

// Take is a volunteer's text that takes a request, at the time of day that
// the volunteer names or NoTime. The first one wins.
func (c *Centre) Take(ctx context.Context, t Text, request int64, at TimeOfDay) error {
	return c.aboutOffer(ctx, t, request, func(v *verb, r Request, m Member) (answer, error) {
		if r.Taken() && r.Visit.Volunteer == m.ID && r.Visit.Open {
			if waits, err := v.waitsForCompanion(r.Visit); err != nil || waits {
				return takenFirst(r), err
			}
			return v.taken(r, m)
		}
		if _, err := r.State.next(accept); errors.Is(err, errWrongState) {
			return answer{words: "taken.already", ref: r.ID, facts: Facts{Request: r.ID, Kind: r.Kind}}, nil
		}
		begin, free, err := v.planFor(r, m, at)
		if err != nil || !free {
			return answer{words: "taken.clash", ref: r.ID, facts: Facts{Request: r.ID, Kind: r.Kind}}, err
		}
		first, err := v.needsCompanion(r, m)
		if err != nil {
			return answer{}, err
		}
		next, err := v.move(r, accept)
		if err != nil {
			return answer{}, err
		}
		if next.Visit, err = v.newVisit(r, m.ID, begin); err != nil {
			return answer{}, err
		}
		if next.Visit.StartCell, err = v.askForCell(next, "start_cell"); err != nil {
			return answer{}, err
		}
		if err := v.drop(AboutNews, r.ID); err != nil {
			return answer{}, err
		}
		switch {
		case first:
			return takenFirst(next), v.seekCompanion(next)
		case next.Pair != 0:
			next.Visit.DoorWord, err = v.takenAlong(next, m)
		default:
			err = v.announceVisit(next.Visit, r.Elder)
		}
		if err != nil {
			return answer{}, err
		}
		return v.taken(next, m)
	})
}

// taken tells the taker the code and, in a second text, where to go: nobody
// else ever gets the address.
func (v *verb) taken(r Request, m Member) (answer, error) {
	elder, err := member(v.View, r.Elder)
	if err != nil {
		return answer{}, err
	}
	facts := Facts{Kind: r.Kind, When: r.Visit.PlannedAt, Code: r.Visit.Code, Name: elder.Name, Address: elder.Address,
		Door: r.Visit.DoorWord, DoorLang: elder.Lang, Cell: r.Visit.StartCell}
	err = v.queue(Outgoing{
		Key: fmt.Sprintf("visit/%d/where", r.Visit.ID), Lane: TextLane, Action: SendText, Kind: "taken.where", Ref: r.Visit.ID,
		Member: m.ID, Phone: m.Phone(), Lang: m.Lang, Facts: facts,
	})
	return answer{words: asking("taken", facts.Cell), ref: r.Visit.ID, facts: facts}, err
}

// Pass is a volunteer's text that does not take a request.
func (c *Centre) Pass(ctx context.Context, t Text, request int64) error {
	return c.aboutOffer(ctx, t, request, func(v *verb, r Request, m Member) (answer, error) {
		return answer{words: "passed", ref: r.ID, facts: Facts{Request: r.ID}}, v.pass(r.ID, m.ID)
	})
}

// pass notes that a volunteer is not to be asked about a request again.
func (v *verb) pass(request, volunteer int64) error {
	_, err := v.Exec(`UPDATE offers SET passed_at = $1 WHERE request = $2 AND volunteer = $3 AND passed_at IS NULL`, ms(v.now), request, volunteer)
	return err
}

// aboutOffer finds the request that was offered to the sender. One that was
// not counts as a wrong code: request numbers can be guessed.
func (c *Centre) aboutOffer(ctx context.Context, t Text, request int64, do func(*verb, Request, Member) (answer, error)) error {
	return c.fromMember(ctx, t, func(v *verb, senders []Member) (answer, error) {
		if a, locked, err := v.refusedByLock(t); err != nil || locked {
			return a, err
		}
		for _, m := range senders {
			var offered bool
			if err := v.QueryRow(`SELECT EXISTS (SELECT 1 FROM offers WHERE request = $1 AND volunteer = $2)`, request, m.ID).Scan(&offered); err != nil {
				return answer{}, err
			}
			if !offered {
				continue
			}
			r, err := v.requestWhere(`id = $1`, request)
			if err != nil {
				return answer{}, err
			}
			if err := v.hasAnswered(m.ID); err != nil {
				return answer{}, err
			}
			return do(v, r, m)
		}
		return v.wrongCode(t, senders)
	})
}

// Late notes that the volunteer comes later than planned.
func (c *Centre) Late(ctx context.Context, t Text, code VisitCode) error {
	return c.aboutVisit(ctx, t, code, func(v *verb, r Request) (answer, error) {
		if r.State != Accepted && r.State != Announced {
			return v.asItStands(r)
		}
		return v.late(r, code.Minutes)
	})
}

// Drop is a volunteer's text that he or she cannot come: the request is
// offered again at once.
func (c *Centre) Drop(ctx context.Context, t Text, code VisitCode) error {
	return c.aboutVisit(ctx, t, code, func(v *verb, r Request) (answer, error) { return v.dropVisit(r) })
}

// aboutVisit finds the visit that both the code and the sender belong to.
func (c *Centre) aboutVisit(ctx context.Context, t Text, code VisitCode, do func(*verb, Request) (answer, error)) error {
	return c.fromMember(ctx, t, func(v *verb, senders []Member) (answer, error) {
		if a, locked, err := v.refusedByLock(t); err != nil || locked {
			return a, err
		}
		r, err := v.requestOfCode(senders, code.Code)
		if errors.Is(err, sql.ErrNoRows) {
			return v.wrongCode(t, senders)
		}
		if err != nil {
			return answer{}, err
		}
		return do(v, r)
	})
}

// requestOfCode is the request that one of the senders took with this code;
// the last one, so that a text repeated after the end finds its visit too.
func (v *verb) requestOfCode(senders []Member, code string) (Request, error) {
	for _, m := range senders {
		w, err := visitIn(v.View, v.policy, `code = $1 AND volunteer = $2 AND ended IN ('', 'posted')`, code, m.ID)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return Request{}, err
		}
		return v.requestWhere(`visit = $1`, w.ID)
	}
	return Request{}, sql.ErrNoRows
}
