package care

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// A Who names people on a plan: those of a list of the books, or somebody
// whose number stands in the plan.
type Who string

// Whom a plan can name without giving a number.
const (
	OnDuty     Who = "duty"        // whose shift it is; all staff in a community without a roster
	AllStaff   Who = "staff"       // everybody in the community with the role duty
	Family     Who = "family"      // the elder's contacts, by what they are to the elder
	Neighbour  Who = "neighbour"   //
	KeyHolder  Who = "key"         // who has a key to the elder's door
	Supervisor Who = "supervisor"  // the community's coordinators, unless the plan gives a number
	StreetRoom Who = "street-room" // the fallback number, unless the plan gives another
)

var lists = []Who{OnDuty, AllStaff, Family, Neighbour, KeyHolder, Supervisor, StreetRoom}

// A Plan is a ladder as a centre writes it: who is rung when, for cases of one
// kind in one community. A case freezes it into a Ladder.
type Plan struct {
	Steps       []Step     `toml:"steps"`
	RepeatEvery Duration   `toml:"repeat_every"` // after the last step everybody is rung again so often
	RepeatFor   Duration   `toml:"repeat_for"`   // for so long from the opening
	ThenEvery   Duration   `toml:"then_every"`   // and so often after that, for ever
	ElderCalls  []Duration `toml:"elder_calls"`  // from the opening: when an elder who is not on the line is rung
	Numbers     []Number   `toml:"numbers"`      // people who are not in the books
}

// A Step rings people, and tells others by text, After the case was opened.
type Step struct {
	After Duration `toml:"after"`
	Call  []Who    `toml:"call"`
	Text  []Who    `toml:"text"`
	Count int      `toml:"count"` // how many are rung, in their order; 0 is all
}

// A Number is somebody who is not in the books: a street's duty room, a
// supervisor.
type Number struct {
	Who   Who    `toml:"who"`  // what the steps call it
	Name  string `toml:"name"` // as it is spoken
	Phone Phone  `toml:"phone"`
	Lang  string `toml:"lang"`
}

// ParsePlan reads a plan of one community and refuses one on which somebody
// could be left alone, naming every fault.
func ParsePlan(body []byte) (p Plan, err error) {
	meta, err := toml.Decode(string(body), &p)
	if err != nil {
		return p, fmt.Errorf("ladder: %w", err)
	}
	var faults []error
	for _, key := range meta.Undecoded() {
		faults = append(faults, fmt.Errorf("%q is no setting; look for a spelling mistake", key))
	}
	if err := errors.Join(append(faults, p.check(""))...); err != nil {
		return p, fmt.Errorf("ladder: %w", err)
	}
	return p, nil
}

// check finds what could leave somebody alone; under is what the settings
// stand under, with a dot at its end.
func (p Plan) check(under string) error {
	known := slices.Clone(lists)
	for _, n := range p.Numbers {
		known = append(known, n.Who)
	}
	return errors.Join(p.checkTimes(under), p.checkNumbers(under), p.checkSteps(under, known))
}

func (p Plan) checkTimes(under string) error {
	var faults []error
	if p.RepeatEvery <= 0 || p.ThenEvery <= 0 || p.RepeatFor < 0 {
		faults = append(faults, errors.New(under+"repeat_every and then_every must be positive, and repeat_for not negative"))
	}
	for i, at := range p.ElderCalls {
		if at <= 0 || i > 0 && at <= p.ElderCalls[i-1] {
			faults = append(faults, errors.New(under+"elder_calls must be positive, each later than the one before"))
		}
	}
	return errors.Join(faults...)
}

// checkNumbers also brings the numbers, as people write them, into the form in
// which they are rung.
func (p Plan) checkNumbers(under string) error {
	var faults []error
	var before []Who
	for i, n := range p.Numbers {
		fault := func(mend string, args ...any) {
			faults = append(faults, fmt.Errorf("%snumbers: "+mend, append([]any{under}, args...)...))
		}
		theirs := slices.Contains(lists, n.Who) && n.Who != Supervisor && n.Who != StreetRoom
		if n.Who == "" || theirs || slices.Contains(before, n.Who) {
			fault("who = %q is empty, means people of the books, or is there twice; give each number a word of its own", n.Who)
		}
		if n.Name == "" || n.Phone == "" {
			fault("%q needs a name, as it is spoken, and a phone", n.Who)
		}
		if phone, err := ParsePhone(string(n.Phone)); err == nil {
			p.Numbers[i].Phone = phone
		} else if n.Phone != "" {
			fault("%q: %w", n.Who, err)
		}
		if n.Lang != "" && !slices.Contains(Languages, n.Lang) {
			fault("%q speaks %q, which is unknown; use %s", n.Who, n.Lang, strings.Join(Languages, " or "))
		}
		before = append(before, n.Who)
	}
	return errors.Join(faults...)
}

func (p Plan) checkSteps(under string, known []Who) error {
	if len(p.Steps) == 0 {
		return errors.New(under + "steps is empty; nobody would be rung")
	}
	var faults []error
	fault := func(mend string, args ...any) {
		faults = append(faults, fmt.Errorf("%ssteps: "+mend, append([]any{under}, args...)...))
	}
	calls := false
	for i, s := range p.Steps {
		calls = calls || len(s.Call) > 0
		if len(s.Call)+len(s.Text) == 0 {
			fault("the step after %v rings and texts nobody; name them in call or text", s.After.Std())
		}
		if i > 0 && s.After <= p.Steps[i-1].After {
			fault("the step after %v must come later than the one before", s.After.Std())
		}
		if s.After < 0 || s.Count < 0 {
			fault("neither after nor count can be negative")
		}
		for _, w := range slices.Concat(s.Call, s.Text) {
			if !slices.Contains(known, w) {
				fault("nobody is called %q; use %s, or the word of one of numbers", w, join(lists))
			}
		}
	}
	if !calls {
		fault("no step rings anybody; a text can be slept through")
	}
	return errors.Join(faults...)
}

// join lists words for people.
func join[T ~string](words []T) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(w))
	}
	return b.String()
}
