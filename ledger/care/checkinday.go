package care

import (
	"context"
	"fmt"
	"slices"
)

// A checkinDay is one day of a member who is rung to say that all is well.
type checkinDay struct {
	id, member int64
	state      string // ringing, well, heard, stopped, unanswered, missed
}

func (v *verb) checkinDay(id int64) (d checkinDay, err error) {
	d.id = id
	err = v.QueryRow(`SELECT member, state FROM checkin_days WHERE id = $1`, id).Scan(&d.member, &d.state)
	return d, err
}

// Well is the member's key 1 in the call of this row of the outbox, and
// HeardFrom the wish to talk to a person: either way nobody need worry.
func (c *Centre) Well(ctx context.Context, outgoing int64) error {
	return c.checkedIn(ctx, outgoing, "well")
}

// HeardFrom is a member's answer that is not "I am well".
func (c *Centre) HeardFrom(ctx context.Context, outgoing int64) error {
	return c.checkedIn(ctx, outgoing, "heard")
}

func (c *Centre) checkedIn(ctx context.Context, outgoing int64, state string) error {
	err := c.write(ctx, func(v *verb) error {
		o, err := v.outgoing(outgoing)
		if err != nil || o.Kind != AboutCheckin {
			return err
		}
		_, err = v.Exec(`UPDATE checkin_days SET state = $1 WHERE id = $2 AND state = 'ringing'`, state, o.Ref)
		return err
	})
	if err != nil {
		return fmt.Errorf("check-in, call %d: %w", outgoing, err)
	}
	return nil
}

// checkinEnded follows a check-in call that is over: a member who has not
// answered is rung again, and then others are asked to look.
func (v *verb) checkinEnded(o Outgoing) error {
	d, err := v.checkinDay(o.Ref)
	if err != nil || d.state != "ringing" {
		return err
	}
	inNeed, err := v.calledForHelp(o.SID)
	if err != nil {
		return err
	}
	if inNeed { // key 9: people are being rung for it
		return v.endCheckin(d, "heard")
	}
	again := v.now.Add(v.policy.Checkin.Every.Std())
	if o.Facts.Try < v.policy.Checkin.Attempts && v.policy.Hours.Calls.Holds(again) {
		_, err := v.Exec(`UPDATE checkin_days SET tries = tries + 1 WHERE id = $1`, d.id)
		if err != nil {
			return err
		}
		return v.callForCheckin(d.id, d.member, o.Facts.Try+1, again)
	}
	return v.unanswered(d)
}

// calledForHelp tells whether a call has become an emergency.
func (v *verb) calledForHelp(call string) (yes bool, err error) {
	a := Alarm{Source: "call/" + call}
	err = v.QueryRow(`SELECT EXISTS (SELECT 1 FROM cases WHERE (`+ofSource+`) AND kind = 'alarm')`, a.source()...).Scan(&yes)
	return yes, err
}

func (v *verb) endCheckin(d checkinDay, state string) error {
	_, err := v.Exec(`UPDATE checkin_days SET state = $1 WHERE id = $2`, state, d.id)
	return err
}

// unanswered tells the family of a member, by call and by text, or whoever
// else is named where there is none; and a person sees to it.
func (v *verb) unanswered(d checkinDay) error {
	if err := v.endCheckin(d, "unanswered"); err != nil {
		return err
	}
	m, err := member(v.View, d.member)
	if err != nil {
		return err
	}
	contacts := slices.DeleteFunc(slices.Clone(m.Contacts), func(c Contact) bool { return c.Relation != RelatedFamily })
	if len(contacts) == 0 {
		contacts = m.Contacts
	}
	for i, k := range contacts {
		o := Outgoing{Ref: d.id, Member: m.ID, Phone: k.Phone, Lang: m.Lang, Facts: Facts{Name: m.Name}, DueAt: v.policy.Hours.Texts.Next(v.now)}
		text, call := o, o
		text.Key, text.Lane, text.Action, text.Kind = fmt.Sprintf("checkin/%d/text/%d", d.id, i), TextLane, SendText, "checkin.unanswered"
		call.Key, call.Lane, call.Action, call.Kind = fmt.Sprintf("checkin/%d/contact/%d", d.id, i), CallLane, PlaceCall, AboutContact
		for _, o := range []Outgoing{text, call} {
			if err := v.queue(o); err != nil {
				return err
			}
		}
	}
	return v.seeTo(d, "")
}

// seeTo opens the ticket about a member who was not heard of.
func (v *verb) seeTo(d checkinDay, note string) error {
	m, err := member(v.View, d.member)
	if err != nil {
		return err
	}
	return v.ticket(Ticket{Source: fmt.Sprintf("checkin/%d", d.id), Kind: NotWell, Member: m.ID, Phone: m.Phone(), Ref: d.id, Note: note})
}

// ContactLooks is the key of a contact who will look after a member who has
// not answered. The ticket stays open until staff know how it ended.
func (c *Centre) ContactLooks(ctx context.Context, outgoing int64) error {
	err := c.write(ctx, func(v *verb) error {
		o, err := v.outgoing(outgoing)
		if err != nil || o.Kind != AboutContact {
			return err
		}
		_, err = v.Exec(`UPDATE tickets SET note = 'a contact looks' WHERE source = $1 AND closed_at IS NULL`, fmt.Sprintf("checkin/%d", o.Ref))
		return err
	})
	if err != nil {
		return fmt.Errorf("contact of a check-in, call %d: %w", outgoing, err)
	}
	return nil
}

// Whom is the member whom a call of ours is about.
func (c *Centre) Whom(ctx context.Context, outgoing int64) (Member, error) {
	o, err := c.Outgoing(ctx, outgoing)
	if err != nil {
		return Member{}, err
	}
	return c.Member(ctx, o.Member)
}
