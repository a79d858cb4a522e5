package ivr

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"hourline/ledger/care"
	"hourline/prompts"
)

// Words are one prompt with its arguments.
type Words struct {
	Key   string
	Short bool // only what the keys do
	Args  prompts.Args
}

// A Place is where a call is in its conversation. It travels in the address
// of the call's next webhook.
type Place struct {
	Dialog    string
	Node      Node
	Turn      int       // counts the webhooks of this call
	Tries     int       `json:",omitzero"` // wrong or silent in a row
	Member    int64     `json:",omitzero"`
	Kind      care.Kind `json:",omitzero"`
	When      care.When `json:",omitzero"`
	Day       int       `json:",omitzero"` // the day that When meant when it was chosen, such as 20261124
	Dialled   int       `json:",omitzero"` // phones of staff rung so far
	Case      int64     `json:",omitzero"`
	Responder int       `json:",omitzero"` // whose phone this is, on a call about a case
	Visit     int64     `json:",omitzero"` // which visit, on a call about one
	Request   int64     `json:",omitzero"` // which request, on a call about one without a visit
	Outgoing  int64     `json:",omitzero"` // row of the outbox, on calls that we placed
	Goods     string    `json:",omitzero"` // code of what was chosen for hours, empty for money
	Pieces    int64     `json:",omitzero"` // of it
	Minutes   int64     `json:",omitzero"` // that become money, or that a piece costs
	Page      int       `json:",omitzero"` // of the goods that are read out
	Receipt   string    `json:",omitzero"` // the number of the receipt that is looked up
	Ticket    int64     `json:",omitzero"` // the one that is read out
	Passed    int64     `json:",omitzero"` // the last one that was passed over
	Parent    string    `json:",omitzero"` // the caller's call, on the call to a staff member
	Answered  int64     `json:",omitzero"` // when a call of ours was answered, in ms since 1970; 0 when nobody needs to know
	Pressed   bool      `json:",omitzero"` // some key was pressed in this call
}

// query is the place as it stands in an address: numbers and node names,
// nothing about a person.
func (p Place) query() string {
	q := url.Values{"d": {p.Dialog}, "n": {string(p.Node)}, "t": {strconv.Itoa(p.Turn)}}
	for name, n := range map[string]int64{
		"r": int64(p.Tries), "m": p.Member, "w": int64(p.When), "y": int64(p.Day), "s": int64(p.Dialled),
		"c": p.Case, "i": int64(p.Responder), "v": p.Visit, "o": p.Outgoing,
		"z": p.Pieces, "l": p.Minutes, "j": int64(p.Page),
		"e": p.Request, "q": p.Ticket, "b": p.Passed, "a": p.Answered,
	} {
		if n != 0 {
			q.Set(name, strconv.FormatInt(n, 10))
		}
	}
	if p.Kind != "" {
		q.Set("k", string(p.Kind))
	}
	if p.Goods != "" {
		q.Set("g", p.Goods)
	}
	if p.Receipt != "" {
		q.Set("x", p.Receipt)
	}
	if p.Parent != "" {
		q.Set("u", p.Parent)
	}
	if p.Pressed {
		q.Set("p", "1")
	}
	return q.Encode()
}

// after is where the call stands when it goes on like that.
func (p Place) after(e ending) Place {
	p.Turn++
	if e == dialPerson || e == bridge {
		p.Dialled++
	}
	if p.Node != "BR" { // where a receipt is read out
		p.Receipt = ""
	}
	if p.Node == personNode { // who is asked by a person, not by keys, begins anew
		p.Goods, p.Pieces, p.Minutes, p.Page = "", 0, 0, 0
	}
	return p
}

// placeOf reads an address; what is missing or malformed is zero.
func placeOf(q url.Values) Place {
	n := func(name string) int64 {
		v, _ := strconv.ParseInt(q.Get(name), 10, 64)
		return max(v, 0)
	}
	return Place{
		Dialog: q.Get("d"), Node: Node(q.Get("n")), Turn: int(n("t")), Tries: int(n("r")), Member: n("m"),
		Kind: care.Kind(q.Get("k")), When: care.When(n("w")), Day: int(n("y")), Dialled: int(n("s")), Case: n("c"), Responder: int(n("i")), Visit: n("v"), Outgoing: n("o"),
		Request: n("e"), Ticket: n("q"), Passed: n("b"), Answered: n("a"),
		Goods: q.Get("g"), Pieces: n("z"), Minutes: n("l"), Page: int(n("j")),
		Receipt: q.Get("x"), Parent: q.Get("u"), Pressed: q.Get("p") == "1",
	}
}

// An intent is a verb of care that a turn asks for.
type intent struct {
	name string // for the log and for tests
	run  func(context.Context, *care.Centre) error
}

// A Turn is one webhook of a call: what is known when it comes, and what the
// dialog makes of it.
type Turn struct {
	Place
	Call      string // the carrier's name of the call
	Lang      string
	Bank      string // what the centre calls itself
	Prompts   *prompts.Catalogue
	Now       time.Time
	Line      care.Line
	Who       care.Member // zero for a stranger and while a shared line has not chosen
	Digit     string      // what was pressed
	Recording string      // the carrier's name of a message that was left
	Reached   bool        // the staff member who was dialled has picked up

	Appointment care.Appointment
	Booked      bool // Appointment is set
	Passbook    care.Passbook
	Looked      care.Receipt
	Choice      care.Choice
	Turnout     care.Turnout
	Question    care.Question
	Case        care.Case
	Task        care.Task // its ID is zero when there is none
	CallIn      care.CalledIn
	Conference  bool // the carrier can put callers into one room

	Said    string // a prompt that comes before the node's own words, "" for none
	Short   bool   // the node says only what its keys do
	Intents []intent
}

// sinceAnswered is how long ago the call was answered. A clock that was set
// meanwhile measures nothing.
func (t *Turn) sinceAnswered() time.Duration {
	passed := time.Duration(t.Now.UnixMilli()-t.Answered) * time.Millisecond
	if t.Answered == 0 || passed < 0 || passed > time.Hour {
		return care.Unmeasured
	}
	return passed
}

// want adds an intent.
func (t *Turn) want(name string, run func(context.Context, *care.Centre) error) {
	t.Intents = append(t.Intents, intent{name, run})
}

// meet notes who is on the line, and in which language they are spoken to.
func (t *Turn) meet(line care.Line) {
	t.Line, t.Now, t.Who = line, line.Now, whoIs(line, t.Member)
	if t.Member = t.Who.ID; t.Who.Lang != "" {
		t.Lang = t.Who.Lang
	} else if len(line.Members) > 0 {
		t.Lang = line.Members[0].Lang
	}
	t.Pressed = t.Pressed || t.Digit != ""
}

// source is the natural key of what this turn does: the same webhook again
// has the same one.
func (t *Turn) source() string { return t.Call + "/" + strconv.Itoa(t.Turn) }
