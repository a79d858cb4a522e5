package care

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// A Lane keeps what is urgent apart from what is not: each has its own
// workers, so a thousand texts never delay an emergency.
type Lane string

// The lanes of the outbox. What an emergency needs is queued on EmergencyLane,
// and all of it but calls goes on UrgentLane: only calls wait for the carrier's
// pace, so a hang-up never stands behind fifty of them.
const (
	EmergencyLane Lane = "emergency"
	UrgentLane    Lane = "urgent"
	CallLane      Lane = "call"
	TextLane      Lane = "text"
)

// timers is no lane of the outbox: it wakes Watch for what falls due by itself.
const timers Lane = "timers"

// Lanes are all lanes.
var Lanes = []Lane{EmergencyLane, UrgentLane, CallLane, TextLane}

// forHelp tells whether a lane carries what an emergency needs.
func (l Lane) forHelp() bool { return l == EmergencyLane || l == UrgentLane }

// An Action is what the carrier is asked to do.
type Action string

// The actions.
const (
	PlaceCall Action = "call"
	SendText  Action = "text"
	HangUp    Action = "hangup"   // end the call Facts.Call
	Redirect  Action = "redirect" // ask us again what the call Facts.Call should hear
)

// What an outgoing call is about. A text's is the key of its words in prompts.
const (
	AboutCase     = "case"      // ref is the case: ring a responder
	AboutCheck    = "check"     // ref is the case: ask the acceptor how it stands
	AboutElder    = "elder"     // ref is the case: ring the one in need
	AboutVisit    = "announce"  // ref is the visit: who comes and when
	AboutDoorWord = "door-word" // ref is the visit: the elder asked to hear it
	AboutNews     = "news"      // ref is the request: nobody comes yet, or at all
	AboutNotBegun = "not-begun" // ref is the visit: where is its volunteer?
	AboutNotEnded = "not-ended" // ref is the visit: is its volunteer still there?
	AboutDelay    = "delay"     // ref is the visit: the elder waits, and is told why
	AboutConfirm  = "confirm"   // ref is the visit: was it so?
	AboutCheckin  = "checkin"   // ref is the day: are you well?
	AboutContact  = "contact"   // ref is the day: a contact is asked to look
)

// Facts are what a text or a call says, before any language. A field that
// does not belong to the words is left at its zero value.
type Facts struct {
	Name      string    `json:"name,omitempty"`   // the elder, as spoken
	Helper    string    `json:"helper,omitempty"` // the volunteer or the responder
	Kind      Kind      `json:"kind,omitempty"`
	When      time.Time `json:"when,omitzero"` // a moment
	Day       time.Time `json:"day,omitzero"`  // a day; zero for any of the next days
	Code      string    `json:"code,omitempty"`
	Request   int64     `json:"request,omitempty"`
	Case      int64     `json:"case,omitempty"`    // its three-digit number
	Receipt   string    `json:"receipt,omitempty"` // number of an entry
	Slip      string    `json:"slip,omitempty"`    // the bank's signed word on it
	Purpose   Purpose   `json:"purpose,omitempty"` // of it, where there is no kind
	Minutes   int64     `json:"minutes,omitempty"`
	Cell      int       `json:"cell,omitempty"` // of the home card, by its number
	Balance   int64     `json:"balance,omitempty"`
	Available int64     `json:"available,omitempty"` // of the balance
	Year      int64     `json:"year,omitempty"`
	In        int64     `json:"in,omitempty"`     // minutes that came in it
	Out       int64     `json:"out,omitempty"`    // and went
	Fen       int64     `json:"fen,omitempty"`    // of money
	Goods     string    `json:"goods,omitempty"`  // in the language of whom it is said to; empty for money
	Pieces    int64     `json:"pieces,omitempty"` // of goods
	Place     string    `json:"place,omitempty"`  // community or street
	Bank      string    `json:"bank,omitempty"`   // another one
	Address   string    `json:"address,omitempty"`
	Door      int       `json:"door,omitempty"`     // index of the door word
	DoorLang  string    `json:"doorLang,omitempty"` // the elder's language, in which it is said
	Phone     Phone     `json:"phone,omitempty"`
	Responder int       `json:"responder,omitempty"` // index in the frozen ladder
	Round     string    `json:"round,omitempty"`     // which time an elder is told who comes; empty for the first
	Since     time.Time `json:"since,omitzero"`      // when that round began
	Try       int       `json:"try,omitempty"`       // which attempt to reach somebody, 1 for the first
	Call      string    `json:"call,omitempty"`      // the carrier's name of a live call

	Tickets [MostListed]TicketFact `json:"tickets,omitzero"` // work for a person, the most urgent first
	Count   int64                  `json:"count,omitempty"`  // of them, also those that are not named

	Last [lastMoves]Moved `json:"last,omitzero"` // of a passbook, the newest first; zero for none
	Paid Payment          `json:"paid,omitzero"` // for the last visit that was received
}

// MostListed is how many tickets a text names.
const MostListed = 3

