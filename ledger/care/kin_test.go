package care

import "testing"

// A clan is a street with staff and a family: Wang has a husband, who shares
// her telephone, and a daughter.
type clan struct {
	*bureau
	li, daughter, grandson Member
	visits                 int64
}

func newClan(t *testing.T) *clan {
	b := newBureau(t)
	c := &clan{
		bureau:   b,
		li:       b.add("李爷爷", Elder, phone(1), phone(20)),
		daughter: b.add("王女儿", Volunteer, phone(21)),
		grandson: b.add("小孙", Volunteer, phone(22)),
		visits:   1000,
	}
	return c
}

// link has two people record that relative is as to m.
func (c *clan) link(m, relative Member, as Kinship) {
	c.t.Helper()
	for i, by := range []Member{c.ma, c.he} {
		done, err := c.Link(ctx, FamilyLink{Member: m.Number, Relative: relative.Number, As: as, Seen: "户口簿", Actor: by.Number})
		c.must(err)
		if done != (i == 1) {
			c.t.Fatalf("after %d people the link holds: %v", i+1, done)
		}
	}
}

// saves lets a member have served so many minutes.
func (c *clan) saves(m Member, minutes int64) {
	c.t.Helper()
	c.visits++
	c.must(c.write(ctx, func(v *verb) error {
		_, err := v.Deposit(c.visits, m.Account, minutes, v.now, 1, "test")
		return err
	}))
}

func (c *clan) wantHours(m Member, want int64) {
	c.t.Helper()
	b, err := c.Passbook(ctx, m.ID)
	c.must(err)
	if b.Balance != want {
		c.t.Errorf("%s has %d minutes, want %d", m.Name, b.Balance, want)
	}
}

func TestALinkTakesTwoWhoHaveSeenADocument(t *testing.T) {
	c := newClan(t)
	l := FamilyLink{Member: c.wang.Number, Relative: c.daughter.Number, As: Child, Seen: "户口簿", Actor: c.ma.Number}
	for range 2 { // the same person again is one person
		if done, err := c.Link(ctx, l); err != nil || done {
			t.Fatalf("one person made a link: %v %v", done, err)
		}
	}
	c.wantTickets(SecondTicket)
	l.Actor, l.As = c.he.Number, Parent
	if done, err := c.Link(ctx, l); err != nil || done {
		t.Fatalf("two people said two things, and it holds: %v %v", done, err)
	}
	// Ma agrees, and names the two the other way round.
	done, err := c.Link(ctx, FamilyLink{Member: c.daughter.Number, Relative: c.wang.Number, As: Child, Seen: "出生证", Actor: c.ma.Number})
	if c.must(err); !done {
		t.Fatal("two people have seen it, and it does not hold")
	}
	c.wantTickets()
	all, err := c.RelativesOf(ctx, c.wang.ID)
	c.must(err)
	if len(all) != 1 || all[0].As != Parent || all[0].Member.ID != c.daughter.ID || all[0].By[0].ID != c.he.ID || all[0].By[1].ID != c.ma.ID {
		t.Errorf("Wang's relatives are %+v", all)
	}
	_, err = c.Link(ctx, l)
	refused(t, "a second link of the two", err, ErrLinked)
}

func TestNobodyLinksTheirOwnFamily(t *testing.T) {
	c := newClan(t)
	cousin := c.staff("小王", phone(21)) // on the daughter's telephone
	home, err := c.AddMember(ctx, Member{Name: "小钱", Roles: Duty, Community: "翠湖", Address: c.wang.Address, Phones: []Phone{phone(30)}})
	c.must(err)
	for _, by := range []Member{cousin, home} {
		_, err := c.Link(ctx, FamilyLink{Member: c.wang.Number, Relative: c.daughter.Number, As: Child, Seen: "户口簿", Actor: by.Number})
		refused(t, by.Name, err, ErrOwnCause)
	}
	maToo := c.staff("小马的同屋", phone(10))
	l := FamilyLink{Member: c.wang.Number, Relative: c.daughter.Number, As: Child, Seen: "户口簿", Actor: c.ma.Number}
	c.must(second(c.Link(ctx, l)))
	l.Actor = maToo.Number
	_, err = c.Link(ctx, l)
	refused(t, "one person with two numbers", err, ErrNotSecond)

	// A link is a tie: whoever is family by a document decides nothing.
	c.link(c.daughter, c.boss, Spouse)
	_, err = c.Unlink(ctx, FamilyLink{Member: c.daughter.Number, Relative: c.boss.Number, Seen: "离婚证", Actor: c.boss.Number})
	refused(t, "one's own link", err, ErrOwnCause)
}

