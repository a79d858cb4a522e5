package care

import (
	"context"
	"database/sql"
	"time"

	"hourline/ledger"
)

// A TicketKind says what a person must do.
type TicketKind string

// The kinds of ticket.
const (
	CallBack     TicketKind = "call-back"     // somebody asked for a person
	Unfinished   TicketKind = "unfinished"    // a request was chosen and not confirmed
	NobodyTook   TicketKind = "nobody-took"   // no volunteer in time
	NoCompanion  TicketKind = "no-companion"  // nobody goes along with a first visit
	NotTold      TicketKind = "not-told"      // the elder waits for somebody who does not come, and could not be told
	NotAnnounced TicketKind = "not-announced" // the elder could not be told who comes
	Inconvenient TicketKind = "inconvenient"  // the elder wants another time
	NotBegun     TicketKind = "not-begun"     // a visit has not begun long after its time: ring the elder
	NotConfirmed TicketKind = "not-confirmed" // the elder could not be asked after the visit
	NotRight     TicketKind = "not-right"     // the elder says the visit was not so
	NotSatisfied TicketKind = "not-satisfied" //
	Unanswered   TicketKind = "unanswered"    // nobody has said anything about a visit's end for days
	ByHandTicket TicketKind = "by-hand"       // a visit that staff entered waits for a second person
	Review       TicketKind = "review"        // a visit with an exception
	SecondTicket TicketKind = "second-person" // one of the staff has asked for something, and a second must; Note says what
	JoinRequest  TicketKind = "join"          // somebody wants to be a volunteer
	WrongCodes   TicketKind = "wrong-codes"   // a phone is locked; its owner may stand at a door
	OptedOut     TicketKind = "opted-out"     // wants no texts; ring instead
	Exchange     TicketKind = "exchange"      // wants goods or money for hours
	VoiceNote    TicketKind = "voice-note"    // an unknown caller left a message

	RedemptionTicket TicketKind = "redemption" // hours become goods or cash: Ref is which, Note how it stands

	SelfTestFailed TicketKind = "self-test"     // the chain of an emergency is broken; Note says where
	FirstContact   TicketKind = "first-contact" // an elder is newly in the books: a worker goes, with magnet and card
	NotWell        TicketKind = "not-well"      // a member who wants to be asked has not answered
	SignalTicket   TicketKind = "signal"        // something is odd; Ref is the signal, Note has its numbers

	StrangersHeldBack TicketKind = "strangers" // they have cost enough today; Note names the limit
	CostlyDay         TicketKind = "costly"    // calls and texts of the day cost more than they should

	GrantsSpent TicketKind = "grants-spent" // a fund could not give all it was to; Note is the fund
)

// TicketKinds are all kinds.
var TicketKinds = []TicketKind{
	CallBack, Unfinished, NobodyTook, NoCompanion, NotTold, NotAnnounced, Inconvenient, NotBegun, NotConfirmed, NotRight, NotSatisfied, Unanswered, ByHandTicket, Review, SecondTicket, JoinRequest,
	WrongCodes, OptedOut, Exchange, RedemptionTicket, VoiceNote, FirstContact, NotWell, SignalTicket, SelfTestFailed, StrangersHeldBack, CostlyDay, GrantsSpent,
}

// A Ticket is work for a person.
type Ticket struct {
	ID     int64
	Source string // natural key: opened twice is opened once
	Kind   TicketKind
	Member int64 // 0 when nobody known
	Phone  Phone
	Ref    int64  // visit, request or case, by kind
	Note   string // codes and ids only; what was said stays with the carrier's recording
	Opened time.Time
	Due    time.Time

	Community string    // of whom it is about, empty when nobody knows
	Owner     int64     // the member whose work it is, 0 for nobody yet
	Later     time.Time // put off until then by its owner; zero when it was not
	Closed    time.Time // zero while it is open
	Outcome   string
	ClosedBy  string // number of the member who closed it
	Reopened  int    // how often it was closed by mistake
}

// OpenTicket opens a ticket; a source that has one already opens none, nor
// does a phone with many of the kind: whoever works on those rings it anyway.
func (c *Centre) OpenTicket(ctx context.Context, t Ticket) error {
	return c.write(ctx, func(v *verb) error {
		if many, err := v.manyOpen(t); err != nil || many {
			return err
		}
		return v.ticket(t)
	})
}

func (v *verb) manyOpen(t Ticket) (bool, error) {
	const many = 5
	if t.Phone == "" {
		return false, nil // hidden callers are not one phone
	}
	var open int
	err := v.QueryRow(`SELECT count(*) FROM tickets WHERE closed_at IS NULL AND phone = $1 AND kind = $2`, string(t.Phone), string(t.Kind)).Scan(&open)
	return open >= many, err
}

func (v *verb) ticket(t Ticket) error {
	_, err := v.openTicket(t)
	return err
}

// openTicket also tells whether there was none of its source.
func (v *verb) openTicket(t Ticket) (fresh bool, err error) {
	var known bool
	if err := v.QueryRow(`SELECT EXISTS (SELECT 1 FROM tickets WHERE source = $1)`, t.Source).Scan(&known); err != nil || known {
		return false, err
	}
	if t.Owner, t.Community, err = v.ownerOf(t); err != nil {
		return false, err
	}
	t.Due = v.policy.dueAt(t.Kind, v.now)
	v.queued[timers] = true
	_, err = v.Exec(`INSERT INTO tickets (source, kind, member, phone, ref, note, opened_at, due_at, community, owner, next_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		t.Source, string(t.Kind), t.Member, string(t.Phone), t.Ref, t.Note, ms(v.now), ms(t.Due), t.Community, t.Owner, ms(v.policy.Hours.Texts.Next(t.Due)))
	return true, err
}

// within is how soon a person must act, counted from when somebody is there.
func (p TicketPolicy) within(k TicketKind) time.Duration {
	switch k {
	case NotBegun:
		return p.Urgent.Std()
	case CallBack, VoiceNote, Exchange, WrongCodes, NotWell:
		return p.Callback.Std()
	case Unfinished:
		return p.Unfinished.Std()
	case FirstContact:
		return p.FirstContact.Std()
	}
	return p.Other.Std()
}

const ticketColumns = `id, source, kind, member, phone, ref, note, opened_at, due_at, community, owner, later_at, closed_at, outcome, closed_by, reopened`

// scanTicket reads one row of ticketColumns.
func (p *Policy) scanTicket(row interface{ Scan(...any) error }) (t Ticket, err error) {
	var opened, due int64
	var later, closed *int64
	err = row.Scan(&t.ID, &t.Source, &t.Kind, &t.Member, &t.Phone, &t.Ref, &t.Note, &opened, &due,
		&t.Community, &t.Owner, &later, &closed, &t.Outcome, &t.ClosedBy, &t.Reopened)
	t.Opened, t.Due, t.Later, t.Closed = p.moment(&opened), p.moment(&due), p.moment(later), p.moment(closed)
	return t, err
}

// ticketsIn runs a query that returns ticketColumns.
func ticketsIn(v *ledger.View, p *Policy, query string, args ...any) ([]Ticket, error) {
	return collect(v, func(r *sql.Rows) (Ticket, error) { return p.scanTicket(r) }, query, args...)
}

// Tickets are the open tickets, the most urgent first.
func (c *Centre) Tickets(ctx context.Context) (open []Ticket, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		open, err = ticketsIn(v, p, `SELECT `+ticketColumns+` FROM tickets WHERE closed_at IS NULL ORDER BY due_at, id`)
		return err
	})
	return open, err
}
