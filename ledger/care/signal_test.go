package care

import (
	"testing"
	"time"
)

// lately are visits of half an hour on so many days in a row, as people come
// and go: never at the same minutes.
func lately(days int, s stay) (out []stay) {
	for day := range days {
		s.begin, s.end = at(day, day*7%19), at(day, 30+day*5%13)
		out = append(out, s)
	}
	return out
}

// Each cheat is played on the books as it would be, and shown to a coordinator
// the next morning, once. Whoever does something like it honestly is not.
func TestCheatsAreShownAndHonestPeopleAreNot(t *testing.T) {
	for kind, c := range map[SignalKind]struct{ cheat, honest func(b *beat) }{
		Overlapping: {
			func(b *beat) { // the second begins by a late text, while he is still at the first
				b.plays(stay{by: b.zhang, to: b.wang, begin: at(0, 0), end: at(0, 30), key: 1}, stay{by: b.zhang, to: b.zhou, begin: at(0, 20), end: at(0, 50), key: 1})
			},
			func(b *beat) { // a neighbour, and a minute between the two
				b.plays(stay{by: b.zhang, to: b.wang, begin: at(0, 0), end: at(0, 30), key: 1}, stay{by: b.zhang, to: b.zhou, begin: at(0, 31), end: at(0, 62), key: 1})
			},
		},
		FarApart: {
			func(b *beat) {
				b.plays(stay{by: b.zhang, to: b.wang, begin: at(0, 0), end: at(0, 30), key: 1}, stay{by: b.zhang, to: b.li, begin: at(0, 32), end: at(0, 63), key: 1})
			},
			func(b *beat) {
				b.plays(stay{by: b.zhang, to: b.wang, begin: at(0, 0), end: at(0, 30), key: 1}, stay{by: b.zhang, to: b.li, begin: at(0, 45), end: at(0, 75), key: 1})
			},
		},
		SamePair: {
			func(b *beat) { b.plays(lately(13, stay{by: b.zhang, to: b.wang, key: 1})...) },
			func(b *beat) { // as often, and not to one
				b.plays(lately(6, stay{by: b.zhang, to: b.wang, key: 1})...)
				b.clock.Set(monday.AddDate(0, 0, 6))
				for day := 7; day < 14; day++ {
					b.plays(stay{by: b.zhang, to: b.li, begin: at(day, day), end: at(day, 40), key: 1})
				}
			},
		},
		Trading: {
			func(b *beat) {
				for day := range 3 {
					b.plays(stay{by: b.chen, to: b.zhou, begin: at(day, day), end: at(day, 30), key: 1}, stay{by: b.zhou, to: b.chen, begin: at(day, 60+2*day), end: at(day, 95), key: 1})
				}
			},
			func(b *beat) { // one helps another, who helps a third
				for day := range 4 {
					b.plays(stay{by: b.chen, to: b.zhou, begin: at(day, day), end: at(day, 30), key: 1}, stay{by: b.zhou, to: b.wang, begin: at(day, 60+2*day), end: at(day, 95), key: 1})
				}
				b.plays(stay{by: b.zhou, to: b.chen, begin: at(5, 3), end: at(5, 40), key: 1})
			},
		},
		SameTimes: {
			func(b *beat) {
				for day := range 5 {
					b.plays(stay{by: b.zhang, to: b.wang, begin: at(day, 0), end: at(day, 30), key: 1})
				}
			},
			func(b *beat) { // every day at two, as people are punctual
				for day := range 7 {
					b.plays(stay{by: b.zhang, to: b.wang, begin: at(day, day%3), end: at(day, 30+day%4), key: 1})
				}
			},
		},
		OwnNumber: {
			func(b *beat) {
				mother := b.mustAdd(Member{Name: "张奶奶", Roles: Elder, Community: "翠湖", Address: "东边", Phones: []Phone{b.zhang.Phone()}})
				b.plays(stay{by: b.zhang, to: mother, begin: at(0, 0), end: at(0, 30)})
			},
			func(b *beat) { // two elders share one
				other := b.mustAdd(Member{Name: "赵奶奶", Roles: Elder, Community: "翠湖", Address: "西边", Phones: []Phone{b.wang.Phone()}})
				b.plays(stay{by: b.zhang, to: other, begin: at(0, 0), end: at(0, 30)})
			},
		},
		OwnHousehold: {
			func(b *beat) {
				aunt := b.mustAdd(Member{Name: "张大妈", Roles: Elder, Community: "翠湖", Address: " " + b.zhang.Address, Phones: []Phone{phone(90)}})
				b.plays(stay{by: b.zhang, to: aunt, begin: at(0, 0), end: at(0, 30), key: 1})
			},
			func(b *beat) { // the next door, and nobody knows where she lives
				door := b.mustAdd(Member{Name: "孙大妈", Roles: Elder, Community: "翠湖", Address: b.zhang.Address + "隔壁", Phones: []Phone{phone(91)}})
				unknown := b.mustAdd(Member{Name: "钱大妈", Roles: Elder, Community: "翠湖", Phones: []Phone{phone(92)}})
				b.plays(stay{by: b.zhang, to: door, begin: at(0, 0), end: at(0, 30), key: 1}, stay{by: b.zhang, to: unknown, begin: at(0, 60), end: at(0, 91), key: 1})
			},
		},
		QuickKeys: {
			func(b *beat) {
				b.plays(lately(5, stay{by: b.zhang, to: b.wang, key: 1, after: 1900 * time.Millisecond})...)
			},
			func(b *beat) { // she is as quick after the visits of others
				for day := range 5 {
					b.plays(stay{by: b.zhang, to: b.wang, begin: at(day, day), end: at(day, 30+day*3), key: 1, after: time.Second},
						stay{by: b.liu, to: b.wang, begin: at(day, 60+day), end: at(day, 91+day*2), key: 1, after: time.Second})
				}
			},
		},
		Doubted: {
			func(b *beat) {
				b.plays(lately(3, stay{by: b.zhang, to: b.wang, key: 2})...)
			},
			func(b *beat) { // two mistakes among many
				stays := lately(9, stay{by: b.zhang, to: b.wang, key: 1})
				stays[2].key, stays[7].key = 2, 2
				b.plays(stays...)
			},
		},
		NeverHeard: {
			func(b *beat) {
				for day := range 8 {
					b.plays(stay{by: b.zhang, to: b.wang, begin: at(day, day), end: at(day, 30+day*3)},
						stay{by: b.liu, to: b.wang, begin: at(day, 60+day), end: at(day, 95+day*2), key: 1})
				}
				b.clock.Set(monday.AddDate(0, 0, 9))
			},
			func(b *beat) { // she never hears the telephone, whoever came
				for day := range 8 {
					b.plays(stay{by: b.zhang, to: b.wang, begin: at(day, day), end: at(day, 30+day*3)},
						stay{by: b.liu, to: b.wang, begin: at(day, 60+day), end: at(day, 95+day*2)})
				}
				b.clock.Set(monday.AddDate(0, 0, 9))
			},
		},
		NeverCalled: {
			func(b *beat) {
				for day := range 8 {
					b.plays(stay{by: b.zhang, to: b.wang, begin: at(day, day), end: at(day, 30+day*3), key: 1},
						stay{by: b.liu, to: b.wang, begin: at(day, 60+day), end: at(day, 95+day*2), key: 1, line: true})
				}
			},
			func(b *beat) { // nobody calls in from there
				for day := range 8 {
					b.plays(stay{by: b.zhang, to: b.wang, begin: at(day, day), end: at(day, 30+day*3), key: 1},
						stay{by: b.liu, to: b.wang, begin: at(day, 60+day), end: at(day, 95+day*2), key: 1})
				}
			},
		},
		Favoured: {
			func(b *beat) { // a worker sells hours to one volunteer; five are too few for a habit of the office
				b.enters(5, b.ma, b.zhang, b.he, b.worker)
				b.plays(lately(20, stay{by: b.liu, to: b.li})[:12]...)
			},
			func(b *beat) { // his telephone was broken for a week
				b.plays(lately(4, stay{by: b.zhang, to: b.wang, key: 1})...)
				b.enters(5, b.ma, b.zhang, b.he, b.worker)
			},
		},
		ManyByHand: {
			func(b *beat) {
				for _, by := range []Member{b.zhang, b.liu, b.chen} {
					b.enters(3, b.ma, by, b.he, b.worker)
				}
			},
			func(b *beat) { // as many after days without a network, and all others were told as ever
				for i, by := range []Member{b.zhang, b.liu, b.chen} {
					b.enters(3-i/2, b.ma, by, b.he, b.worker)
				}
				for day := range 9 {
					for i, by := range []Member{b.zhang, b.liu, b.chen} {
						b.plays(stay{by: by, to: b.wang, begin: at(day, 60*i+day), end: at(day, 60*i+31+day*2), key: 1})
					}
				}
			},
		},
		OnlyTheTwo: {
			func(b *beat) {
				b.enters(3, b.ma, b.zhang, b.he)
				b.enters(3, b.he, b.liu, b.ma)
			},
			func(b *beat) { // whoever is there vouches
				b.enters(3, b.ma, b.zhang, b.he, b.worker)
				b.enters(3, b.he, b.liu, b.ma, b.worker)
			},
		},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Run("cheat", func(t *testing.T) {
				b := newBeat(t)
				c.cheat(b)
				b.want()
				b.nextMorning()
				b.want(kind)
				for range 3 {
					b.nextMorning()
				}
				b.want(kind)
			})
			t.Run("honest", func(t *testing.T) {
				b := newBeat(t)
				c.honest(b)
				b.nextMorning()
				b.want()
			})
		})
	}
}

func (b *beat) mustAdd(m Member) Member {
	b.t.Helper()
	m, err := b.AddMember(ctx, m)
	b.must(err)
	b.visited()
	return m
}

// enters lets one of the staff enter visits of a volunteer, for which others
// vouch in turns.
func (b *beat) enters(n int, by, volunteer Member, seconds ...Member) {
	b.t.Helper()
	for i := range n {
		b.asked++
		from := at(-b.asked, b.asked%7)
		w, err := b.EnterVisit(ctx, HandEntry{Elder: b.wang.Number, Volunteer: volunteer.Number, Kind: Company,
			From: from, To: from.Add(time.Duration(60+b.asked) * time.Minute), Actor: by.Number, Reason: "手机坏了"})
		b.must(err)
		_, err = b.ConfirmByHand(ctx, w.ID, seconds[i%len(seconds)].Number)
		b.must(err)
	}
}
