package faults

import (
	"fmt"
	"strings"
	"testing"

	"hourline/cmd/internal/carrier"
)

// A day is an hour in a minute, and this many people.
const (
	daySpeed   = 60
	elders     = 12
	volunteers = 16
	staff      = 4
	savers     = 9
)

// A day is a town in which people ask for company, come, call for help, and
// turn hours into goods and cash.
type day struct {
	*town
	savers []*saver
	claims claims
}

// newDay is a town with everybody at home.
func newDay(t *testing.T, seed uint64, public string) *day {
	t.Helper()
	d := &day{town: newTown(t, seed, daySpeed, public, nil)}
	for i := range elders {
		h := d.phone(fmt.Sprintf("elder%d", i), elderNumber(i), true)
		d.people[h.Name] = &elder{caller: caller{town: d.town, h: h}}
	}
	for i := range volunteers {
		h := d.phone(fmt.Sprintf("volunteer%d", i), volunteerNumber(i), false)
		d.people[h.Name] = &volunteer{caller: caller{town: d.town, h: h}}
	}
	for i := range staff {
		h := d.phone(fmt.Sprintf("staff%d", i), staffNumber(i), false)
		d.people[h.Name] = &responder{caller: caller{town: d.town, h: h}}
	}
	for i := range savers {
		s := &saver{caller: caller{town: d.town, h: d.phone(fmt.Sprintf("saver%d", i), saverNumber(i), false)}, waits: i%3 == 0, errs: 0.15}
		if i == 0 {
			s.errs = 0.7
		}
		d.people[s.h.Name], d.savers = s, append(d.savers, s)
	}
	shop := &point{caller: caller{town: d.town, h: d.phone("point", pointNumber, false)}, savers: d.savers}
	d.people["point"] = shop
	h := d.phone("room", fallback, true)
	d.people[h.Name] = &responder{caller: caller{town: d.town, h: h}}
	d.claims = claims{texts: map[text]int{}, numbers: d.numbers(), calls: map[string]string{}}
	d.wakeUp(func(e carrier.Event) bool { return d.claims.hear(e) })
	return d
}

func elderNumber(i int) string     { return fmt.Sprintf("+8687165000%03d", i+1) }
func volunteerNumber(i int) string { return fmt.Sprintf("+8613800000%03d", i+1) }
func staffNumber(i int) string     { return fmt.Sprintf("+8613800000%03d", i+101) }

// csv is everybody, as a file for the program to import.
func (d *day) csv() string {
	var b strings.Builder
	b.WriteString("name,roles,phones,community,address\n")
	for i := range elders {
		fmt.Fprintf(&b, "老人%d,elder,%s,翠湖社区,翠湖南路%d号\n", i, elderNumber(i), i+1)
	}
	for i := range volunteers {
		fmt.Fprintf(&b, "志愿者%d,volunteer,%s,翠湖社区,\n", i, volunteerNumber(i))
	}
	for i := range staff {
		fmt.Fprintf(&b, "值班%d,duty,%s,翠湖社区,\n", i, staffNumber(i))
	}
	for i := range savers {
		fmt.Fprintf(&b, "储户%d,elder,%s,翠湖社区,翠湖北路%d号\n", i, saverNumber(i), i+1)
	}
	fmt.Fprintf(&b, "粮油店,redeem,%s,翠湖社区,\n", pointNumber)
	return b.String()
}

// goWrong lets the network, and the telephones of the savers, go wrong in
// another way for a while.
func (d *day) goWrong() {
	d.misbehave()
	d.with(func() {
		for _, s := range d.savers {
			s.fickle()
		}
	})
}

// becalm lets what is under way come to its end.
func (d *day) becalm() {
	d.town.becalm()
	for _, s := range d.savers {
		s.h.Set(carrier.Behaviour{})
	}
}
