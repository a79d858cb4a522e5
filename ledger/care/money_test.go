package care

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hourline/ledger/ledgertest"
)

var operations = flag.Int("operations", 15_000, "how many operations on hours and money are compared with the model")

// Whatever is served, objected to, corrected, granted, given, donated, redeemed
// by text, by PIN, at the desk and at a service point, queued, paid, returned,
// forgotten, inherited and disputed, under whatever policy, in whatever order,
// once or twice or by many at once: every reply, and all that is left on every
// account afterwards, is what a simple model says.
func TestMoneyBehavesLikeTheModel(t *testing.T) {
	t.Parallel()
	all := &tally{did: map[string]int{}}
	for !all.enough() && !t.Failed() {
		rapid.Check(t, func(r *rapid.T) {
			if all.enough() {
				return
			}
			b := newBursar(t, all)
			defer b.Close()
			life := b.life()
			for range 4 {
				r.Repeat(life)
			}
			if all.lives++; all.lives%20 == 0 {
				ledgertest.Check(t, b.Bank)
			}
		})
	}
	t.Logf("%d operations in %d lives: %v", all.counted(), all.lives, all.did)
}

// A tally counts what was done, by its name.
type tally struct {
	did    map[string]int
	lives  int
	failed bool // from then on what was done is done again, in shorter stories
}

func (t *tally) counted() (n int) {
	for _, times := range t.did {
		n += times
	}
	return n
}

func (t *tally) enough() bool { return t.counted() >= *operations && !t.failed }

// A bursar does everything to the books and to the model.
type bursar struct {
	*house
	who   []Member
	staff []Member // the crew, and the service point
	m     *moneyModel
	all   *tally
	story []string
	seen  int64 // the last entry that was looked at
	keys  int   // of documents, texts and calls
}

// A habit is something that is done so often.
type habit struct {
	often int
	do    func(*rapid.T)
}

// life is one step of what happens: any of the verbs.
func (b *bursar) life() map[string]func(*rapid.T) {
	var all []func(*rapid.T)
	for _, h := range slices.Concat(b.visitHabits(), b.orderHabits(), b.familyHabits(), b.ruleHabits()) {
		all = append(all, slices.Repeat([]func(*rapid.T){h.do}, h.often)...)
	}
	return map[string]func(*rapid.T){
		"": b.compare,
		"something": func(r *rapid.T) {
			b.clock.Advance(time.Second) // so that nothing but what is meant to happens at once
			b.m.now = b.m.now.Add(time.Second)
			all[pick(r, "what", len(all))](r)
		},
	}
}

// errRefused stands for every refusal that has no name of its own.
var errRefused = errors.New("refused")

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// wants compares what an act came to with what the model says, and adds it to
// the story.
func (b *bursar) wants(r *rapid.T, act, how string, got, want error) {
	b.all.did[act]++
	came := "done"
	if got != nil {
		came = "refused: " + got.Error()
	}
	b.story = append(b.story, fmt.Sprintf("%s  %s: %s  → %s", b.m.now.Format("Mon 2 Jan 15:04:05"), act, how, came))
	right := errors.Is(got, want)
	if want == errRefused {
		right = got != nil
	}
	if !right {
		b.fail(r, fmt.Sprintf("the last of these came to\n  %v\nand the model says\n  %v", got, want))
	}
}

// fail tells the whole story: rapid has made it as short as it could.
func (b *bursar) fail(r *rapid.T, what string) {
	b.all.failed = true
	r.Fatalf("%s\n\nWhat happened, of %s:\n%s", what, b.cast(), strings.Join(b.story, "\n"))
}

func (b *bursar) cast() string {
	var names []string
	for i, m := range b.who {
		names = append(names, fmt.Sprintf("%s (%s)", m.Name, []string{"poor", "over 80", "72", "51", "without a telephone", "poor and alone"}[i]))
	}
	return strings.Join(names, ", ")
}

// twice does something, and now and then the same again: a text that comes
// twice, a command that is typed once more. It must not matter.
func (b *bursar) twice(r *rapid.T, act, how string, want error, do func() error) {
	b.wants(r, act, how, do(), want)
	if chance(r, "again", 4) {
		b.wants(r, act, how+", again", do(), want)
	}
}

// pick is below n, each as often as the others: a number that rapid draws is
// small more often.
func pick(r *rapid.T, label string, n int) (x int) {
	for _, one := range tenBits.Draw(r, label) {
		if x *= 2; one {
			x++
		}
	}
	return x % n
}

var tenBits = rapid.SliceOfN(rapid.Bool(), 10, 10)

// chance is true once in n times.
func chance(r *rapid.T, label string, n int) bool { return pick(r, label, n) == n-1 }

func person(r *rapid.T, label string) int { return pick(r, label, people) }

// twoOf are two different people.
func twoOf(r *rapid.T, first, second string) (int, int) {
	a, b := person(r, first), pick(r, second, people-1)
	if b >= a {
		b++
	}
	return a, b
}

// employee is one of the staff.
func employee(r *rapid.T) int { return pick(r, "by", crew) }

// employees are two of the staff, and seldom one person who says that they are
// two.
func employees(r *rapid.T) (by, with int) {
	by = employee(r)
	return by, another(r, by)
}

// another is somebody else of the staff; seldom the same.
func another(r *rapid.T, by int) int {
	return (by + []int{1, 2, 3, 1, 2, 3, 0}[pick(r, "another", 7)]) % crew
}

// byTwo lets two of the staff ask for something, each with what the model says
// then; seldom only one comes so far.
func (b *bursar) byTwo(r *rapid.T, do func(by int)) {
	by, with := employees(r)
	do(by)
	if !chance(r, "later", 6) {
		do(with)
	}
}

func (b *bursar) name(who int) string { return b.who[who].Name }

// hand is the name of one of the staff, or of the service point.
func (b *bursar) hand(who int) string {
	if who == noOne {
		return "nobody"
	}
	return b.crewMember(who).Name
}

func (b *bursar) crewMember(who int) Member { return b.staff[min(who, crew)] }

// number is the number of one of the staff, or of the service point; empty for
// noOne.
func (b *bursar) number(who int) string {
	if who == noOne {
		return ""
	}
	return b.crewMember(who).Number
}

// key is the number of something that is done once.
func (b *bursar) key() string {
	b.keys++
	return strconv.Itoa(b.keys)
}