// A TicketFact is what is said of a ticket.
type TicketFact struct {
	ID   int64      `json:"id"`
	Kind TicketKind `json:"kind"`
	Name string     `json:"name,omitempty"` // whom it is about, empty for a caller whom nobody knows
}

// An Outgoing is one row of the outbox.
type Outgoing struct {
	ID      int64
	Key     string
	Lane    Lane
	Action  Action
	Kind    string
	Ref     int64
	Member  int64 // whom it is for; 0 when nobody known
	Phone   Phone
	Lang    string
	Facts   Facts
	Body    string // the text as it was last handed over
	DueAt   time.Time
	Attempt int    // 1 for the first
	SID     string // the carrier's name, once it has given one
	Created time.Time
	Unsure  bool // an earlier attempt may have reached the carrier: look before trying again
}

const outgoingColumns = `id, key, lane, action, kind, ref, member, phone, lang, facts, body, due_at, attempts, sid, created_at`

func scanOutgoing(row interface{ Scan(...any) error }) (o Outgoing, err error) {
	var facts string
	var due, created int64
	err = row.Scan(&o.ID, &o.Key, &o.Lane, &o.Action, &o.Kind, &o.Ref, &o.Member, &o.Phone, &o.Lang, &facts,
		&o.Body, &due, &o.Attempt, &o.SID, &created)
	if err != nil {
		return o, err
	}
	o.DueAt, o.Created = time.UnixMilli(due), time.UnixMilli(created)
	if err := json.Unmarshal([]byte(facts), &o.Facts); err != nil {
		return o, fmt.Errorf("outbox row %d: %w", o.ID, err)
	}
	return o, nil
}

// queue puts o in the outbox; a key that is there already queues nothing.
// A row without a number is not queued: there is nobody to reach. To a number
// that wants no texts only emergencies are sent; for all else a person rings.
// Strangers are reached only as often as policy pays for.
func (v *verb) queue(o Outgoing) error {
	if o.Phone == "" && o.reaches() {
		return nil
	}
	if o.Lane == EmergencyLane && o.Action != PlaceCall {
		o.Lane = UrgentLane
	}
	if dead, err := isDead(v.View, o.Member); err != nil || dead && o.reaches() {
		return err // nobody is there, and nobody is asked to look
	}
	if o.Action == SendText && !o.Lane.forHelp() {
		if stopped, err := v.wantsNoTexts(o.Phone); err != nil || stopped {
			return errors.Join(err, v.ringInstead(o))
		}
	}
	if refused, err := v.refusesStranger(o); err != nil || refused {
		return err
	}
	if o.DueAt.IsZero() {
		o.DueAt = v.now
	}
	facts, err := json.Marshal(o.Facts)
	if err != nil {
		return fmt.Errorf("queue %s %d: %w", o.Kind, o.Ref, err) // the key may hold a number
	}
	res, err := v.Exec(`INSERT INTO outbox (key, lane, action, kind, ref, member, phone, lang, facts, due_at, state, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11) ON CONFLICT (key) DO NOTHING`,
		o.Key, string(o.Lane), string(o.Action), o.Kind, o.Ref, o.Member, string(o.Phone), o.Lang, string(facts), ms(o.DueAt), ms(v.now))
	if err != nil {
		return fmt.Errorf("queue %s %d: %w", o.Kind, o.Ref, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	v.queued[o.Lane] = true
	return v.spend(o)
}

// reaches tells whether a row rings or texts somebody.
func (o Outgoing) reaches() bool { return o.Action == PlaceCall || o.Action == SendText }

// text queues a text to a member, by day: outside the hours of texts it waits
// for the morning. Somebody whose number takes no texts is rung by a person.
func (v *verb) text(key, words string, ref int64, m Member, f Facts) error {
	o := Outgoing{
		Key: key, Lane: TextLane, Action: SendText, Kind: words, Ref: ref,
		Member: m.ID, Phone: m.Phone(), Lang: m.Lang, Facts: f,
		DueAt: v.policy.Hours.Texts.Next(v.now),
	}
	if m.Phone().landline() {
		return v.ringInstead(o)
	}
	return v.queue(o)
}

func (v *verb) wantsNoTexts(p Phone) (stopped bool, err error) {
	err = v.QueryRow(`SELECT EXISTS (SELECT 1 FROM optouts WHERE phone = $1)`, string(p)).Scan(&stopped)
	return stopped, err
}

// drop takes back what waits in the outbox about ref.
func (v *verb) drop(kind string, ref int64) error {
	v.roomForOthers()
	_, err := v.Exec(`UPDATE outbox SET state = 'dropped' WHERE kind = $1 AND ref = $2 AND state = 'waiting'`, kind, ref)
	return err
}

// outgoing is the row with this id, sql.ErrNoRows when there is none.
func (v *verb) outgoing(id int64) (Outgoing, error) {
	return scanOutgoing(v.QueryRow(`SELECT `+outgoingColumns+` FROM outbox WHERE id = $1`, id))
}

// outgoings runs a query that returns outgoingColumns.
func (v *verb) outgoings(query string, args ...any) ([]Outgoing, error) {
	return collect(v.View, func(r *sql.Rows) (Outgoing, error) { return scanOutgoing(r) }, query, args...)
}
