package faults

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"hourline/cmd/internal/carrier"
)

// What people are told in an emergency. The first group, where there is one,
// is a name or the number of a case.
var (
	received = regexp.MustCompile(`收到了!|^收到!.*案号(\d+)`)
	isRung   = regexp.MustCompile(`已经打给([^。,]+)`)
	hasTaken = regexp.MustCompile(`^([^。,:]+)(?:接了,马上来|来了,请说话|已经接了)|:([^。,:]+)(?:已经接了|先接了)`)
	isYours  = regexp.MustCompile(`交给您了|^案号(\d+):.*办完回 JA`)
	noMore   = regexp.MustCompile(`不叫人了`)

	keyed = regexp.MustCompile(`交给您了|已经接了|老人说按错了|已经了结了`)

	private = regexp.MustCompile(strings.Join(append(slices.Clone(inNeed), sharing, `翠湖南路\d`), "|"))

	claiming = []*regexp.Regexp{received, isRung, hasTaken, isYours, noMore}
)

// claimsSomething tells whether somebody was told what must be so.
func claimsSomething(e carrier.Event) bool {
	if e.Kind != carrier.Hears && e.Kind != carrier.Gets {
		return false
	}
	for _, words := range claiming {
		if words.MatchString(e.Text) {
			return true
		}
	}
	return false
}

// A saying is something that somebody was told, with what it names.
type saying struct {
	carrier.Event
	number string // of the handset
	names  string
}

// told are all sayings of a kind.
func (t *trial) told(words *regexp.Regexp) (all []saying) {
	for _, e := range t.events {
		if e.Kind != carrier.Hears && e.Kind != carrier.Gets {
			continue
		}
		if found := words.FindStringSubmatch(e.Text); found != nil {
			all = append(all, saying{e, t.numbers[e.Handset], strings.Join(found[1:], "")})
		}
	}
	return all
}

// takes is how long it may take until words that were true are heard: what is
// spoken is heard at once, a text may be on its way through several kills.
func (s saying) takes() time.Duration {
	if s.Kind == carrier.Gets {
		return time.Hour
	}
	return slack
}

// String names a saying in a complaint; numbers are left out.
func (s saying) String() string {
	return s.At.Format(time.TimeOnly) + " " + s.Handset + ": " + s.Text
}

// A leg is a call to somebody who helps, from the first ring to the end.
type leg struct {
	number     string
	kase       *kase
	rang, over time.Time // over is zero while it is up
}

// callsToHelpers are the calls by which helpers were rung for a case.
func (t *trial) callsToHelpers() map[string]*leg {
	legs := map[string]*leg{}
	for _, e := range t.events {
		switch e.Kind {
		case carrier.Rings:
			if k := t.cases[t.refs[t.rows[e.CallSID]]]; k != nil {
				legs[e.CallSID] = &leg{number: t.numbers[e.Handset], kase: k, rang: e.At}
			}
		case carrier.Misses, carrier.HangsUp, carrier.IsHungUp:
			if l := legs[e.CallSID]; l != nil && l.over.IsZero() {
				l.over = e.At
			}
		}
	}
	return legs
}

// up tells whether the call is there at a moment.
func (l *leg) up(at time.Time) bool {
	return !l.rang.After(at) && (l.over.IsZero() || l.over.After(at))
}
