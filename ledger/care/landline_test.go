package care

import "testing"

const landline Phone = "+8687165000042"

func TestALandlineIsKnownByItsNumber(t *testing.T) {
	for p, want := range map[Phone]bool{
		landline: true, "+861065000042": true, "+8613812345678": false, "+8619912345678": false, "+447700900123": false, "": false,
	} {
		if p.landline() != want {
			t.Errorf("%s: %v", p, !want)
		}
	}
}

// What a landline cannot be told by text, a person says.
func TestAVolunteerOnALandlineIsRungByAPerson(t *testing.T) {
	s := newStreet(t)
	boss := s.add("王主任", Coordinator, phone(9))
	s.must(s.OpenTicket(ctx, Ticket{Source: "join/x", Kind: JoinRequest, Phone: landline, Note: "老孙"}))
	all, err := s.Tickets(ctx)
	s.must(err)
	m, err := s.Approve(ctx, Approval{Ticket: all[0].ID, Actor: boss.Number, Lang: "zh-CN"})
	s.must(err)
	if n := len(s.rows(`phone = $1`, string(landline))); n != 0 {
		t.Errorf("%d texts wait for a landline", n)
	}
	all, err = s.Tickets(ctx)
	s.must(err)
	if len(all) != 1 || all[0].Kind != OptedOut || all[0].Member != m.ID || all[0].Note != "welcome" || all[0].Phone != landline {
		t.Errorf("open are %+v", all)
	}
	s.ask(Company, Tomorrow)
	if n := one[int](s.house, `SELECT count(*) FROM offers WHERE volunteer = $1`, m.ID); n != 0 {
		t.Error("an offer was made that cannot arrive")
	}
}