func TestALinkThatCannotBe(t *testing.T) {
	c := newClan(t)
	young, err := c.AddMember(ctx, Member{Name: "小周", Roles: Volunteer, Community: "翠湖", Born: 1990, Phones: []Phone{phone(31)}})
	c.must(err)
	old, err := c.AddMember(ctx, Member{Name: "老周", Roles: Elder, Community: "翠湖", Born: 1960, Phones: []Phone{phone(32)}})
	c.must(err)
	for _, row := range []struct {
		label        string
		of, relative Member
		as           Kinship
		seen         string
		want         error
	}{
		{"a parent who is younger", old, young, Parent, "户口簿", ErrTooYoung},
		{"a child who is older", young, old, Child, "户口簿", ErrTooYoung},
		{"thirty years are enough for a parent", young, old, Parent, "户口簿", nil},
		{"and for a spouse", young, old, Spouse, "结婚证", nil},
		{"no document", young, old, Parent, " ", ErrNoReason},
	} {
		_, err := c.Link(ctx, FamilyLink{Member: row.of.Number, Relative: row.relative.Number, As: row.as, Seen: row.seen, Actor: c.ma.Number})
		refused(t, row.label, err, row.want)
	}
	if _, err := c.Link(ctx, FamilyLink{Member: old.Number, Relative: old.Number, As: Spouse, Seen: "?", Actor: c.ma.Number}); err == nil {
		t.Error("somebody is their own spouse")
	}
	refused(t, "a grandchild is thirty years younger, or was", kin{member: old, relative: Member{Born: 1985}, as: Grandchild}.plausible(), ErrTooYoung)
}

func TestALinkEndsAsItBegan(t *testing.T) {
	c := newClan(t)
	c.link(c.wang, c.li, Spouse)
	end := FamilyLink{Member: c.li.Number, Relative: c.wang.Number, Seen: "离婚证", Actor: c.ma.Number}
	c.must(second(c.Unlink(ctx, end)))
	end.Actor = c.boss.Number
	if done, err := c.Unlink(ctx, end); err != nil || !done {
		t.Fatalf("two asked for it: %v %v", done, err)
	}
	_, err := c.Unlink(ctx, end)
	refused(t, "a link that has ended", err, ErrNotLinked)
	all, err := c.RelativesOf(ctx, c.wang.ID)
	c.must(err)
	if len(all) != 1 || all[0].Ended.IsZero() {
		t.Errorf("what was is not kept: %+v", all)
	}
	c.link(c.wang, c.li, Spouse) // and they may marry again
}

func TestKinshipsAreWrittenAsPeopleSay(t *testing.T) {
	for word, want := range map[string]Kinship{"Wife": Spouse, "女儿": Child, "外婆": Grandparent, " 父亲 ": Parent, "grandson": ""} {
		if got, err := ParseKinship(word); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q (%v), want %q", word, got, err, want)
		}
	}
	for _, k := range []Kinship{Spouse, Parent, Grandparent, Child, Grandchild} {
		if k.inverse().inverse() != k {
			t.Errorf("%s is not the other side of its other side", k)
		}
	}
}

