package demo

import (
	"context"
	"fmt"

	"hourline/ledger/care"
)

// What staff do at their desk, as lines of a story: the director does it.

// welcome lets Sun have visited everybody of the neighbourhood long ago.
func (t *Town) welcome(ctx context.Context) error {
	open, err := t.App.Centre.Tasks(ctx, care.TicketFilter{})
	if err != nil {
		return err
	}
	for _, k := range open {
		if k.Kind != care.FirstContact {
			continue
		}
		sun, err := t.memberAt("sun")
		if err != nil {
			return err
		}
		if _, err := t.App.Centre.TakeTicket(ctx, k.ID, sun.Number); err != nil {
			return err
		}
		if _, err := t.App.Centre.CloseTicket(ctx, k.ID, care.Closing{Actor: sun.Number, Outcome: "卡和冰箱贴都给了"}); err != nil {
			return err
		}
	}
	return nil
}

// enrol puts somebody into the books, on a handset of the town: enrol 孙爷爷
// elder stranger.
func (t *Town) enrol(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("write it like: enrol 孙爷爷 elder stranger")
	}
	roles, err := care.ParseRoles(args[1])
	if err != nil {
		return err
	}
	h := t.Network.Handset(args[2])
	if h == nil {
		return fmt.Errorf("%s has no phone here", args[2])
	}
	_, err = t.App.Centre.AddMember(context.Background(), care.Member{
		Name: args[0], Roles: roles, Community: "翠湖社区", Address: "翠湖东路1号", Phones: []care.Phone{care.Phone(h.E164)},
	})
	return err
}

// consent keeps that the one with a handset has agreed: consent stranger service.
func (t *Town) consent(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("write it like: consent stranger service")
	}
	m, err := t.memberAt(args[0])
	if err != nil {
		return err
	}
	director, err := t.memberAt("director")
	if err != nil {
		return err
	}
	kind := care.ConsentKind(args[1])
	if _, err := t.App.Centre.Consent(context.Background(), m.Number, care.Consent{Kind: kind, Given: true, Words: "zh-CN", Actor: director.Number}); err != nil {
		return err
	}
	have, err := t.App.Centre.Consents(context.Background(), m.ID)
	if err == nil && (len(have) != 1 || have[0].Kind != kind || !have[0].Given || !have[0].At.Equal(t.App.Centre.Now())) {
		err = fmt.Errorf("what is kept is %+v", have)
	}
	return err
}

// memberAt is the first member who has a handset.
func (t *Town) memberAt(handset string) (m care.Member, err error) {
	h := t.Network.Handset(handset)
	if h == nil {
		return m, fmt.Errorf("%s has no phone here", handset)
	}
	line, err := t.App.Centre.Line(context.Background(), care.Phone(h.E164))
	if err == nil && len(line.Members) == 0 {
		err = fmt.Errorf("%s is not in the books", handset)
	}
	if err != nil {
		return m, err
	}
	return line.Members[0], nil
}

// checkin lets somebody be rung every day at a time: checkin wang 10:00.
func (t *Town) checkin(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("write it like: checkin wang 10:00")
	}
	m, err := t.memberAt(args[0])
	if err != nil {
		return err
	}
	director, err := t.memberAt("director")
	if err != nil {
		return err
	}
	k := care.Checkin{Actor: director.Number}
	if err := k.At.UnmarshalText([]byte(args[1])); err != nil {
		return err
	}
	if k.Days, err = care.ParseDays("daily"); err != nil {
		return err
	}
	_, err = t.App.Centre.SetCheckin(context.Background(), m.Number, k)
	return err
}

// approve makes whoever asked to join from a handset a volunteer: approve
// neighbour 李师傅; without a name it is the one that was given.
func (t *Town) approve(args []string) error {
	if len(args) < 1 || len(args) > 2 {
		return fmt.Errorf("write it like: approve neighbour 李师傅")
	}
	director, err := t.memberAt("director")
	if err != nil {
		return err
	}
	open, err := t.App.Centre.Tickets(context.Background())
	if err != nil {
		return err
	}
	for _, k := range open {
		if h := t.Network.Handset(args[0]); k.Kind == care.JoinRequest && h != nil && string(k.Phone) == h.E164 {
			a := care.Approval{Ticket: k.ID, Actor: director.Number}
			if len(args) == 2 {
				a.Name = args[1]
			}
			_, err := t.App.Centre.Approve(context.Background(), a)
			return err
		}
	}
	return fmt.Errorf("nobody has asked to join from %s", args[0])
}
