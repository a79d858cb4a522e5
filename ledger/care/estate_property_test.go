package care

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// Whatever a family gives, whoever of them dies, comes back or inherits, and in
// whatever order: their hours are those of a simple model, nobody is below
// zero, and what is frozen stays where it is.
func TestFamiliesBehaveLikeTheModel(t *testing.T) {
	c := newClan(t)
	c.orders("gift_minutes = 3000 ", "gift_minutes = 400 ", "month_minutes = 6000 ", "month_minutes = 900000 ", "year_minutes = 24000 ", "year_minutes = 900000 ",
		"keep_minutes = 600 ", "keep_minutes = 60 ", "stored_minutes = 90000", "stored_minutes = 2400")
	families := 0
	rapid.Check(t, func(r *rapid.T) {
		families++
		p := newLineage(c, families)
		r.Repeat(map[string]func(*rapid.T){
			"serves":   p.serves,
			"holds":    p.holds,
			"gives":    p.gives,
			"dies":     p.dies,
			"lives":    p.lives,
			"disputes": p.disputes,
			"inherits": p.inherits,
			"":         p.compare,
		})
	})
	ledgertest.Check(t, c.Bank)
}

// A lineage is a family of four beside the model of it.
type lineage struct {
	*clan
	who    [4]Member // grandmother, grandfather, their child, and the grandmother's grandchild
	family int
	gifts  int
	model  [4]heir
	pooled int64 // what was given out to nobody
}

// An heir is what the model knows of somebody.
type heir struct {
	hours, held int64
	dead        bool
	estate      int64 // of the last death
	gaveOut     bool  // of it
	disputed    bool
}

// mayHave is to whom each of a family may give.
var mayHave = [4][]int{{1, 2}, {0}, {0}, {0}}

func newLineage(c *clan, n int) *lineage {
	p := &lineage{clan: c, family: n}
	for i := range p.who {
		p.who[i] = Member{Name: fmt.Sprintf("家人%d-%d", n, i), Roles: Elder, Community: "翠湖", Phones: []Phone{Phone(fmt.Sprintf("+86139%04d%04d", n, i))}}
	}
	c.must(c.write(ctx, func(v *verb) (err error) {
		for i, m := range p.who {
			if p.who[i], _, err = v.enrol(m, Member{}); err != nil {
				return err
			}
		}
		var matter int64
		if err := v.QueryRow(`INSERT INTO matters (what, member, content, asked_by, asked_at, confirmed_by, ended_at) VALUES ('link', $1, '', $2, 0, $3, 0) RETURNING id`,
			p.who[0].ID, c.ma.ID, c.he.ID).Scan(&matter); err != nil {
			return err
		}
		for relative, as := range map[int]Kinship{1: Spouse, 2: Child, 3: Grandchild} {
			if _, err := v.Exec(`INSERT INTO kin (member, relative, relation, made, made_at) VALUES ($1, $2, $3, $4, 0)`,
				p.who[0].ID, p.who[relative].ID, string(as), matter); err != nil {
				return err
			}
		}
		return nil
	}))
	return p
}

func anyOf4(r *rapid.T, label string) int { return rapid.IntRange(0, 3).Draw(r, label) }

// wants compares what an act came to with what the model says.
func (p *lineage) wants(r *rapid.T, act string, got, want error) {
	if !errors.Is(got, want) || want == nil && got != nil {
		r.Fatalf("%s: %v, and the model says %v", act, got, want)
	}
}

func (p *lineage) serves(r *rapid.T) {
	i, minutes := anyOf4(r, "who"), rapid.Int64Range(1, 900).Draw(r, "minutes")
	if p.model[i].dead {
		return
	}
	p.saves(p.who[i], minutes)
	p.model[i].hours += minutes
}

func (p *lineage) holds(r *rapid.T) {
	i, minutes := anyOf4(r, "who"), rapid.Int64Range(1, 300).Draw(r, "minutes")
	p.visits++
	err := p.write(ctx, func(v *verb) error {
		_, err := v.Hold(ledger.Posting{Debit: p.who[i].Account, Credit: ledger.RedeemedGoods, Amount: minutes, Kind: "test", Ref: p.visits, Actor: "test"})
		return err
	})
	m := &p.model[i]
	if m.hours-m.held < minutes {
		p.wants(r, "hold", err, ledger.ErrInsufficient)
		return
	}
	p.wants(r, "hold", err, nil)
	m.held += minutes
}

