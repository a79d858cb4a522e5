package faults

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"hourline/cmd/internal/carrier"
)

// A trial holds what people were told against the books, and against what the
// carrier was asked.
type trial struct {
	books
	*tape
	numbers map[string]string // of handsets, by name
	people  map[string]string // numbers of those who help, by what they are called
	lives   []life
	cases   map[int64]*kase
	refs    map[int64]int64 // which case a row of the outbox is about
	legs    map[string]*leg

	rangAgain, fellSilent []time.Duration // after a restart; after an acceptance
}

// slack is what this machine may be late by, in policy time.
const slack = alarmSpeed * time.Second

// judge is every finding.
func (t *trial) judge() (all []finding, err error) {
	if t.cases, err = t.emergencyCases(); err != nil {
		return nil, err
	}
	if t.refs, err = t.pairs(`SELECT id, ref FROM outbox WHERE kind = 'case'`); err != nil {
		return nil, err
	}
	t.legs = t.callsToHelpers()
	for _, each := range []func() (finding, error){t.committed, t.acceptances, t.keys, t.asked, t.unsettled} {
		f, err := each()
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	var pursued, silenced finding
	pursued, t.rangAgain = t.pursued()
	silenced, t.fellSilent = t.silenced()
	return append(all, t.takers(), t.beingRung(), t.stopped(), t.discreet(), pursued, silenced), nil
}

// caseOf is the case that a call is about at a moment, nil for none.
func (t *trial) caseOf(call string, at time.Time) *kase {
	if id := t.topic(call, at); id != 0 {
		return t.cases[id]
	}
	return t.cases[t.refs[t.rows[call]]]
}

// numbered is the newest case of a number that was open shortly before.
func (t *trial) numbered(number string, at time.Time) (k *kase) {
	for _, c := range t.cases {
		if fmt.Sprint(c.number) == number && !c.opened.After(at) && (k == nil || c.id > k.id) {
			k = c
		}
	}
	return k
}

// about is the case that a saying is about.
func (t *trial) about(s saying) *kase {
	if s.Kind == carrier.Gets {
		return t.numbered(caseNumber.FindString(s.Text), s.At)
	}
	return t.caseOf(s.CallSID, s.At)
}

var caseNumber = regexp.MustCompile(`\d{3}`)

// committed: who heard that we know has one case, and one alone.
func (t *trial) committed() (f finding, err error) {
	f.what = "emergency received"
	for _, s := range t.told(received) {
		f.claims++
		k := t.about(s)
		mine := k != nil && (s.Kind == carrier.Hears && strings.HasPrefix(k.source, "call/"+s.CallSID) || k.phone == s.number)
		if !mine || !k.open(s.At.Add(-slack)) && !k.open(s.At) {
			f.lost = append(f.lost, s.String())
		}
	}
	f.doubled, err = t.names(`SELECT 'cases ' || a.id || ' and ' || b.id FROM cases a JOIN cases b ON a.id < b.id
		AND (a.phone = b.phone AND a.phone <> '' OR b.source LIKE a.source || '/again/%') WHERE b.opened_at < coalesce(a.closed_at, 9e18)`)
	if err != nil {
		return f, err
	}
	f.open, err = t.names(`SELECT 'case ' || id || ' still rings' FROM cases WHERE ` + pressing + `
		UNION ALL ` + stuckCases)
	return f, err
}

// stuckCases are open cases in which nothing would come by itself.
const stuckCases = `SELECT 'case ' || id || ' has no next step' FROM cases WHERE state IN ('ringing', 'accepted') AND next_at IS NULL`

// pressing are the cases for which people are rung now; who pressed no key is
// first rung by the machine, after minutes.
const pressing = `state = 'ringing' AND kind IN ('alarm', 'cancelled')`

// acceptances: who heard "it is yours" has it, and nobody else at that time.
func (t *trial) acceptances() (f finding, err error) {
	f.what = "emergency accepted"
	last := map[int64]saying{}
	for _, s := range t.told(isYours) {
		f.claims++
		k := t.about(s)
		if k == nil || !k.heldBy(s.number, s.At, s.takes()) {
			f.lost = append(f.lost, s.String())
			continue
		}
		if before, ok := last[k.id]; ok && before.number != s.number && !k.reopened(before.At, s.At) {
			f.doubled = append(f.doubled, s.String()+", and "+before.String())
		}
		last[k.id] = s
	}
	for _, k := range t.cases {
		for _, at := range k.wild {
			f.doubled = append(f.doubled, fmt.Sprintf("at %s others are rung for case %d, which somebody has", at.Format(time.TimeOnly), k.id))
		}
	}
	return f, nil
}

// takers: whoever is said to have taken it did.
func (t *trial) takers() finding {
	f := finding{what: "told that somebody comes"}
	for _, s := range t.told(hasTaken) {
		f.claims++
		if k := t.about(s); k == nil || !k.heldBy(t.people[s.names], s.At, s.takes()) {
			f.lost = append(f.lost, s.String())
		}
	}
	return f
}

// beingRung: whoever is said to be rung is rung.
func (t *trial) beingRung() finding {
	f := finding{what: "told that somebody is rung"}
	for _, s := range t.told(isRung) {
		f.claims++
		k, found := t.about(s), false
		for _, o := range t.orders {
			found = found || o.rings(k) && o.to == t.people[s.names] && !o.at.After(s.At)
		}
		if !found {
			f.lost = append(f.lost, s.String())
		}
	}
	return f
}

// stopped: nobody is newly rung about what the elder took back.
func (t *trial) stopped() finding {
	f := finding{what: "told that we stop calling"}
	for _, s := range t.told(noMore) {
		f.claims++
		k := t.about(s)
		if k == nil || k.open(s.At) {
			f.lost = append(f.lost, s.String())
			continue
		}
		for _, o := range t.orders {
			if o.rings(k) && o.at.After(s.At.Add(2*time.Second+slack)) {
				f.doubled = append(f.doubled, fmt.Sprintf("%v, and case %d is rung %v later", s, k.id, o.at.Sub(s.At)))
			}
		}
	}
	return f
}

// discreet: name and address reach nobody but the one who has the case.
func (t *trial) discreet() finding {
	f := finding{what: "name or address told"}
	for _, s := range t.told(private) {
		if strings.HasPrefix(s.Handset, "elder") {
			continue
		}
		f.claims++
		if k := t.about(s); k == nil || !k.heldBy(s.number, s.At, s.takes()) {
			f.lost = append(f.lost, s.Handset+" at "+s.At.Format(time.TimeOnly))
		}
	}
	return f
}

// keys: whoever presses 1 hears that it is theirs, or who has it.
func (t *trial) keys() (f finding, err error) {
	f.what = "key 1 answered"
	for _, k := range t.pressed {
		f.claims++
		if !keyed.MatchString(k.said) {
			f.lost = append(f.lost, k.at.Format(time.TimeOnly)+": "+k.said)
		}
	}
	return f, nil
}

// asked: every call that a ladder asked for was asked of the carrier, unless
// it was no longer wanted.
func (t *trial) asked() (f finding, err error) {
	f.what = "call of a ladder"
	done := map[int64]bool{}
	for _, o := range t.orders {
		done[o.row] = done[o.row] || o.done
	}
	rows, err := t.pairs(`SELECT id, ref FROM outbox WHERE kind = 'case' AND action = 'call' AND state IN ('done', 'failed')`)
	if err != nil {
		return f, err
	}
	for row, ref := range rows {
		if !done[row] {
			f.lost = append(f.lost, fmt.Sprintf("row %d of case %d", row, ref))
		}
	}
	for id, k := range t.cases {
		queued, err := t.count(`SELECT count(*) FROM outbox WHERE kind = 'case' AND action = 'call' AND ref = $1`, id)
		if err != nil {
			return f, err
		}
		f.claims += k.rung
		if queued != k.rung {
			f.lost = append(f.lost, fmt.Sprintf("case %d: %d of %d calls", id, queued, k.rung))
		}
	}
	return f, nil
}

// unsettled: no row is left half done.
func (t *trial) unsettled() (finding, error) { return t.outbox(claims{}) }
