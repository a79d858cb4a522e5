package ivr_test

import (
	"testing"

	"hourline/ledger/care"
)

// Staff hear of their work, whatever the carrier repeats; the number of whom
// it is about is only said on a key.
func TestAStaffPhoneHearsWhatMustBeDone(t *testing.T) {
	h := open(t)
	for _, source := range []string{"call/1", "call/2"} { // a ticket for each of the two staff
		if err := h.centre.OpenTicket(t.Context(), care.Ticket{Source: source, Kind: care.CallBack, Member: 1, Phone: wang}); err != nil {
			t.Fatal(err)
		}
	}
	c := h.call("CA1", director).hears("王主任您好", "王奶奶,回电")
	before := c.at.action()
	c.press("5").hears("电话是")
	c.press("*").hears("王奶奶,回电")
	c.press("1").hears("办完了")
	if got := h.post(before, c.form(map[string][]string{"Digits": {"1"}})); got.raw == "" { // late, from the first menu
		t.Error("no answer")
	}
	if got := h.tickets(); got != "call-back" {
		t.Errorf("open are %q", got)
	}
	c.press("2").hears("又放回去了")
	if got := h.tickets(); got != "call-back call-back" {
		t.Errorf("open are %q", got)
	}
}

func TestStaffWhoPressZeroReachSomebodyElse(t *testing.T) {
	h := open(t)
	c := h.call("CA1", director).press("0")
	if number, ok := c.at.verbs.find("Number"); !ok || number.Text == director {
		t.Errorf("they ring themselves: %s", c.at.raw)
	}
}
