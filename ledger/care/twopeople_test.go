package care

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// A quorum is a street in which everything that needs two people is tried with
// two that could be one: Ma, and everybody whom something ties to her; and with
// somebody whom something ties to Grandma Wang, whom most of it is about.
type quorum struct {
	*street
	ma, he, boss, lin, sun Member
	daughter               Member
	ofMa, ofWang           map[string]Member
	visits                 int64
	corrected              Visit
}

func newQuorum(t *testing.T) *quorum {
	q := &quorum{street: newStreet(t), visits: 1000}
	q.ma, q.he, q.boss, q.lin = q.staff("小马", 10), q.staff("小何", 11), q.staff("主任", 12), q.staff("小林", 13)
	q.daughter, q.sun = q.add("王女儿", Volunteer, phone(14)), q.add("孙爷爷", Elder)
	q.ofMa, q.ofWang = q.tiesTo(q.ma, 20), q.tiesTo(q.wang, 30)
	q.ofMa["the same member"] = q.ma
	for _, m := range []Member{q.wang, q.sun} {
		q.bornIn(m, 1941, "")
		q.saves(m, 6000)
	}
	q.must(second(q.OpenFund(ctx, "lottery", q.he.Number, q.boss.Number)))
	q.must(second(q.AddToFund(ctx, FundReceipt{Source: "lottery", Document: "1", Fen: 1_000_00, By: q.he.Number, With: q.boss.Number})))
	q.visited()
	return q
}

// staff is one of the staff who lives alone.
func (q *quorum) staff(name string, n int) Member {
	q.t.Helper()
	m, err := q.AddMember(ctx, Member{Name: name, Roles: Duty | Coordinator, Community: "翠湖", Address: name + "的家", Phones: []Phone{phone(n)}})
	q.must(err)
	return m
}

func (q *quorum) saves(m Member, minutes int64) {
	q.t.Helper()
	q.visits++
	q.must(q.write(ctx, func(v *verb) error {
		return second(v.Deposit(q.visits, m.Account, minutes, v.now, 1, "test"))
	}))
}

// tiesTo are members of the staff, by what ties them to a member.
func (q *quorum) tiesTo(m Member, n int) map[string]Member {
	q.t.Helper()
	ties := map[string]Member{}
	for i, tie := range []string{"the same telephone", "the same address", "named as family", "names as family", "linked by a document"} {
		one := q.staff(fmt.Sprintf("亲戚%d", n+i), n+i)
		q.must(q.write(ctx, func(v *verb) error {
			switch tie {
			case "the same telephone":
				return second(v.Exec(`INSERT INTO phones (member, position, phone) VALUES ($1, 1, $2)`, one.ID, string(m.Phone())))
			case "the same address":
				return second(v.Exec(`UPDATE members SET address = $1 WHERE id = $2`, strings.Replace(m.Address, m.Name, " "+m.Name, 1), one.ID))
			case "named as family":
				return second(v.Exec(`INSERT INTO contacts (member, position, relation, phone, name) VALUES ($1, 0, $2, $3, '家人')`, m.ID, string(RelatedFamily), string(one.Phone())))
			case "names as family":
				return second(v.Exec(`INSERT INTO contacts (member, position, relation, phone, name) VALUES ($1, 0, $2, $3, '家人')`, one.ID, string(RelatedFamily), string(m.Phone())))
			}
			var matter int64
			if err := v.QueryRow(`INSERT INTO matters (what, member, content, asked_by, asked_at, confirmed_by, ended_at)
				VALUES ('link', $1, '', $1, 0, $1, 0) RETURNING id`, m.ID).Scan(&matter); err != nil {
				return err
			}
			return second(v.Exec(`INSERT INTO kin (member, relative, relation, made, made_at) VALUES ($1, $2, $3, $4, 0)`, m.ID, one.ID, string(Spouse), matter))
		}))
		ties[tie] = one
	}
	return ties
}

