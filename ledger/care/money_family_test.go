package care

import (
	"cmp"
	"fmt"
	"slices"

	"pgregory.net/rapid"
)

// familyHabits are all that goes from one member to another, and to the pool.
func (b *bursar) familyHabits() []habit {
	return []habit{{4, b.gives}, {3, b.donates}, {2, b.links}, {1, b.unlinks}, {2, b.nominates}, {1, b.dies}, {1, b.lives},
		{3, b.inherits}, {2, b.disputes}, {1, b.moves}}
}

func (b *bursar) gives(r *rapid.T) {
	from, to := b.kinsfolk(r)
	minutes, overflow, by := rapid.SampledFrom([]int64{60, 100, 101, 149, 150, 151, 200, 0}).Draw(r, "minutes"), rapid.Bool().Draw(r, "overflow"), employee(r)
	want := b.m.give(from, to, minutes, overflow)
	g := Gift{From: b.who[from].Number, To: b.who[to].Number, Minutes: minutes, Reference: b.key(), Overflow: overflow, Actor: b.number(by)}
	b.twice(r, "give", fmt.Sprintf("%d min from %s to %s", minutes, b.name(from), b.name(to)), want, func() error { return second(b.Give(ctx, g)) })
}

// kinsfolk are mostly two who are linked.
func (b *bursar) kinsfolk(r *rapid.T) (int, int) {
	from, to := twoOf(r, "from", "to")
	for range people {
		if b.m.kin[pairOfKin(from, to)] || chance(r, "strangers", people) {
			break
		}
		from, to = twoOf(r, "from", "to")
	}
	return from, to
}

func (b *bursar) donates(r *rapid.T) {
	who, minutes := person(r, "who"), rapid.Int64Range(0, 200).Draw(r, "minutes")
	if chance(r, "all", 2) {
		minutes = b.m.people[who].free()
	}
	by, with := employees(r)
	want, key := b.m.donate(who, minutes, by, with), "desk/"+b.key()
	b.twice(r, "donate", fmt.Sprintf("%d min of %s, before %s and %s", minutes, b.name(who), b.hand(by), b.hand(with)), want, func() error {
		return second(b.Donate(ctx, key, b.who[who].Number, minutes, b.number(by), b.number(with)))
	})
}

func (b *bursar) links(r *rapid.T) {
	member, relative := twoOf(r, "member", "relative")
	b.byTwo(r, func(by int) {
		want := b.m.link(member, relative, by)
		_, err := b.Link(ctx, FamilyLink{Member: b.who[member].Number, Relative: b.who[relative].Number, As: Spouse, Seen: "结婚证", Actor: b.number(by)})
		b.wants(r, "link", fmt.Sprintf("%s and %s, says %s", b.name(member), b.name(relative), b.hand(by)), err, want)
	})
}

func (b *bursar) unlinks(r *rapid.T) {
	member, relative := twoOf(r, "member", "relative")
	b.byTwo(r, func(by int) {
		want := b.m.unlink(member, relative, by)
		_, err := b.Unlink(ctx, FamilyLink{Member: b.who[member].Number, Relative: b.who[relative].Number, Seen: "离婚证", Actor: b.number(by)})
		b.wants(r, "unlink", fmt.Sprintf("%s and %s, says %s", b.name(member), b.name(relative), b.hand(by)), err, want)
	})
}

func (b *bursar) nominates(r *rapid.T) {
	who := person(r, "who")
	var heirs []heirModel
	for _, percent := range rapid.SampledFrom([][]int{{100}, {33, 67}, {50, 50}, {34, 33, 33}, {60, 50}, {}}).Draw(r, "percents") {
		heirs = append(heirs, heirModel{person(r, "heir"), percent})
	}
	slices.SortStableFunc(heirs, func(a, b heirModel) int { return cmp.Compare(a.who, b.who) })
	n := Nomination{Member: b.who[who].Number, Seen: "签字"}
	how := b.name(who) + " names"
	for _, h := range heirs {
		n.Shares = append(n.Shares, Share{b.who[h.who].Number, h.percent})
		how += fmt.Sprintf(" %s %d %%", b.name(h.who), h.percent)
	}
	b.byTwo(r, func(by int) {
		want := b.m.nominate(who, heirs, by)
		n.Actor = b.number(by)
		b.wants(r, "nominate", how+", says "+b.hand(by), second(b.Nominate(ctx, n)), want)
	})
}