func TestGiftsGoToCloseFamilyOnly(t *testing.T) {
	c := newClan(t)
	c.saves(c.wang, 6000)
	c.saves(c.grandson, 6000)
	give := func(from, to Member, minutes int64, ref string) error {
		return second(c.Give(ctx, Gift{From: from.Number, To: to.Number, Minutes: minutes, Reference: ref, Actor: c.ma.Number}))
	}
	refused(t, "before anybody saw a document", give(c.wang, c.daughter, 60, "1"), ErrNotFamily)
	c.link(c.wang, c.daughter, Child)
	c.link(c.grandson, c.wang, Grandparent)
	refused(t, "to a daughter", give(c.wang, c.daughter, 60, "1"), nil)
	refused(t, "to a grandmother", give(c.grandson, c.wang, 60, "2"), nil)
	refused(t, "to a grandson", give(c.wang, c.grandson, 60, "3"), ErrNotFamily)
	c.wantHours(c.wang, 6000)
	c.wantHours(c.daughter, 60)
	c.wantHours(c.grandson, 5940)
	var told []string
	for _, o := range c.rows(`kind LIKE 'gift%'`) {
		told = append(told, o.Kind)
		if o.Facts.Minutes != 60 || o.Facts.Receipt == "" {
			t.Errorf("%s says %+v", o.Kind, o.Facts)
		}
	}
	if len(told) != 4 {
		t.Errorf("told %v, want both of each", told)
	}
}

func TestAGiftIsGivenOnce(t *testing.T) {
	c := newClan(t)
	c.saves(c.wang, 6000)
	c.link(c.wang, c.daughter, Child)
	g := Gift{From: c.wang.Number, To: c.daughter.Number, Minutes: 120, Reference: "FORM 7", Actor: c.ma.Number}
	first, err := c.Give(ctx, g)
	c.must(err)
	g.Actor, g.Reference = c.he.Number, " form 7"
	again, err := c.Give(ctx, g)
	c.must(err)
	if first.Repeated || !again.Repeated || again.Entry != first.Entry || again.ID != first.ID {
		t.Errorf("first %+v, then %+v", first, again)
	}
	c.wantHours(c.daughter, 120)
	g.Minutes = 60
	refused(t, "other hours by the same form", second(c.Give(ctx, g)), ErrGiftUsed)
	if n := len(c.rows(`kind LIKE 'gift%'`)); n != 2 {
		t.Errorf("%d texts, want two", n)
	}
	g.Reference = "  "
	refused(t, "no form", second(c.Give(ctx, g)), ErrNoReference)
}

func TestGiftsHaveLimits(t *testing.T) {
	c := newClan(t)
	c.orders("gift_minutes = 3000 ", "gift_minutes = 100 ", "month_minutes = 6000 ", "month_minutes = 150 ", "year_minutes = 24000 ", "year_minutes = 200 ", "keep_minutes = 600 ", "keep_minutes = 60 ")
	c.saves(c.wang, 250)
	c.link(c.wang, c.daughter, Child)
	n := 0
	give := func(minutes int64) error {
		n++
		return second(c.Give(ctx, Gift{From: c.wang.Number, To: c.daughter.Number, Minutes: minutes, Reference: string(rune('a' + n)), Actor: c.ma.Number}))
	}
	refused(t, "nothing", give(0), ErrGiftLimit)
	refused(t, "less than nothing", give(-60), ErrGiftLimit)
	refused(t, "too much at once", give(101), ErrGiftLimit)
	refused(t, "the most", give(100), nil)
	refused(t, "too much in a month", give(51), ErrGiftLimit)
	refused(t, "all of a month", give(50), nil)
	c.clock.Set(monday.AddDate(0, 0, 8)) // 1 December
	refused(t, "so that too little stays", give(50), ErrGiftLimit)
	refused(t, "down to what stays", give(40), nil)
	c.saves(c.wang, 500)
	refused(t, "too much in a year", give(11), ErrGiftLimit)
	c.clock.Set(monday.AddDate(0, 0, 39)) // 1 January
	refused(t, "a new year", give(100), nil)
	c.wantHours(c.daughter, 290)
}