// A joint is something that two people do. What by does second is refused for
// whoever could be the first; and, where it is about Wang, for her family.
type joint struct {
	what   string
	first  func() error          // what one person does before; nil when both are named at once
	second func(by Member) error // errNotYet when it waits for somebody else still
	about  bool                  // Wang, so that hers may not
	alone  bool                  // one of the staff is enough, who is not hers
}

// errNotYet is what the same person again comes to: nothing.
var errNotYet = errors.New("it waits for a second person")

func waits(done bool, err error) error {
	if err == nil && !done {
		err = errNotYet
	}
	return err
}

// everything is a fingerprint of all rows of all tables.
func (q *quorum) everything() string {
	q.t.Helper()
	var books strings.Builder
	ledgertest.Read(q.t, q.Bank, func(v *ledger.View) error {
		tables, err := collect(v, func(r *sql.Rows) (name string, err error) { return name, r.Scan(&name) },
			`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`)
		for _, table := range tables {
			if err == nil {
				err = printAll(v, table, &books)
			}
		}
		return err
	})
	return fmt.Sprintf("%x", sha256.Sum256([]byte(books.String())))
}

func printAll(v *ledger.View, table string, into *strings.Builder) error {
	rows, err := v.Query(`SELECT * FROM "` + table + `"`)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	row, at := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		at[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return err
		}
		fmt.Fprintln(into, table, row)
	}
	return rows.Err()
}

func TestFourEyesAreNeverOnePersonWithTwoNumbers(t *testing.T) {
	q := newQuorum(t)
	tried := 0
	for _, j := range q.joints() {
		if j.first != nil {
			q.must(j.first())
		}
		before := q.everything()
		try := func(tie string, by Member, whom string, plain ...error) {
			tried++
			err := j.second(by)
			ok := false
			for _, want := range plain {
				ok = ok || errors.Is(err, want)
			}
			if !ok {
				t.Errorf("%s, by somebody who is %s of %s: %v", j.what, tie, whom, err)
			}
			if after := q.everything(); after != before {
				t.Errorf("%s, by somebody who is %s of %s, changed the books", j.what, tie, whom)
				before = after
			}
		}
		for tie, by := range q.ofMa {
			if !j.alone {
				try(tie, by, "Ma", ErrNotSecond, ErrSecondPerson, errNotYet)
			}
		}
		for tie, by := range q.ofWang {
			if j.about {
				try(tie, by, "Wang", ErrOwnCause)
			}
		}
		if err := j.second(q.lin); err != nil {
			t.Errorf("%s, by somebody whom nothing ties: %v", j.what, err)
		}
	}
	t.Logf("%d pairs were refused", tried)
	ledgertest.Check(t, q.Bank)
}

// joints is everything that needs two people, in an order in which it can be
// done. Each is left done by Lin.
func (q *quorum) joints() []joint {
	all := q.jointMoney()
	all = append(all, q.jointRedemptions()...)
	all = append(all, q.jointVisits()...)
	return append(all, q.jointFamily()...)
}

// asMa is that Ma does something first, which is not enough.
func (q *quorum) asMa(do func(Member) error) func() error {
	return func() error {
		if err := do(q.ma); !errors.Is(err, errNotYet) {
			return fmt.Errorf("one person did it: %w", err)
		}
		return nil
	}
}

func (q *quorum) jointMoney() []joint {
	var proposal int64
	grant := func(elder string) func(Member) error {
		return func(by Member) error {
			_, done, err := q.OrderGrant(ctx, GrantOrder{Fund: "opening", Member: elder, Minutes: 600, Reason: "need", Actor: by.Number})
			return waits(done, err)
		}
	}
	return []joint{
		{what: "open a fund", second: func(by Member) error { return second(q.OpenFund(ctx, "donations", q.ma.Number, by.Number)) }},
		{what: "fill a fund", second: func(by Member) error {
			return second(q.AddToFund(ctx, FundReceipt{Source: "lottery", Document: "2", Fen: 1, By: q.ma.Number, With: by.Number}))
		}},
		{what: "open a fund of grants", first: q.asMa(grant("")), second: grant("")},
		{what: "grant", first: q.asMa(grant(q.wang.Number)), second: grant(q.wang.Number), about: true},
		{what: "set a PIN", second: func(by Member) error { return second(q.SetPIN(ctx, q.wang.Number, q.ma.Number, by.Number)) }, about: true},
		{what: "donate", second: func(by Member) error {
			return second(q.Donate(ctx, "desk/1", q.wang.Number, 60, q.ma.Number, by.Number))
		}, about: true},
		{what: "confirm a policy", first: func() error {
			p, err := q.ProposePolicy(ctx, PolicyDraft{Body: edited(q.t, "pin_tries = 5 ", "pin_tries = 4 "), Actor: q.ma.Number})
			proposal = p.ID
			return err
		}, second: func(by Member) error { _, _, err := q.ConfirmPolicy(ctx, proposal, by.Number); return err }},
	}
}