func (b *bursar) dies(r *rapid.T) {
	who := person(r, "who")
	for range people { // mostly somebody who has named heirs
		if b.m.people[who].heirs != nil || chance(r, "anybody", people) {
			break
		}
		who = person(r, "who")
	}
	b.byTwo(r, func(by int) {
		want := b.m.reportDeath(who, by)
		_, _, err := b.ReportDeath(ctx, DeathReport{Member: b.who[who].Number, Day: monday, Seen: "死亡证明", Actor: b.number(by)})
		b.wants(r, "die", b.name(who)+", says "+b.hand(by), err, want)
	})
}

func (b *bursar) lives(r *rapid.T) {
	who := person(r, "who")
	if _, e := b.estate(r); e != nil && !chance(r, "anybody", 4) {
		who = e.of
	}
	b.byTwo(r, func(by int) {
		want := b.m.undoDeath(who, by)
		_, err := b.UndoDeath(ctx, DeathReport{Member: b.who[who].Number, Seen: "人在老家", Actor: b.number(by)})
		b.wants(r, "live", b.name(who)+", says "+b.hand(by), err, want)
	})
}

// estate is that of somebody who has died; nil when nobody has.
func (b *bursar) estate(r *rapid.T) (id int64, e *estateModel) {
	var dead []int
	for i, p := range b.m.people {
		if p.dead {
			dead = append(dead, i)
		}
	}
	if len(dead) == 0 {
		return 0, nil
	}
	e = b.m.estateOf(rapid.SampledFrom(dead).Draw(r, "of"))
	return int64(slices.Index(b.m.estates, e) + 1), e
}

// inherits settles an estate, with those who are named, the nominees, or nobody.
func (b *bursar) inherits(r *rapid.T) {
	id, e := b.estate(r)
	if e == nil {
		return
	}
	var s settlementModel
	switch pick(r, "to whom", 6) {
	case 0:
		s.pool = true
	case 1, 2: // to the nominees
	case 3:
		first, second := twoOf(r, "heir", "other")
		half := max(e.free()/120*60, 1)
		s.heirs = []bequest{{min(first, second), half}, {max(first, second), half}}
	default:
		s.heirs = []bequest{{person(r, "heir"), rapid.Int64Range(1, 5).Draw(r, "hours") * 60}}
	}
	if !s.pool {
		s.cash, s.overflow = rapid.Bool().Draw(r, "cash"), rapid.Bool().Draw(r, "overflow")
	}
	set := Settlement{Estate: id, Pool: s.pool, Cash: s.cash, Overflow: s.overflow, Seen: "公证书"}
	how := fmt.Sprintf("estate %d of %s", id, b.name(e.of))
	for _, h := range s.heirs {
		set.Heirs = append(set.Heirs, Inherit{b.who[h.heir].Number, h.minutes})
		how += fmt.Sprintf(", %s %d min", b.name(h.heir), h.minutes)
	}
	how += fmt.Sprintf(", pool %t, cash %t, overflow %t", s.pool, s.cash, s.overflow)
	b.byTwo(r, func(by int) {
		wantDone, want := b.m.settle(e, s, by)
		set.Actor = b.number(by)
		_, done, err := b.SettleEstate(ctx, set)
		b.wants(r, "settle an estate", how+", says "+b.hand(by), err, want)
		if done != wantDone {
			b.fail(r, fmt.Sprintf("the last of these is done: %t, and the model says %t", done, wantDone))
		}
	})
}

func (b *bursar) disputes(r *rapid.T) {
	id, e := b.estate(r)
	if e == nil {
		return
	}
	by := employee(r)
	want := b.m.disputed(e)
	b.twice(r, "dispute an estate", fmt.Sprintf("estate %d of %s, says %s", id, b.name(e.of), b.hand(by)), want, func() error {
		return second(b.DisputeEstate(ctx, id, "儿子不同意", b.number(by)))
	})
}

func (b *bursar) moves(r *rapid.T) {
	who, by := person(r, "who"), employee(r)
	to := rapid.SampledFrom([]string{hometowns[0], hometowns[1], "away", "back"}).Draw(r, "to")
	want := b.m.move(who, to)
	m := Removal{Member: b.who[who].Number, Away: to == "away", Back: to == "back", Actor: b.number(by)}
	if !m.Away && !m.Back {
		m.Community = to
	}
	b.wants(r, "move", b.name(who)+": "+to, second(b.Move(ctx, m)), want)
}
