package care

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
)

// written are emergency services as people write them.
var written = []string{
	"110", "119", "120", "122", "999", "911", "112", "000", " 120 ", "1-2-0", "(120)", "１２０", "١٢٠", "120#", "120,,1", "tel:120", "120;ext=1",
	"+86120", "+86 120", "0086120", "86120", "0871120", "0871-120", "(0871)120", "+86871120", "+860871120", "010120", "+8610120", "+8621120",
	"12110", "12119", "12120", "12122", "12395", "95119", "087112120", "+8687112395",
	"+852999", "+853999", "+81119", "+44999", "+49110", "+1911", "+1 112", "+61000",
}

// Whatever way a number comes into the books, none leads to an emergency
// service.
func TestNoNumberLeadsToAnEmergencyService(t *testing.T) {
	h := newHouse(t)
	imported := func(row string) error {
		_, err := h.Import(ctx, strings.NewReader("name,roles,phones,community,contacts\n"+row+"\n"), ImportOptions{})
		return err
	}
	for _, number := range written {
		for _, way := range []struct {
			label string
			err   error
		}{
			{"ParsePhone", of(ParsePhone(number))},
			{"ParsePlan", of(ParsePlan([]byte("repeat_every = \"1m\"\nthen_every = \"5m\"\n[[steps]]\nafter = \"0s\"\ncall = [\"room\"]\n[[numbers]]\nwho = \"room\"\nname = \"值班室\"\nphone = \"" + number + "\"\n")))},
			{"ParseContact", of(ParseContact("小王:" + number))},
			{"a phone of an import", imported("王奶奶,elder," + quoted(number) + ",翠湖,")},
			{"a contact of an import", imported("王奶奶,elder,,翠湖," + quoted("小王:"+number))},
		} {
			if way.err == nil {
				t.Errorf("%s takes %q", way.label, number)
			}
		}
	}
	for _, p := range []Phone{"+86120", "+86110", "+86871120", "+8610120", "+8612395", "+8687112395", "+852999", "+1911"} {
		_, member := h.AddMember(ctx, Member{Name: "小马", Roles: Duty, Phones: []Phone{p}})
		_, contact := h.AddMember(ctx, Member{Name: "小马", Roles: Elder, Contacts: []Contact{{Name: "小王", Phone: p}}})
		if member == nil || contact == nil || Caller(string(p)) != "" {
			t.Errorf("%q becomes a member's, a contact's, or a caller's", string(p))
		}
	}
	if m, err := h.Members(ctx); err != nil || len(m) != 0 {
		t.Errorf("the books have %v: %v", m, err)
	}
}

func of[T any](_ T, err error) error { return err }

func quoted(cell string) string { return `"` + cell + `"` }

func TestNumbersOfPeopleAreNoEmergencyServices(t *testing.T) {
	for _, p := range []Phone{"+8613812345678", "+8687112345678", "+861012345678", "+8612012345678", "+85261234567", "+442079460958", "+8687165000110", "+8613800000120", "+4711912345", ""} {
		if p.EmergencyService() {
			t.Errorf("%q is one", string(p))
		}
	}
}

// The books of an older program, or a person with an SQL shell, can hold any
// number. What leads to an emergency service is never handed to the carrier,
// and whoever is rung after it is rung at once.
func TestTheLastGuardBeforeTheCarrier(t *testing.T) {
	var log logged
	w := newWard(t, func(c *Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	for i, p := range []string{"+86871120", "+86120"} {
		w.must(w.write(ctx, func(v *verb) error {
			_, err := v.Exec(`UPDATE phones SET phone = $1 WHERE phone = $2`, p, string(phone(10+i)))
			return err
		}))
	}
	w.key9()
	var c carrier
	w.handBy(&c)
	if got := c.heard(); !slices.Equal(got, []string{"call case/1/ring/2/1", "call case/1/ring/3/1"}) {
		t.Errorf("the carrier was asked %q", got)
	}
	w.must(w.write(ctx, func(v *verb) error {
		return v.queue(Outgoing{Key: "text", Lane: EmergencyLane, Action: SendText, Kind: "emergency.address", Phone: "+86120"})
	}))
	rows, err := w.Claim(ctx, UrgentLane, 1)
	w.must(err)
	w.attempt(ctx, rows[0], c.hand())
	if got := c.heard(); len(got) != 2 {
		t.Errorf("the carrier was asked %q", got)
	}
	if n := log.count("level=ERROR"); n != 3 || log.count("86120") > 0 || log.count("871120") > 0 {
		t.Errorf("%d errors:\n%s", n, log.all.String())
	}
}
