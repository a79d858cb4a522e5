package care

import (
	"context"
	"errors"
	"fmt"
)

// An Approval makes whoever asked to join a volunteer.
type Approval struct {
	Ticket    int64
	Actor     string // number of the member of staff who approves
	Name      string // as it is spoken; empty for the one that was given
	Community string // empty for the actor's
	Lang      string
	Flags     []string
}

// ErrNoJoin is returned for a ticket that nobody has asked to join by.
var ErrNoJoin = errors.New("the ticket is no request to join; `hourline ticket list` shows those")

// Approve puts the volunteer into the books, closes the ticket and queues the
// welcome with the three texts that a volunteer needs, all or nothing.
func (c *Centre) Approve(ctx context.Context, a Approval) (m Member, err error) {
	_, err = c.onTicket(ctx, a.Ticket, a.Actor, func(v *verb, t Task, by Member) error {
		if t.Kind != JoinRequest {
			return ErrNoJoin
		}
		if m, err = v.join(a, t, by); err != nil {
			return err
		}
		if err := v.closeTicket(t, by, "approved: "+m.Number); err != nil {
			return err
		}
		return v.text(fmt.Sprintf("welcome/%d/%d", m.ID, t.ID), "welcome", m.ID, m, Facts{Code: m.Number})
	})
	if err != nil {
		return Member{}, fmt.Errorf("approve: %w", err)
	}
	return m, nil
}

// join enrols whoever the ticket is about: a member who gets one more role, or
// somebody new.
func (v *verb) join(a Approval, t Task, by Member) (m Member, err error) {
	known := t.About
	if m = known; m.ID == 0 {
		m = Member{Name: t.Note, Community: by.Community, Lang: a.Lang, Phones: []Phone{t.Phone}}
	}
	if a.Name != "" {
		m.Name = a.Name
	}
	if a.Community != "" {
		m.Community = a.Community
	}
	m.Roles |= Volunteer
	m.Flags = append(append([]string{}, m.Flags...), a.Flags...)
	if m.ID == 0 {
		if known, err = v.known(m); err != nil {
			return m, err
		}
		m.Roles |= known.Roles
	}
	for _, f := range m.faults(v.now.Year()) {
		return m, errors.New(f.mend)
	}
	m, _, err = v.enrol(m, known)
	return m, err
}
