package care

import (
	"fmt"
	"slices"
	"time"
)

// What is odd about one volunteer's visits beside those of others: elders have
// their ways, so only what is not so with others tells something.

// A comparison holds the visits of a volunteer beside what others did.
type comparison struct {
	*sweep
	visits []outing
}

// oddBesideOthers are all such signals.
func (c *comparison) oddBesideOthers() (out []Signal, err error) {
	for _, odd := range []func() ([]Signal, error){c.trading, c.quickKeys, c.neverHeard, c.neverCalled} {
		found, err := odd()
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// byOthers are the visits to an elder by others.
func (c *comparison) byOthers(elder int64) ([]outing, error) {
	all, known := c.to[elder]
	if !known {
		var err error
		if all, err = outingsIn(c.View, c.policy, visitsTo, elder, c.from, c.until); err != nil {
			return nil, err
		}
		c.to[elder] = all
	}
	return those(all, func(a outing) bool { return a.volunteer != c.visits[0].volunteer }), nil
}

// trading are two who visit one another in turns: each of them is both.
func (c *comparison) trading() (out []Signal, err error) {
	p := c.policy.Signals
	for _, there := range byElder(c.visits) {
		volunteer, elder := there[0].volunteer, there[0].elder
		if len(there) < p.Trading || elder == volunteer {
			continue
		}
		all, err := outingsIn(c.View, c.policy, visitsOf, elder, c.from, c.until)
		if err != nil {
			return nil, err
		}
		back := those(all, func(a outing) bool { return a.elder == volunteer })
		if len(back) >= p.Trading {
			out = append(out, p.pair(Trading, volunteer, elder,
				fmt.Sprintf("%d visits there and %d back; %s", len(there), len(back), named(append(numbers(there), numbers(back)...)...))))
		}
	}
	return out, nil
}

// quickKeys are keys in the call after the visit that come before anybody can
// have listened. Where an elder is as quick after the visits of others it is
// her way, and counts for nothing.
func (c *comparison) quickKeys() ([]Signal, error) {
	p := c.policy.Signals
	quick := func(a outing) bool { return a.quick(p.QuickWithin) }
	answered := those(c.visits, func(a outing) bool { return a.key != 0 && a.after >= 0 })
	if n := len(those(answered, quick)); !reaches(n, len(answered), p.Quick, p.QuickPercent) {
		return nil, nil
	}
	var odd []outing
	for _, of := range mostVisited(those(answered, quick)) {
		others, err := c.byOthers(of[0].elder)
		if err != nil {
			return nil, err
		}
		if len(those(others, quick)) < 2 {
			odd = append(odd, of...)
		}
	}
	if !reaches(len(odd), len(answered), p.Quick, p.QuickPercent) {
		return nil, nil
	}
	return []Signal{alone(QuickKeys, c.visits[0].volunteer, fmt.Sprintf("%d of %d answers are key 1 within %s; %s",
		len(odd), len(answered), p.QuickWithin.Std(), named(numbers(odd)...)))}, nil
}

// neverHeard are visits after which no key came, of elders who press one after
// the visits of others. Those of the last day may still be asked about.
func (c *comparison) neverHeard() ([]Signal, error) {
	old := c.until.Add(-24 * time.Hour)
	asked := func(a outing) bool { return a.told && a.end.Before(old) }
	return c.unlike(NeverHeard, "visits without a key", asked, func(a outing) bool { return a.key != 0 })
}

// neverCalled are visits that were not called in from homes from which others
// call.
func (c *comparison) neverCalled() ([]Signal, error) {
	told := func(a outing) bool { return a.told }
	return c.unlike(NeverCalled, "visits that were not called in", told, outing.onLine)
}

// mostCompared is how many elders of one volunteer are looked at beside others.
const mostCompared = 12

// mostVisited are the visits of each elder, those with most of them first, and
// no more elders than are compared.
func mostVisited(visits []outing) [][]outing {
	all := byElder(visits)
	slices.SortStableFunc(all, func(a, b []outing) int { return len(b) - len(a) })
	return all[:min(len(all), mostCompared)]
}

// unlike compares visits that others would have had something of: the
// volunteer next to never, and others at the same elders as a rule.
func (c *comparison) unlike(kind SignalKind, what string, counts, has func(outing) bool) ([]Signal, error) {
	p := c.policy.Signals
	mine := those(c.visits, counts)
	without := those(mine, func(a outing) bool { return !has(a) })
	if !reaches(len(without), len(mine), p.Unlike, p.UnlikePercent) {
		return nil, nil
	}
	var odd []outing
	all, have := 0, 0
	for _, of := range mostVisited(without) {
		others, err := c.byOthers(of[0].elder)
		if err != nil {
			return nil, err
		}
		others = those(others, counts)
		with := len(those(others, has))
		if 2*with > len(others) { // as a rule
			odd, all, have = append(odd, of...), all+len(others), have+with
		}
	}
	if len(odd) < p.Unlike || have < p.Unlike/2 {
		return nil, nil
	}
	return []Signal{alone(kind, c.visits[0].volunteer, fmt.Sprintf("%d of %d %s; with others %d of %d have; %s",
		len(odd), len(mine), what, have, all, named(numbers(odd)...)))}, nil
}
