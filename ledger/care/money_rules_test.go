package care

import (
	"fmt"
	"time"

	"pgregory.net/rapid"
)

// ruleHabits are the policy, what it gives, and time.
func (b *bursar) ruleHabits() []habit {
	return []habit{{2, b.proposes}, {2, b.confirms}, {3, b.grants}, {3, b.waits}}
}

// amended are the rules of a day with one of them changed.
func amended(r *rapid.T, rules rulesModel) (rulesModel, string) {
	amount := func(of *int64, from ...int64) string {
		*of = rapid.SampledFrom(from).Draw(r, "to")
		return fmt.Sprint(*of)
	}
	what := rapid.SampledFrom([]string{"an hour pays", "stop below", "cash", "most redeemed", "at a point", "PIN tries",
		"rounding", "cap", "cap of a day", "cap of a week", "stored", "most of a gift", "grants lapse"}).Draw(r, "rule")
	var to string
	switch what {
	case "an hour pays":
		to = amount(&rules.hourFen, 50, 100, 200)
	case "stop below":
		to = amount(&rules.coverage, 0, 20, 60)
	case "cash":
		rules.cash = !rules.cash
		to = fmt.Sprint(rules.cash)
	case "most redeemed":
		to = amount(&rules.most, 180, 480)
	case "at a point":
		to = amount(&rules.point, 0, 120, 240)
	case "PIN tries":
		rules.tries = rapid.IntRange(1, 4).Draw(r, "to")
		to = fmt.Sprint(rules.tries)
	case "rounding":
		to = amount(&rules.round, 15, 30)
	case "cap":
		to = amount(&rules.cap, 120, 180)
	case "cap of a day":
		to = amount(&rules.day, 180, 240)
	case "cap of a week":
		to = amount(&rules.week, 240, 360)
	case "stored":
		to = amount(&rules.stored, 360, 420, 600, 90000)
	case "most of a gift":
		to = amount(&rules.gift, 100, 150)
	default:
		rules.lapses = !rules.lapses
		to = fmt.Sprint(rules.lapses)
	}
	return rules, what + ": " + to
}

// proposes is that a coordinator wants another policy, at once or from a day
// on, and mostly that a second one wants it too.
func (b *bursar) proposes(r *rapid.T) {
	by, with := employees(r)
	rules, how := amended(r, b.m.inForce())
	if rules.from = (time.Time{}); chance(r, "from a day on", 3) {
		rules.from = b.m.now.Add(rapid.SampledFrom([]time.Duration{2 * time.Hour, 50 * time.Hour}).Draw(r, "in"))
		how += rules.from.Format(" from 2 Jan 15:04 on")
	}
	want := b.m.propose(rules, by)
	p, err := b.ProposePolicy(ctx, PolicyDraft{Body: policyFile(b.t, rules), At: rules.from, Actor: b.number(by)})
	b.wants(r, "propose a policy", how+", says "+b.hand(by), err, want)
	if err == nil && !chance(r, "later", 3) {
		b.confirmPolicy(r, int(p.ID-1), with)
	}
}

func (b *bursar) confirmPolicy(r *rapid.T, i, by int) {
	want := b.m.confirmDraft(i, by)
	_, _, err := b.ConfirmPolicy(ctx, int64(i+1), b.number(by))
	b.wants(r, "confirm a policy", fmt.Sprintf("proposal %d, says %s", i+1, b.hand(by)), err, want)
}

func (b *bursar) confirms(r *rapid.T) {
	if len(b.m.drafts) == 0 {
		return
	}
	i := len(b.m.drafts) - 1 - rapid.IntRange(0, min(len(b.m.drafts)-1, 3)).Draw(r, "draft, of the last")
	b.confirmPolicy(r, i, employee(r))
}

func (b *bursar) grants(r *rapid.T) {
	to, minutes := rapid.IntRange(none, people-1).Draw(r, "to"), rapid.Int64Range(1, 300).Draw(r, "minutes")
	o := GrantOrder{Fund: "opening", Minutes: minutes, Reason: "need"}
	how := "to the fund"
	if to == none {
		o.Minutes *= 5
	} else {
		o.Member = b.who[to].Number
		how = "to " + b.name(to)
	}
	by := crew/2 + rapid.IntRange(0, crew/2-1).Draw(r, "first")
	with := rapid.SampledFrom([]int{2, 3, 2, 3, 1}).Draw(r, "second")
	for _, by := range []int{by, with} {
		want := b.m.grant(to, o.Minutes, by)
		o.Actor = b.number(by)
		_, _, err := b.OrderGrant(ctx, o)
		b.wants(r, "grant", fmt.Sprintf("%d min %s, says %s", o.Minutes, how, b.hand(by)), err, want)
	}
}

// waits lets time pass, and what is due then be done.
func (b *bursar) waits(r *rapid.T) {
	d := rapid.SampledFrom([]time.Duration{time.Hour, 26 * time.Hour, 100 * time.Hour, 340 * time.Hour}).Draw(r, "hours")
	b.m.advance(d)
	b.clock.Advance(d)
	const enough = 30 // rounds, or something is due for ever
	for range enough {
		next, err := b.nextTick(ctx)
		b.must(err)
		if next.IsZero() || next.After(b.m.now) {
			b.wants(r, "wait", d.String(), nil, nil)
			return
		}
		b.must(b.Tick(ctx))
	}
	b.fail(r, "something is due for ever")
}
