package sms

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"hourline/ledger/care"
	"hourline/prompts"
)

// A Message is a text to be sent.
type Message struct {
	To        care.Phone
	Body      string
	StatusURL string
}

// Sent is a text that the carrier knows.
type Sent struct {
	SID    string
	Status string
}

// A Sender sends the texts of the outbox. It takes the carrier as functions.
type Sender struct {
	Centre    *care.Centre
	Prompts   *prompts.Catalogue
	PublicURL string     // without a slash at the end
	Lang      string     // for strangers
	Number    care.Phone // the hotline, as it is named in texts

	Send    func(context.Context, Message) (sid string, err error)
	Look    func(ctx context.Context, sid string) (Sent, error)
	Find    func(ctx context.Context, to care.Phone, body string, since time.Time) ([]Sent, error)
	Verdict func(error) (v care.Verdict, optedOut bool) // what an error of the carrier means
}

// Hand is the sender as the outbox uses it.
func (s *Sender) Hand() care.Hand { return care.Hand{Do: s.do, Find: s.find} }

// do sends one text. Its words are stored first, so that a text whose fate is
// unknown can be found again by them.
func (s *Sender) do(ctx context.Context, o care.Outgoing) care.Result {
	body, err := s.words(ctx, o)
	if err != nil {
		return care.Result{Verdict: care.Hopeless, Cause: err}
	}
	if err := s.Centre.Sending(ctx, o.ID, body); err != nil {
		return care.Result{Verdict: care.Refused, Cause: err}
	}
	sid, err := s.Send(ctx, Message{To: o.Phone, Body: body, StatusURL: s.PublicURL + "/sms/status?o=" + strconv.FormatInt(o.ID, 10)})
	if err != nil {
		v, optedOut := s.Verdict(err)
		return care.Result{Verdict: v, OptedOut: optedOut, Cause: err}
	}
	return care.Result{Verdict: care.Handed, SID: sid}
}

// find looks up a text whose fate is unknown. One that has no words yet was
// never sent, for they are stored before; and any other text to the number
// would be taken for it.
func (s *Sender) find(ctx context.Context, o care.Outgoing) care.Result {
	if o.SID == "" && o.Body == "" {
		return care.Result{Verdict: care.Refused}
	}
	var sent []Sent
	var err error
	if o.SID != "" {
		sent = make([]Sent, 1)
		sent[0], err = s.Look(ctx, o.SID)
	} else {
		sent, err = s.Find(ctx, o.Phone, o.Body, o.Created)
	}
	if err != nil {
		return care.Result{Verdict: care.Unknown, Cause: fmt.Errorf("look up: %w", err)}
	}
	for _, m := range sent {
		if m.SID != o.SID {
			if theirs, err := s.Centre.Claimed(ctx, m.SID); err != nil || theirs {
				continue
			}
		}
		if care.Final(m.Status) {
			return care.Result{Verdict: care.Over, SID: m.SID, Status: m.Status}
		}
		return care.Result{Verdict: care.Handed, SID: m.SID}
	}
	return care.Result{Verdict: care.Missing}
}

// words are the text of a row, in the language of whom it is for. A text
// whose words were stored is sent in the same ones again.
func (s *Sender) words(ctx context.Context, o care.Outgoing) (string, error) {
	if o.Body != "" {
		return o.Body, nil
	}
	p, err := s.Centre.PolicyNow(ctx)
	if err != nil {
		return "", err
	}
	lang := o.Lang
	if lang == "" {
		lang = s.Lang
	}
	args, err := s.args(o.Facts, s.Centre.Now().In(p.Place))
	if err != nil {
		return "", err
	}
	return s.Prompts.Text(lang, o.Kind, args)
}

// args are the facts of a row as arguments of words.
func (s *Sender) args(f care.Facts, now time.Time) (prompts.Args, error) {
	door, err := s.Prompts.DoorWord(f.DoorLang, f.Door)
	if err != nil {
		return nil, err
	}
	a := prompts.Args{
		"name": prompts.Name(f.Name), "helper": prompts.Name(f.Helper), "kind": prompts.Kind(string(f.Kind)),
		"day": prompts.Day(f.Day, now), "when": prompts.Clock(f.When, now), "code": prompts.Code(f.Code),
		"request": prompts.Number(f.Request), "case": prompts.Number(f.Case), "entry": prompts.Code(f.Receipt), "slip": prompts.Slip(f.Slip),
		"minutes": prompts.Minutes(f.Minutes), "cell": prompts.Count(int64(f.Cell)), "balance": prompts.Minutes(f.Balance),
		"place": prompts.Place(f.Place), "bank": prompts.Bank(f.Bank), "address": prompts.Place(f.Address), "word": prompts.Word(door),
		"what": what(f), "year": prompts.Number(f.Year), "in": prompts.Minutes(f.In), "out": prompts.Minutes(f.Out), "available": prompts.Minutes(f.Available), "own": prompts.Minutes(f.Paid.Own), "grant": prompts.Minutes(f.Paid.Granted), "pool": prompts.Minutes(f.Paid.Pool), "last": moves(f.Last[:]),
		"phone": prompts.Phone(string(f.Phone)), "number": prompts.Phone(string(s.Number)), "count": prompts.Count(f.Count),
	}
	for i, suffix := range [care.MostListed]string{"", "2", "3"} {
		t := f.Tickets[i]
		a["ticket"+suffix], a["work"+suffix], a["who"+suffix] = prompts.Number(t.ID), prompts.Work(string(t.Kind)), prompts.Name(t.Name)
	}
	return a, nil
}

// what is what hours came from or went to, or what they become: goods, or else
// money.
func what(f care.Facts) prompts.Value {
	switch {
	case f.Goods != "":
		return prompts.Goods(f.Goods, f.Pieces)
	case f.Kind != "" || f.Purpose != "":
		return purpose(f.Kind, f.Purpose)
	}
	return prompts.Money(f.Fen)
}

// purpose is what an entry was for: a visit, where it is for one.
func purpose(k care.Kind, p care.Purpose) prompts.Value {
	if k != "" {
		return prompts.Kind(string(k))
	}
	return prompts.Purpose(string(p))
}

// moves are the entries of a passbook; the first that is none ends them.
func moves(last []care.Moved) prompts.Value {
	var all []prompts.Move
	for _, m := range last {
		if m.At.IsZero() {
			break
		}
		all = append(all, prompts.Move{At: m.At, What: purpose(m.Kind, m.Purpose), Minutes: m.Minutes})
	}
	return prompts.Moves(all...)
}
