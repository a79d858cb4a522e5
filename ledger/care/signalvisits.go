package care

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// What is odd about one volunteer's visits, as they are: pure, and each with
// its number in the policy. The visits are in the order of their beginnings.

// oddVisits are all signals that need nobody else's visits.
func (p SignalPolicy) oddVisits(visits []outing) (out []Signal) {
	for _, odd := range []func([]outing) []Signal{p.overlapping, p.farApart, p.samePair, p.sameTimes, p.together, p.doubted} {
		out = append(out, odd(visits)...)
	}
	return out
}

// overlapping are visits at the time of another one.
func (p SignalPolicy) overlapping(visits []outing) []Signal {
	var found twos
	for i, a := range visits {
		for _, b := range visits[i+1:] {
			if !b.begin.Before(a.end) {
				break
			}
			if over := min(a.end.Sub(b.begin), b.end.Sub(b.begin)); over >= p.Overlap.Std() {
				found = append(found, two{a, b, over})
			}
		}
	}
	return found.signal(Overlapping, "min at once")
}

// farApart are visits after one in another community, with too little time for
// the way. Both must be told by the volunteer: what staff enter is rounded.
func (p SignalPolicy) farApart(visits []outing) []Signal {
	var found twos
	told := those(visits, func(a outing) bool { return a.told })
	for i := range max(len(told)-1, 0) {
		a, b := told[i], told[i+1]
		if gap := b.begin.Sub(a.end); a.community != b.community && gap < p.Way.Std() && gap > -p.Overlap.Std() {
			found = append(found, two{a, b, max(gap, 0)})
		}
	}
	return found.signal(FarApart, "min from one community to another")
}

// A two is two visits of one volunteer, and what lies between them.
type two struct {
	a, b outing
	by   time.Duration
}

type twos []two

// signal tells of all of them at once. It is another matter as soon as there
// is another one.
func (t twos) signal(kind SignalKind, what string) []Signal {
	if len(t) == 0 {
		return nil
	}
	last := t[len(t)-1]
	var visits []int64
	for _, one := range t {
		visits = append(visits, one.a.id, one.b.id)
	}
	return []Signal{{
		Kind: kind, Member: last.a.volunteer, about: fmt.Sprintf("%d/%d", last.a.id, last.b.id),
		Detail: fmt.Sprintf("times: %d, at last %d %s on %s; %s", len(t), last.by/time.Minute, what, last.b.begin.Format("2006-01-02 15:04"), named(visits...)),
	}}
}

// samePair is one volunteer who goes to one elder again and again.
func (p SignalPolicy) samePair(visits []outing) (out []Signal) {
	for _, of := range byElder(visits) {
		if n := len(of); n >= p.Often {
			out = append(out, p.pair(SamePair, of[0].volunteer, of[0].elder, fmt.Sprintf("%d visits in %d days; %s", n, p.Days, named(numbers(of)...))))
		}
	}
	return out
}

// pair is a signal about a volunteer with an elder, or two of the staff.
func (p SignalPolicy) pair(kind SignalKind, member, other int64, detail string) Signal {
	return Signal{Kind: kind, Member: member, Other: other, Detail: detail, about: fmt.Sprintf("%d/%d", min(member, other), max(member, other))}
}

// sameTimes are visits that begin and end at the same minutes on many days: no
// bus is as punctual.
func (p SignalPolicy) sameTimes(visits []outing) (out []Signal) {
	days, at := map[string][]string{}, map[string][]outing{}
	for _, a := range visits {
		times, day := a.begin.Format("15:04")+"–"+a.end.Format("15:04"), a.begin.Format("2006-01-02")
		if a.told && !slices.Contains(days[times], day) {
			days[times], at[times] = append(days[times], day), append(at[times], a)
		}
	}
	for _, times := range slices.Sorted(maps.Keys(at)) {
		if of := at[times]; len(of) >= p.SameTimes {
			out = append(out, Signal{Kind: SameTimes, Member: of[0].volunteer, about: fmt.Sprintf("%d/%s", of[0].volunteer, times),
				Detail: fmt.Sprintf("%s on %d days; %s", times, len(of), named(numbers(of)...))})
		}
	}
	return out
}

// together are visits to somebody with the same telephone or address.
func (p SignalPolicy) together(visits []outing) (out []Signal) {
	for _, of := range byElder(visits) {
		a := of[len(of)-1]
		switch {
		case a.line:
			out = append(out, p.pair(OwnNumber, a.volunteer, a.elder, fmt.Sprintf("%d visits; %s", len(of), named(numbers(of)...))))
		case a.home:
			out = append(out, p.pair(OwnHousehold, a.volunteer, a.elder, fmt.Sprintf("%d visits; %s", len(of), named(numbers(of)...))))
		}
	}
	return out
}

// doubted are visits of which elders say that they were not so.
func (p SignalPolicy) doubted(visits []outing) []Signal {
	answered := those(visits, func(a outing) bool { return a.key != 0 })
	no := those(answered, func(a outing) bool { return a.key == 2 })
	if !reaches(len(no), len(answered), p.Doubted, p.DoubtedPercent) {
		return nil
	}
	return []Signal{alone(Doubted, no[0].volunteer, fmt.Sprintf("%d of %d answers; %s", len(no), len(answered), named(numbers(no)...)))}
}

// alone is a signal about one member.
func alone(kind SignalKind, member int64, detail string) Signal {
	return Signal{Kind: kind, Member: member, Detail: detail, about: fmt.Sprint(member)}
}

// byElder are the visits of each elder, in the order of the elders.
func byElder(visits []outing) (out [][]outing) {
	of := map[int64][]outing{}
	for _, a := range visits {
		of[a.elder] = append(of[a.elder], a)
	}
	for _, elder := range slices.Sorted(maps.Keys(of)) {
		out = append(out, of[elder])
	}
	return out
}