func (p *lineage) gives(r *rapid.T) {
	from, to, minutes, overflow := anyOf4(r, "from"), anyOf4(r, "to"), rapid.Int64Range(0, 500).Draw(r, "minutes"), rapid.Bool().Draw(r, "overflow")
	p.gifts++
	_, err := p.Give(ctx, Gift{From: p.who[from].Number, To: p.who[to].Number, Minutes: minutes, Overflow: overflow,
		Reference: fmt.Sprintf("%d-%d", p.family, p.gifts), Actor: p.ma.Number})
	a, b := &p.model[from], &p.model[to]
	pooled := max(minutes-max(2400-b.hours, 0), 0)
	switch {
	case a.dead || b.dead:
		p.wants(r, "gift", err, ErrDead)
	case !slices.Contains(mayHave[from], to) && !(from == 3 && to == 0):
		p.wants(r, "gift", err, ErrNotFamily)
	case minutes < 1 || minutes > 400 || a.hours-a.held-minutes < 60:
		p.wants(r, "gift", err, ErrGiftLimit)
	case pooled > 0 && (!overflow || pooled == minutes):
		p.wants(r, "gift", err, ErrFull)
	default:
		p.wants(r, "gift", err, nil)
		a.hours, b.hours, p.pooled = a.hours-minutes, b.hours+minutes-pooled, p.pooled+pooled
	}
}

func (p *lineage) dies(r *rapid.T) {
	i := anyOf4(r, "who")
	var err error
	for _, by := range []Member{p.ma, p.he} {
		_, _, err = p.ReportDeath(ctx, DeathReport{Member: p.who[i].Number, Day: monday, Seen: "死亡证明", Actor: by.Number})
	}
	m := &p.model[i]
	if m.dead {
		p.wants(r, "death", err, ErrDead)
		return
	}
	p.wants(r, "death", err, nil)
	*m = heir{dead: true, estate: m.hours}
}

func (p *lineage) lives(r *rapid.T) {
	i := anyOf4(r, "who")
	var err error
	for _, by := range []Member{p.ma, p.boss} {
		_, err = p.UndoDeath(ctx, DeathReport{Member: p.who[i].Number, Seen: "人在老家", Actor: by.Number})
	}
	switch m := &p.model[i]; {
	case !m.dead:
		p.wants(r, "undo", err, ErrNotReported)
	case m.gaveOut:
		p.wants(r, "undo", err, ErrInherited)
	default:
		p.wants(r, "undo", err, nil)
		*m = heir{hours: m.estate}
	}
}

func (p *lineage) disputes(r *rapid.T) {
	i := anyOf4(r, "who")
	if m := &p.model[i]; m.dead && m.estate > 0 {
		_, err := p.DisputeEstate(ctx, p.estateOf(i).ID, "有人来争", p.ma.Number)
		p.wants(r, "dispute", err, nil)
		m.disputed = true
	}
}

func (p *lineage) inherits(r *rapid.T) {
	i, to, minutes := anyOf4(r, "of"), anyOf4(r, "heir"), rapid.Int64Range(1, 900).Draw(r, "minutes")
	a, b := &p.model[i], &p.model[to]
	if !a.dead || i == to {
		return
	}
	by := [][]Member{{p.ma, p.he}, {p.boss, p.he}}[rapid.IntRange(0, 1).Draw(r, "by")]
	s := Settlement{Estate: p.estateOf(i).ID, Heirs: []Inherit{{p.who[to].Number, minutes}}, Overflow: true, Seen: "公证书"}
	var err error
	for _, one := range by {
		s.Actor = one.Number
		if _, _, err = p.SettleEstate(ctx, s); err != nil {
			break
		}
	}
	switch {
	case a.estate == 0:
		p.wants(r, "settlement", err, ErrEstateOver)
	case b.dead:
		p.wants(r, "settlement", err, ErrDead)
	case minutes > a.estate:
		p.wants(r, "settlement", err, ErrTooMuchThere)
	case a.disputed && by[0].ID != p.boss.ID:
		p.wants(r, "settlement", err, ErrCoordinator)
	default:
		p.wants(r, "settlement", err, nil)
		pooled := max(minutes-max(2400-b.hours, 0), 0)
		a.estate, a.gaveOut, b.hours, p.pooled = a.estate-minutes, true, b.hours+minutes-pooled, p.pooled+pooled
	}
}

// estateOf is the last estate of one of the family.
func (p *lineage) estateOf(i int) (e Estate) {
	p.must(p.read(ctx, func(v *ledger.View, policy *Policy) (err error) {
		e, err = estateWhere(v, policy, `member = $1`, p.who[i].ID)
		return err
	}))
	return e
}

// compare holds all accounts of the family against the model.
func (p *lineage) compare(r *rapid.T) {
	p.must(p.read(ctx, func(v *ledger.View, policy *Policy) error {
		for i, m := range p.model {
			b, err := v.Balance(p.who[i].Account)
			if err != nil {
				return err
			}
			if b.Posted != m.hours || b.Held != m.held || b.Available() < 0 {
				r.Fatalf("%s has %d min, %d held; the model says %d, %d", p.who[i].Name, b.Posted, b.Held, m.hours, m.held)
			}
			if !m.dead {
				continue
			}
			e, err := estateWhere(v, policy, `member = $1`, p.who[i].ID)
			if err != nil {
				return err
			}
			if e.Minutes != m.estate || (e.State == EstateClosed) != (m.estate == 0) {
				r.Fatalf("%s left %d min (%s); the model says %d", p.who[i].Name, e.Minutes, e.State, m.estate)
			}
		}
		return nil
	}))
}