// asked is a redemption of Wang's, or of somebody else's, that one of the staff
// has asked for, one has approved and one has paid, as far as they are named.
func (q *quorum) asked(r *Redemption, m Member, hours int64, who ...Member) func() error {
	return func() (err error) {
		if *r, err = q.Redeem(ctx, RedemptionOrder{Member: m.Number, Channel: AtDesk, Actor: who[0].Number, Minutes: hours * 60}); err != nil || len(who) < 2 {
			return err
		}
		if *r, err = q.ApproveRedemption(ctx, r.ID, who[1].Number); err != nil || len(who) < 3 {
			return err
		}
		*r, err = q.HandOutRedemption(ctx, r.ID, who[2].Number, "")
		return err
	}
}

func (q *quorum) jointRedemptions() []joint {
	var r Redemption
	returned := func(by, with Member) error {
		return second(q.ReturnRedemption(ctx, r.ID, RedemptionWord{by.Number, "it is in the till"}, with.Number))
	}
	confirmed := func(by Member) error { return second(q.ConfirmRedemption(ctx, r.ID, by.Number)) }
	approved := func(by Member) error { return second(q.ApproveRedemption(ctx, r.ID, by.Number)) }
	return []joint{
		{what: "ask for a redemption", second: func(by Member) error { return q.asked(&r, q.wang, 1, by)() }, about: true, alone: true},
		{what: "refuse it", second: func(by Member) error {
			return second(q.RefuseRedemption(ctx, r.ID, RedemptionWord{by.Number, "she did not ask"}))
		}, about: true, alone: true},
		{what: "approve", first: q.asked(&r, q.wang, 2, q.ma), second: approved, about: true},
		{what: "approve what a service point asks", first: func() (err error) {
			r, err = q.Redeem(ctx, RedemptionOrder{Member: q.wang.Number, Channel: AtPoint, Actor: q.ma.Number, Minutes: 660})
			return err
		}, second: approved, about: true},
		{what: "give out", first: q.asked(&r, q.wang, 3, q.he, q.ma), second: func(by Member) error {
			return second(q.HandOutRedemption(ctx, r.ID, by.Number, ""))
		}, about: true},
		{what: "witness", first: q.asked(&r, q.sun, 4, q.he, q.boss), second: func(by Member) error {
			return second(q.HandOutRedemption(ctx, r.ID, q.ma.Number, by.Number))
		}},
		{what: "confirm", first: q.asked(&r, q.wang, 5, q.he, q.boss, q.ma), second: confirmed, about: true},
		{what: "contest", first: q.asked(&r, q.wang, 6, q.he, q.boss, q.ma), second: func(by Member) error {
			return second(q.ContestRedemption(ctx, r.ID, RedemptionWord{by.Number, ""}))
		}, about: true},
		{what: "confirm what was contested", second: confirmed, about: true},
		{what: "return what Ma paid", first: q.asked(&r, q.wang, 7, q.he, q.boss, q.ma), second: func(by Member) error { return returned(by, q.he) }, about: true},
		{what: "return what Ma paid, as the second", first: q.asked(&r, q.wang, 8, q.he, q.boss, q.ma), second: func(by Member) error { return returned(q.he, by) }, about: true},
		{what: "return with Ma", first: q.asked(&r, q.wang, 9, q.ma, q.boss, q.he), second: func(by Member) error { return returned(q.ma, by) }, about: true},
		{what: "redeem in one step", second: func(by Member) error {
			return second(q.RedeemAtDesk(ctx, RedemptionOrder{Member: q.wang.Number, Actor: q.ma.Number, Minutes: 600}, by.Number))
		}, about: true},
	}
}