func TestAGiftNeverOverfillsAnAccount(t *testing.T) {
	c := newClan(t)
	c.orders("stored_minutes = 90000", "stored_minutes = 2400")
	c.saves(c.wang, 2000)
	c.saves(c.daughter, 2350)
	c.link(c.wang, c.daughter, Child)
	g := Gift{From: c.wang.Number, To: c.daughter.Number, Minutes: 120, Reference: "1", Actor: c.ma.Number}
	refused(t, "more than there is room for", second(c.Give(ctx, g)), ErrFull)
	g.Overflow = true
	given, err := c.Give(ctx, g)
	c.must(err)
	if given.Pooled != 70 {
		t.Errorf("%d min went to the pool", given.Pooled)
	}
	c.wantHours(c.daughter, 2400)
	c.wantHours(c.wang, 1880)
	g.Reference = "2"
	refused(t, "all of it to the pool is no gift", second(c.Give(ctx, g)), ErrFull)
	if n := len(c.rows(`kind = 'gift.pooled'`)); n != 1 {
		t.Errorf("%d were told of the pool", n)
	}
}

func TestNomineesAreNamedByTheMemberBeforeTwo(t *testing.T) {
	c := newClan(t)
	n := Nomination{Member: c.wang.Number, Shares: []Share{{c.li.Number, 60}, {c.daughter.Number, 40}}, Seen: "登记表1", Actor: c.ma.Number}
	c.must(second(c.Nominate(ctx, n)))
	n.Actor, n.Shares = c.he.Number, []Share{{c.daughter.Number, 40}, {c.li.Number, 60}}
	if done, err := c.Nominate(ctx, n); err != nil || !done {
		t.Fatalf("the same in another order: %v %v", done, err)
	}
	named, err := c.NomineesOf(ctx, c.wang.ID)
	c.must(err)
	if len(named.Shares) != 2 || named.Shares[0].Nominee.ID != c.li.ID || named.Shares[0].Percent != 60 || !named.Since.Equal(monday) {
		t.Errorf("named are %+v", named)
	}
	if len(c.rows(`kind = 'nominee.changed' AND member = $1`, c.wang.ID)) != 1 {
		t.Error("Wang was not told")
	}
	n.Shares = []Share{{c.ma.Number, 100}}
	refused(t, "for whoever gains by it", second(c.Nominate(ctx, Nomination{n.Member, n.Shares, n.Seen, c.ma.Number})), ErrOwnCause)
	n.Shares = []Share{{c.li.Number, 60}, {c.daughter.Number, 41}}
	refused(t, "more than all", second(c.Nominate(ctx, n)), ErrShares)
	n.Shares = []Share{{c.li.Number, 50}, {c.li.Number, 50}}
	refused(t, "one twice", second(c.Nominate(ctx, n)), ErrShares)
	n.Shares = []Share{{c.wang.Number, 100}}
	refused(t, "herself", second(c.Nominate(ctx, n)), ErrOwnHeir)

	n.Shares = nil // nobody any more
	c.must(second(c.Nominate(ctx, n)))
	n.Actor = c.boss.Number
	c.must(second(c.Nominate(ctx, n)))
	if named, err = c.NomineesOf(ctx, c.wang.ID); err != nil || len(named.Shares) != 0 {
		t.Errorf("named are %+v, %v", named, err)
	}
}

func TestHoursAreDividedWithoutARest(t *testing.T) {
	shares := func(percents ...int) (s []NomineeShare) {
		for _, p := range percents {
			s = append(s, NomineeShare{Percent: p})
		}
		return s
	}
	for _, row := range []struct {
		minutes  int64
		percents []int
		want     []int64
	}{
		{100, []int{60, 40}, []int64{60, 40}},
		{1, []int{50, 50}, []int64{1, 0}},
		{100, []int{33, 33, 34}, []int64{33, 33, 34}},
		{10, []int{33, 33, 34}, []int64{3, 3, 4}},
		{5, []int{1, 99}, []int64{0, 5}},
		{0, []int{100}, []int64{0}},
	} {
		got := divide(row.minutes, shares(row.percents...))
		for i := range got {
			if got[i] != row.want[i] {
				t.Errorf("%d by %v is %v, want %v", row.minutes, row.percents, got, row.want)
				break
			}
		}
	}
}
