package care

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// announceVisit queues the call that tells the elder who comes.
func (v *verb) announceVisit(w Visit, elder int64) error {
	return v.announceRound(w, elder, Facts{Since: v.now, Try: 1}, v.now)
}

// announceRound queues one try of a round of such calls, in the hours of calls.
func (v *verb) announceRound(w Visit, elder int64, round Facts, due time.Time) error {
	return v.callElder(w, elder, AboutVisit, round, v.policy.Hours.Calls.Next(due))
}

// askElder queues the call after the visit.
func (v *verb) askElder(w Visit, elder int64, try int, due time.Time) error {
	return v.callElder(w, elder, AboutConfirm, Facts{Try: try}, v.policy.Hours.Confirm.Next(due))
}

func (v *verb) callElder(w Visit, elder int64, about string, f Facts, due time.Time) error {
	m, err := member(v.View, elder)
	if err != nil {
		return err
	}
	return v.queue(Outgoing{
		Key:  fmt.Sprintf("visit/%d/%s/%d", w.ID, cmp.Or(f.Round, about), f.Try),
		Lane: CallLane, Action: PlaceCall, Kind: about, Ref: w.ID,
		Member: m.ID, Phone: m.Phone(), Lang: m.Lang, Facts: f, DueAt: due,
	})
}

// An Appointment is what an elder is told about a request.
type Appointment struct {
	Request Request
	Elder   Member
	Helper  Member // zero while nobody has taken it
	Along   Member // goes along with the helper; zero for nobody
	Also    Visit  // of whoever went along, about which the call after the visit asks too; zero for none
	Gone    Member // of whom the elder was told before, and who does not come; zero for nobody

	waits bool // for somebody to go along
}

// Coming reports whether somebody is to come of whom the elder can be told: not
// one who still waits for a companion.
func (a Appointment) Coming() bool { return a.Request.Taken() && !a.waits }

// AppointmentOf is the appointment of a visit, also of one that is over or
// was given up: see Visit.Open.
func (c *Centre) AppointmentOf(ctx context.Context, visit int64) (a Appointment, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		if a.Request, err = requestIn(v, p, `id = (SELECT request FROM visits WHERE id = $1)`, visit); err != nil {
			return err
		}
		if a.Request.Visit, err = visitIn(v, p, `id = $1`, visit); err != nil {
			return err
		}
		if err := a.people(v, p); err != nil {
			return err
		}
		return a.both(v, p)
	})
	return a, err
}

// both adds the other of two whom the call after a visit asks about.
func (a *Appointment) both(v *ledger.View, p *Policy) error {
	other, err := alsoAsked(v, p, a.Request)
	if err != nil || other.ID == 0 {
		return err
	}
	a.Also = other.Visit
	a.Along, err = member(v, other.Visit.Volunteer)
	return err
}

func (a *Appointment) people(v *ledger.View, p *Policy) (err error) {
	if a.Elder, err = member(v, a.Request.Elder); err != nil {
		return err
	}
	if a.Gone, err = goneFrom(v, a.Request.ID); err != nil || !a.Request.Taken() {
		return err
	}
	if a.Helper, err = member(v, a.Request.Visit.Volunteer); err != nil {
		return err
	}
	along, err := pairOf(v, p, a.Request.Visit)
	a.waits = along.ID != 0 && !along.Taken()
	if err == nil && along.Taken() {
		a.Along, err = member(v, along.Visit.Volunteer)
	}
	return err
}

// Told is the elder's key after hearing who comes. When it is not
// convenient, a person rings to find another time.
func (c *Centre) Told(ctx context.Context, visit int64, convenient bool) error {
	return c.write(ctx, func(v *verb) error {
		r, err := v.requestWhere(`visit = $1`, visit)
		if err != nil {
			return ignoreNoRows(err) // the volunteer dropped it while the phone rang
		}
		if _, err := v.move(r, announce); errors.Is(err, errWrongState) {
			return nil // cancelled, or begun, while the phone rang
		} else if err != nil {
			return err
		}
		if _, err := v.Exec(`UPDATE visits SET announced_at = coalesce(announced_at, $1), told_at = $1 WHERE id = $2`, ms(v.now), visit); err != nil || convenient {
			return err
		}
		return v.visitTicket(r, Inconvenient)
	})
}

// announceEnded follows a call that ended: an elder who was not told is rung
// again, and in the end a person goes, unless an earlier call was heard.
func (v *verb) announceEnded(o Outgoing) error {
	r, err := v.requestWhere(`visit = $1`, o.Ref)
	if err != nil || r.State != Accepted && r.State != Announced {
		return ignoreNoRows(err)
	}
	told, err := v.toldAt(o.Ref)
	if err != nil || !told.IsZero() && !told.Before(o.Facts.Since) {
		return err
	}
	if o.Facts.Try < v.policy.Announce.Attempts {
		o.Facts.Try++
		return v.announceRound(r.Visit, r.Elder, o.Facts, v.now.Add(v.policy.Announce.Every.Std()))
	}
	if !told.IsZero() {
		return nil
	}
	return v.visitTicket(r, NotAnnounced)
}

// toldAt is when the elder last heard who comes; zero for never.
func (v *verb) toldAt(visit int64) (time.Time, error) {
	var at *int64
	err := v.QueryRow(`SELECT told_at FROM visits WHERE id = $1`, visit).Scan(&at)
	return v.policy.moment(at), err
}

// visitTicket opens a ticket about a visit for its elder: once for each kind
// and plan, and once a day for an elder who wants another time.
func (v *verb) visitTicket(r Request, kind TicketKind) error {
	elder, err := member(v.View, r.Elder)
	if err != nil {
		return err
	}
	source := fmt.Sprintf("visit/%d/%s/%d", r.Visit.ID, kind, r.Visit.PlannedAt.Unix())
	if kind == Inconvenient {
		source += "/" + v.now.Format(time.DateOnly)
	}
	return v.ticket(Ticket{
		Source: source, Kind: kind,
		Member: elder.ID, Phone: elder.Phone(), Ref: r.Visit.ID,
	})
}
