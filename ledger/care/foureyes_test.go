package care

import (
	"errors"
	"testing"

	"hourline/ledger"
)

// livesWith lets a member move to the address of another.
func (h *house) livesWith(m, other Member) {
	h.t.Helper()
	h.must(h.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`UPDATE members SET address = (SELECT replace(address, '路', '路　') FROM members WHERE id = $1) WHERE id = $2`, other.ID, m.ID)
		return err
	}))
}

// names lets a member name another as family.
func (h *house) names(m, family Member) {
	h.t.Helper()
	h.must(h.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`INSERT INTO contacts (member, position, relation, phone, name) VALUES ($1, 0, $2, $3, '家人')`,
			m.ID, string(RelatedFamily), string(family.Phone()))
		return err
	}))
}

func TestNobodyOfTheirHouseholdOrFamilyCorrectsHours(t *testing.T) {
	for label, tie := range map[string]func(*bureau){
		"at the volunteer's address": func(b *bureau) { b.livesWith(b.ma, b.zhang) },
		"at the elder's address":     func(b *bureau) { b.livesWith(b.ma, b.wang) },
		"the elder's family":         func(b *bureau) { b.names(b.wang, b.ma) },
		"the volunteer is family":    func(b *bureau) { b.names(b.ma, b.zhang) },
	} {
		t.Run(label, func(t *testing.T) {
			b := newBureau(t)
			r := b.posted()
			tie(b)
			if _, err := b.asks(r, 60, b.ma); !errors.Is(err, ErrOwnCause) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestAVolunteerOnTheStaffDoesNotCorrectTheirOwnHours(t *testing.T) {
	b := newBureau(t)
	r := b.posted()
	b.must(b.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`UPDATE members SET roles = roles | $1 WHERE id = $2`, int64(Duty), b.zhang.ID)
		return err
	}))
	if _, err := b.asks(r, 240, b.zhang); !errors.Is(err, ErrOwnCause) {
		t.Errorf("%v", err)
	}
}

func TestACoupleIsNotTwoPeople(t *testing.T) {
	for label, tie := range map[string]func(*bureau) Member{
		"one telephone": func(b *bureau) Member { return b.add("小马的先生", Duty, b.ma.Phone()) },
		"one address":   func(b *bureau) Member { b.livesWith(b.he, b.ma); return b.he },
		"family":        func(b *bureau) Member { b.names(b.he, b.ma); return b.he },
	} {
		t.Run(label, func(t *testing.T) {
			b := newBureau(t)
			r := b.posted()
			mate := tie(b)
			if _, err := b.asks(r, 60, b.ma); err != nil {
				t.Fatal(err)
			}
			if _, err := b.asks(r, 60, mate); !errors.Is(err, ErrNotSecond) {
				t.Errorf("%v", err)
			}
			b.wantSaved(120)
			if done, err := b.asks(r, 60, b.boss); !done || err != nil {
				t.Errorf("somebody else cannot: %v", err)
			}
			b.wantSaved(60)
		})
	}
}

func TestWhoUnlocksIsAThirdPerson(t *testing.T) {
	b := newBureau(t)
	chief := b.add("李主任", Coordinator, phone(12))
	r := b.posted()
	b.clock.Advance(31 * 24 * 3600e9)
	if _, err := b.asks(r, 60, b.boss, chief); err != nil {
		t.Fatal(err)
	}
	if _, err := b.asks(r, 60, chief, b.boss); !errors.Is(err, ErrLocked) {
		t.Errorf("two coordinators unlocked it for one another: %v", err)
	}
	b.livesWith(b.he, chief)
	if _, err := b.asks(r, 60, b.he, chief); !errors.Is(err, ErrLocked) {
		t.Errorf("his wife unlocked it: %v", err)
	}
	b.wantSaved(120)
}

func TestWhoIsWrittenAtTheOfficeDoesNotLiveTogether(t *testing.T) {
	b := newBureau(t)
	r := b.posted()
	for _, m := range []Member{b.boss, b.he} {
		b.livesWith(m, b.ma)
	}
	b.corrects(r, 60)
	b.wantSaved(60)
}
