package care

import (
	"database/sql"
	"slices"
)

// freeze makes the ladder of a case from a plan: with the numbers of people as
// they are now, each phone once, and the fallback number last of all.
func (v *verb) freeze(k Case, p Plan) (Ladder, error) {
	e := v.policy.Emergency
	f := freezer{verb: v, k: k, plan: p, places: map[Phone]int{"": none, k.Phone: none}, ladder: Ladder{
		CancelWithin: e.CancelWithin, RingFor: e.RingFor, BusyAgain: e.BusyAgain, CheckAfter: e.CheckAfter,
		RepeatEvery: p.RepeatEvery, RepeatFor: p.RepeatFor, ThenEvery: p.ThenEvery, ElderCalls: p.ElderCalls,
	}}
	for _, s := range p.Steps {
		if err := f.step(s); err != nil {
			return f.ladder, err
		}
	}
	f.ladder.Rounds = f.beginOnTime(f.ladder.Rounds)
	f.place(v.fallbackResponder())
	if len(f.ladder.Responders) == 0 {
		v.log.Error("nobody can be rung in an emergency: no duty staff in the books and no fallback number")
	}
	return f.ladder, nil
}

// A freezer gathers the people of a ladder.
type freezer struct {
	*verb
	k      Case
	plan   Plan
	places map[Phone]int // on the ladder; none for a phone that must not be rung
	ladder Ladder
}

const none = -1

// step adds a step with those who can be reached.
func (f *freezer) step(s Step) error {
	call, err := f.people(s.Call)
	if err != nil {
		return err
	}
	if s.Count > 0 {
		call = call[:min(s.Count, len(call))]
	}
	text, err := f.people(s.Text)
	if err == nil && len(call)+len(text) > 0 {
		f.ladder.Rounds = append(f.ladder.Rounds, Round{After: s.After, Call: call, Text: text})
	}
	return err
}

// beginOnTime lets the first who can be rung be rung when the plan begins,
// whoever should have come before.
func (f *freezer) beginOnTime(rounds []Round) []Round {
	first := slices.IndexFunc(rounds, func(r Round) bool { return len(r.Call) > 0 })
	if first < 0 {
		return nil // everybody, at once
	}
	for _, r := range rounds[:first] {
		rounds[first].Text = append(rounds[first].Text, r.Text...)
	}
	rounds = rounds[first:]
	rounds[0].After = f.plan.Steps[0].After
	return rounds
}

// people are the places of those whom a step names, each once.
func (f *freezer) people(named []Who) (places []int, err error) {
	for _, w := range named {
		all, err := f.named(w)
		if err != nil {
			return nil, err
		}
		for _, r := range all {
			if i := f.place(r); i != none && !slices.Contains(places, i) {
				places = append(places, i)
			}
		}
	}
	return places, nil
}

// place is where somebody stands on the ladder: a phone stands there once, and
// neither the caller's nor anybody's in need.
func (f *freezer) place(r Responder) int {
	i, known := f.places[r.Phone]
	inNeed := r.Member != 0 && slices.ContainsFunc(f.k.Members, func(m Member) bool { return m.ID == r.Member })
	switch {
	case known:
		return i
	case inNeed:
		return none
	}
	i = len(f.ladder.Responders)
	f.places[r.Phone] = i
	f.ladder.Responders = append(f.ladder.Responders, r)
	return i
}

// named are all whom a word of the plan means, in their order.
func (f *freezer) named(w Who) ([]Responder, error) {
	if i := slices.IndexFunc(f.plan.Numbers, func(n Number) bool { return n.Who == w }); i >= 0 {
		n := f.plan.Numbers[i]
		return []Responder{{Name: n.Name, Phone: n.Phone, Lang: n.Lang, As: w}}, nil
	}
	switch w {
	case OnDuty:
		return f.onShift()
	case AllStaff:
		return f.staff(w)
	case Supervisor:
		return f.withRole(w, Coordinator, ` AND community = $2`, f.k.Community)
	case StreetRoom:
		return []Responder{f.fallbackResponder()}, nil
	}
	return f.contacts(w), nil
}

// onShift are those whose shift it is. Where no roster says, or nobody of it
// can be rung now, they are all.
func (f *freezer) onShift() ([]Responder, error) {
	ids, _, err := f.onDuty(f.k.Community, f.now)
	if err != nil {
		return nil, err
	}
	var on []Responder
	for _, id := range ids {
		one, err := f.members(OnDuty, ` WHERE m.id = $1`, id)
		if err != nil {
			return nil, err
		}
		on = append(on, one...)
	}
	if slices.ContainsFunc(on, func(r Responder) bool { return f.place(r) != none }) {
		return on, nil
	}
	return f.staff(OnDuty)
}

// staff are the community's, or those of other communities when it has none
// that can be rung.
func (f *freezer) staff(as Who) ([]Responder, error) {
	own, err := f.withRole(as, Duty, ` AND community = $2`, f.k.Community)
	if err != nil || slices.ContainsFunc(own, func(r Responder) bool { return f.place(r) != none }) {
		return own, err
	}
	return f.withRole(as, Duty, ``)
}

// someStaff are the ids of members with the role $1, Duty or Coordinator: few
// among a hundred thousand, who stand in an index of their own.
const someStaff = `SELECT id FROM members INDEXED BY members_staff WHERE roles & 12 <> 0 AND roles & $1 <> 0`

// withRole are the members with a role, Duty or Coordinator.
func (f *freezer) withRole(as Who, role Role, where string, args ...any) ([]Responder, error) {
	return f.members(as, ` WHERE m.id IN (`+someStaff+where+`) ORDER BY m.id`, append([]any{role}, args...)...)
}

// members are those that a condition holds for, with the number that is rung
// first: a case must open quickly, so no more of them is read.
func (f *freezer) members(as Who, where string, args ...any) ([]Responder, error) {
	return collect(f.View, func(r *sql.Rows) (out Responder, err error) {
		err = r.Scan(&out.Member, &out.Name, &out.Lang, &out.Phone)
		out.As = as
		return out, err
	}, `SELECT m.id, m.name, m.lang, coalesce(p.phone, '') FROM members m LEFT JOIN phones p ON p.member = m.id AND p.position = 0`+where, args...)
}

// contacts are what people in need have said whom to ring.
func (f *freezer) contacts(as Who) (out []Responder) {
	for _, m := range f.k.Members {
		for _, c := range m.Contacts {
			if string(c.Relation) == string(as) {
				out = append(out, Responder{Name: c.Name, Phone: c.Phone, Lang: m.Lang, As: as})
			}
		}
	}
	return out
}

func (v *verb) fallbackResponder() Responder {
	return Responder{Name: v.policy.Emergency.FallbackName, Phone: v.fallback}
}