// corrects is what Ma, or whoever is second, does to the one visit.
func (q *quorum) corrects(minutes int64, unlock string) func(Member) error {
	return func(by Member) error {
		done, err := q.CorrectVisit(ctx, Correction{Visit: q.corrected.ID, Minutes: minutes, Reason: Edited, Actor: by.Number, Unlock: unlock})
		return waits(done.Done, err)
	}
}

func (q *quorum) jointVisits() []joint {
	return []joint{
		{what: "vouch for a visit", first: func() (err error) {
			q.corrected, err = q.EnterVisit(ctx, HandEntry{Elder: q.wang.Number, Volunteer: q.zhang.Number, Kind: Company,
				From: q.clock.Now().Add(-3 * time.Hour), To: q.clock.Now().Add(-time.Hour), Actor: q.ma.Number, Reason: "手机坏了"})
			return err
		}, second: func(by Member) error { return second(q.ConfirmByHand(ctx, q.corrected.ID, by.Number)) }, about: true},
		{what: "correct a visit", first: q.asMa(q.corrects(60, "")), second: q.corrects(60, ""), about: true},
		{what: "unlock a visit", first: func() error {
			q.clock.Advance(32 * 24 * time.Hour)
			return q.asMa(q.corrects(90, q.boss.Number))()
		}, second: func(by Member) error { return q.corrects(90, by.Number)(q.he) }, about: true},
	}
}

func (q *quorum) jointFamily() []joint {
	var estate int64
	link := FamilyLink{Member: q.wang.Number, Relative: q.daughter.Number, As: Child, Seen: "户口簿"}
	linked := func(by Member) error { link.Actor = by.Number; return waits(q.Link(ctx, link)) }
	unlinked := func(by Member) error { link.Actor = by.Number; return waits(q.Unlink(ctx, link)) }
	named := func(by Member) error {
		return waits(q.Nominate(ctx, Nomination{Member: q.wang.Number, Shares: []Share{{q.daughter.Number, 100}}, Seen: "登记表", Actor: by.Number}))
	}
	died := func(by Member) error {
		e, done, err := q.ReportDeath(ctx, DeathReport{Member: q.wang.Number, Day: monday, Seen: "死亡证明", Actor: by.Number})
		if done {
			estate = e.ID
		}
		return waits(done, err)
	}
	lives := func(by Member) error {
		return waits(q.UndoDeath(ctx, DeathReport{Member: q.wang.Number, Seen: "人在老家", Actor: by.Number}))
	}
	settled := func(by Member) error {
		_, done, err := q.SettleEstate(ctx, Settlement{Estate: estate, Heirs: []Inherit{{q.daughter.Number, 60}}, Seen: "公证书", Actor: by.Number})
		return waits(done, err)
	}
	two := func(what string, do func(Member) error) joint {
		return joint{what: what, about: true, first: q.asMa(do), second: do}
	}
	return []joint{
		two("link", linked),
		{what: "give hours", second: func(by Member) error {
			return second(q.Give(ctx, Gift{From: q.wang.Number, To: q.daughter.Number, Minutes: 60, Reference: "1", Actor: by.Number}))
		}, about: true, alone: true},
		two("unlink", unlinked), two("nominate", named), two("report a death", died), two("undo a death", lives), two("report the death again", died),
		{what: "dispute an estate", second: func(by Member) error { return second(q.DisputeEstate(ctx, estate, "有人来争", by.Number)) }, about: true, alone: true},
		two("settle an estate", settled),
		{what: "correct a visit of somebody who has died", about: true, first: q.asMa(q.corrects(30, q.boss.Number)), second: q.corrects(30, q.boss.Number)},
	}
}
