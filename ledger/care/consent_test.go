package care

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestConsentsAreKeptAndNobodysIsTakenForGranted(t *testing.T) {
	o := newOffice(t)
	have, err := o.Consents(ctx, o.wang.ID)
	o.must(err)
	if len(have) != 0 {
		t.Errorf("she was never asked, and has %+v", have)
	}
	say := func(kind ConsentKind, given bool, words string) {
		t.Helper()
		_, err := o.Consent(ctx, o.wang.Number, Consent{Kind: kind, Given: given, Words: words, Actor: o.ma.Number})
		o.must(err)
		o.clock.Advance(time.Minute)
	}
	say(ToRecording, true, "zh-CN 1")
	say(ToService, true, "zh-CN 1")
	say(ToRecording, false, "zh-CN 2") // taken back
	have, err = o.Consents(ctx, o.wang.ID)
	o.must(err)
	var got []string
	for _, k := range have {
		got = append(got, fmt.Sprint(k.Kind, " ", k.Given, " ", k.Words, " ", k.Actor == o.ma.Number, " ", k.At.Sub(monday)))
	}
	if want := "[service true zh-CN 1 true 1m0s recording false zh-CN 2 true 2m0s]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %v", got, want)
	}
	if n := one[int](o.house, `SELECT count(*) FROM consents`); n != 3 {
		t.Errorf("%d answers are kept", n)
	}
	for label, k := range map[string]Consent{
		"of no kind":   {Kind: "all", Words: "1", Actor: o.ma.Number},
		"read by none": {Kind: ToService, Actor: o.ma.Number},
		"not by staff": {Kind: ToService, Words: "1", Actor: o.wang.Number},
		"from nobody":  {Kind: ToService, Words: "1"},
	} {
		if _, err := o.Consent(ctx, o.wang.Number, k); err == nil {
			t.Errorf("a consent %s is kept", label)
		}
	}
	if _, err := o.Consent(ctx, o.ma.Number, Consent{Kind: ToService, Words: "1", Actor: o.ma.Number}); !errors.Is(err, ErrOwnCause) {
		t.Errorf("of oneself: %v", err)
	}
	if err := o.write(ctx, func(v *verb) error { _, err := v.Exec(`UPDATE consents SET given = 1`); return err }); err == nil {
		t.Error("an answer can be changed")
	}
}

func TestAnElderWhoIsNewIsVisitedOnce(t *testing.T) {
	o := newOffice(t)
	const file = `name,roles,phones,community
孙爷爷,elder,+8687165000001,莲花
小李,volunteer,+8613800000009,莲花
刘主任,coordinator,+8613871230014,莲花
`
	for range 2 {
		_, err := o.Import(ctx, strings.NewReader(file), ImportOptions{})
		o.must(err)
	}
	o.wantTickets(FirstContact)
	all, err := o.Tasks(ctx, TicketFilter{})
	o.must(err)
	if k := all[0]; k.About.Name != "孙爷爷" || k.Worker.Name != "刘主任" || k.Due.Sub(monday) != 14*24*time.Hour {
		t.Errorf("it is %+v", k)
	}
	young, err := o.AddMember(ctx, Member{Name: "小李", Roles: Volunteer | Elder, Community: "莲花", Phones: []Phone{"+8613800000009"}})
	o.must(err) // a young-old volunteer who becomes an elder
	o.wantTickets(FirstContact, FirstContact)
	have, err := o.Consents(ctx, young.ID)
	o.must(err)
	if len(have) > 0 {
		t.Errorf("an import has agreed to %+v", have)
	}
}
