package ivr

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"hourline/ledger/care"
)

// A Call is a call to be placed.
type Call struct {
	To        care.Phone
	URL       string // asked when the call is answered
	StatusURL string
	RingFor   time.Duration
}

// A Placed call is one that the carrier knows.
type Placed struct {
	SID    string
	Status string
	At     time.Time
}

// A Dialer places the calls of the outbox. It takes the carrier as functions.
type Dialer struct {
	PublicURL string // without a slash at the end
	Place     func(context.Context, Call) (sid string, err error)
	End       func(ctx context.Context, sid string) error
	Move      func(ctx context.Context, sid, url string) error // ask url what the live call should hear
	Look      func(ctx context.Context, sid string) (Placed, error)
	Find      func(ctx context.Context, to care.Phone, since time.Time) ([]Placed, error)
	IsOf      func(ctx context.Context, o care.Outgoing, sid string, placed time.Time) (bool, error) // whether that call may be this row's
	Verdict   func(error) care.Verdict                                                               // what an error of the carrier means
}

// Hand is the dialer as the outbox uses it.
func (d *Dialer) Hand() care.Hand { return care.Hand{Do: d.do, Find: d.find} }

// ringFor is how long the phone of an elder rings; a responder's follows the
// same (emergency.md: 25 s).
const ringFor = ringSeconds * time.Second

func (d *Dialer) do(ctx context.Context, o care.Outgoing) care.Result {
	switch o.Action {
	case care.HangUp:
		return d.result("", d.End(ctx, o.Facts.Call))
	case care.Redirect:
		elder := Place{Dialog: Emergency.Name, Node: "EW", Case: o.Ref}
		return d.result("", d.Move(ctx, o.Facts.Call, d.PublicURL+"/voice/turn?"+elder.query()))
	}
	return d.result(d.Place(ctx, d.call(o)))
}

// call is the call that a row of the outbox asks for.
func (d *Dialer) call(o care.Outgoing) Call {
	p := Place{Outgoing: o.ID, Member: o.Member}
	url := d.PublicURL + "/voice/turn?"
	switch o.Kind {
	case care.AboutCase:
		p.Dialog, p.Node, p.Case, p.Responder = Staff.Name, Staff.Start[0], o.Ref, o.Facts.Responder
	case care.AboutCheck:
		p.Dialog, p.Node, p.Case, p.Responder = Check.Name, Check.Start[0], o.Ref, o.Facts.Responder
	case care.AboutElder:
		p.Dialog, p.Node, p.Case = CallBack.Name, CallBack.Start[0], o.Ref
	case care.AboutVisit:
		p.Dialog, p.Node, p.Visit = Announcement.Name, Announcement.Start[0], o.Ref
	case care.AboutDoorWord:
		p.Dialog, p.Node, p.Visit = DoorWord.Name, DoorWord.Start[0], o.Ref
	case care.AboutNews:
		p.Dialog, p.Node, p.Request = News.Name, News.Start[0], o.Ref
	case care.AboutNotBegun:
		p.Dialog, p.Node, p.Visit = Reminder.Name, Reminder.Start[0], o.Ref
	case care.AboutNotEnded:
		p.Dialog, p.Node, p.Visit = Reminder.Name, Reminder.Start[1], o.Ref
	case care.AboutDelay:
		p.Dialog, p.Node, p.Visit = Delay.Name, Delay.Start[0], o.Ref
	case care.AboutCheckin:
		p.Dialog, p.Node = Checkin.Name, Checkin.Start[0]
	case care.AboutExchange:
		p.Dialog, p.Node = Order.Name, Order.Start[0]
	case care.AboutPayment:
		p.Dialog, p.Node = Payment.Name, Payment.Start[0]
	case care.AboutContact:
		p.Dialog, p.Node = Contact.Name, Contact.Start[0]
	case care.AboutConfirm:
		p.Dialog, p.Node, p.Visit = After.Name, After.Start[0], o.Ref
	}
	if url += p.query(); o.Kind == care.AboutSelfTest {
		url = d.PublicURL + selfTestPath
	}
	return Call{
		To: o.Phone, URL: url,
		StatusURL: d.PublicURL + "/voice/status?o=" + strconv.FormatInt(o.ID, 10), RingFor: ringFor,
	}
}

func (d *Dialer) result(sid string, err error) care.Result {
	if err != nil {
		return care.Result{Verdict: d.Verdict(err), Cause: err}
	}
	return care.Result{Verdict: care.Handed, SID: sid}
}

// find looks up a call whose fate is unknown: by its name when the carrier
// gave one, else among the calls to that phone.
func (d *Dialer) find(ctx context.Context, o care.Outgoing) care.Result {
	if o.Action != care.PlaceCall {
		return d.do(ctx, o) // ending or moving a call twice does no harm
	}
	if o.SID != "" {
		p, err := d.Look(ctx, o.SID)
		return d.found(p, err)
	}
	calls, err := d.Find(ctx, o.Phone, o.Created)
	if err != nil {
		return care.Result{Verdict: care.Unknown, Cause: fmt.Errorf("look up: %w", err)}
	}
	for _, p := range calls {
		if ours, err := d.IsOf(ctx, o, p.SID, p.At); err != nil || ours {
			return d.found(p, err)
		}
	}
	return care.Result{Verdict: care.Missing}
}

func (d *Dialer) found(p Placed, err error) care.Result {
	switch {
	case err != nil:
		return care.Result{Verdict: care.Unknown, Cause: fmt.Errorf("look up: %w", err)}
	case care.Final(p.Status):
		return care.Result{Verdict: care.Over, SID: p.SID, Status: p.Status}
	}
	return care.Result{Verdict: care.Handed, SID: p.SID}
}
