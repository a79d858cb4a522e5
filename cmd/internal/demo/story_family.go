package demo

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"hourline/ledger"
	"hourline/ledger/care"
)

// family does something about families at the desk; people are named by their
// handset or, on a shared line, by their name: `family ma links wang zhang child`,
// `family ma gives zhang wang 120 form-1`, `family ma names zhang wang`,
// `family ma reports 李爷爷` (a death of today), `family ma undoes 李爷爷`,
// `family ma settles 李爷爷 赵奶奶 120`, `family ma disputes 李爷爷`,
// `family ma moves wang 莲花社区` (or away, or back), and
// `family ma cannot gives zhang wang 120 form-1`, which must be refused.
func (t *Town) family(args []string) error {
	if len(args) > 2 && args[1] == "cannot" {
		if err := t.family(append(args[:1:1], args[2:]...)); err == nil {
			return errors.New("nobody was refused")
		}
		return nil
	}
	if len(args) < 3 {
		return errors.New("write it like: family ma links wang zhang child")
	}
	by, err := t.person(args[0])
	if err != nil {
		return err
	}
	about, err := t.person(args[2])
	if err != nil {
		return err
	}
	do := map[string]func(by, about care.Member, rest []string) error{
		"links": t.links, "gives": t.gives, "names": t.names, "reports": t.reports, "undoes": t.undoes,
		"settles": t.settles, "disputes": t.disputes, "moves": t.moves,
	}[args[1]]
	if do == nil {
		return fmt.Errorf("nobody %s a family", args[1])
	}
	return do(by, about, append(args[3:], "", "", "")) // what is left out is empty
}

// person is the member of a handset or of a name.
func (t *Town) person(called string) (care.Member, error) {
	if t.Network.Handset(called) != nil {
		return t.whose(called)
	}
	members, err := t.App.Centre.Members(context.Background())
	if err != nil {
		return care.Member{}, err
	}
	for _, m := range members {
		if m.Name == called {
			return m, nil
		}
	}
	return care.Member{}, fmt.Errorf("%s is not in the books", called)
}

func (t *Town) links(by, about care.Member, rest []string) error {
	relative, err := t.person(rest[0])
	if err != nil {
		return err
	}
	_, err = t.App.Centre.Link(context.Background(), care.FamilyLink{
		Member: about.Number, Relative: relative.Number, As: care.Kinship(rest[1]), Seen: "户口簿", Actor: by.Number})
	return err
}

func (t *Town) gives(by, about care.Member, rest []string) error {
	to, err := t.person(rest[0])
	if err != nil {
		return err
	}
	minutes, err := strconv.ParseInt(rest[1], 10, 64)
	if err != nil {
		return err
	}
	_, err = t.App.Centre.Give(context.Background(), care.Gift{From: about.Number, To: to.Number, Minutes: minutes, Reference: rest[2], Actor: by.Number})
	return err
}

func (t *Town) names(by, about care.Member, rest []string) error {
	nominee, err := t.person(rest[0])
	if err != nil {
		return err
	}
	_, err = t.App.Centre.Nominate(context.Background(), care.Nomination{
		Member: about.Number, Shares: []care.Share{{Nominee: nominee.Number, Percent: 100}}, Seen: "登记表", Actor: by.Number})
	return err
}

func (t *Town) reports(by, about care.Member, _ []string) error {
	_, _, err := t.App.Centre.ReportDeath(context.Background(), care.DeathReport{Member: about.Number, Day: t.App.Centre.Now(), Seen: "死亡证明", Actor: by.Number})
	return err
}

func (t *Town) undoes(by, about care.Member, _ []string) error {
	_, err := t.App.Centre.UndoDeath(context.Background(), care.DeathReport{Member: about.Number, Seen: "人在老家", Actor: by.Number})
	return err
}

// settles gives the estate of a member to an heir or, when none is named, to
// the nominees.
func (t *Town) settles(by, about care.Member, rest []string) error {
	e, err := t.estateOf(about)
	if err != nil {
		return err
	}
	s := care.Settlement{Estate: e.ID, Seen: "公证书", Actor: by.Number}
	if rest[0] != "" {
		heir, err := t.person(rest[0])
		if err != nil {
			return err
		}
		minutes, err := strconv.ParseInt(rest[1], 10, 64)
		if err != nil {
			return err
		}
		s.Heirs = []care.Inherit{{Heir: heir.Number, Minutes: minutes}}
	}
	_, _, err = t.App.Centre.SettleEstate(context.Background(), s)
	return err
}

func (t *Town) disputes(by, about care.Member, _ []string) error {
	e, err := t.estateOf(about)
	if err != nil {
		return err
	}
	_, err = t.App.Centre.DisputeEstate(context.Background(), e.ID, "侄子来争", by.Number)
	return err
}

func (t *Town) estateOf(m care.Member) (care.Estate, error) {
	all, err := t.App.Centre.Estates(context.Background())
	if err != nil {
		return care.Estate{}, err
	}
	for _, e := range all {
		if e.Member.ID == m.ID {
			return e, nil
		}
	}
	return care.Estate{}, fmt.Errorf("%s has left nothing", m.Name)
}

func (t *Town) moves(by, about care.Member, rest []string) error {
	r := care.Removal{Member: about.Number, Away: rest[0] == "away", Back: rest[0] == "back", Address: rest[1], Actor: by.Number}
	if !r.Away && !r.Back {
		r.Community = rest[0]
	}
	_, err := t.App.Centre.Move(context.Background(), r)
	return err
}

// saved lets somebody have saved minutes long ago: saved zhang 1200.
func (t *Town) saved(args []string) error {
	if len(args) != 2 {
		return errors.New("write it like: saved zhang 1200")
	}
	m, err := t.person(args[0])
	if err != nil {
		return err
	}
	minutes, err := strconv.ParseInt(args[1], 10, 64)
	if err != nil {
		return err
	}
	return t.App.Centre.Bank.Write(context.Background(), func(tx *ledger.Tx) error {
		const longAgo = 1_000_000 // no story has so many visits
		_, err := tx.Deposit(longAgo+m.ID, m.Account, minutes, tx.Now, 1, "before")
		return err
	})
}
