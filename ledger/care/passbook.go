package care

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"hourline/ledger"
)

// A Purpose is what hours came from or went to.
type Purpose string

// The purposes. Of served hours the kind of the visit is known as well.
const (
	ForServing    Purpose = "served"   // the member made a visit
	ForHelp       Purpose = "helped"   // the member received one
	ForGoods      Purpose = "goods"    // exchanged
	ForCash       Purpose = "cash"     // exchanged
	ToPool        Purpose = "donated"  // given to those who have none
	FromPool      Purpose = "pooled"   // received from there
	FromGrant     Purpose = "granted"  // from a budgeted fund
	FromFamily    Purpose = "gift-in"  // a gift, received
	ToFamily      Purpose = "gift-out" // a gift, made
	FromEstate    Purpose = "estate"
	FromBank      Purpose = "bank-in"    // from another time bank
	ToBank        Purpose = "bank-out"   // to another time bank
	ForCorrection Purpose = "correction" // of an entry that was wrong
	OtherPurpose  Purpose = "other"
)

// Purposes are all purposes.
var Purposes = []Purpose{
	ForServing, ForHelp, ForGoods, ForCash, ToPool, FromPool, FromGrant, FromFamily, ToFamily, FromEstate, FromBank, ToBank, ForCorrection, OtherPurpose,
}

// A Moved is an entry as its member reads it.
type Moved struct {
	Purpose Purpose   `json:"purpose"`
	Kind    Kind      `json:"kind,omitempty"` // of the visit that served hours are for, else empty
	At      time.Time `json:"at"`             // when it happened
	Minutes int64     `json:"minutes"`        // below 0 for what went
	Held    int64     `json:"held,omitempty"` // set aside by it, below 0 for what came free
}

// movedLine is a line of a statement as its member reads it.
func movedLine(v *ledger.View, p *Policy, l ledger.Line) (m Moved, err error) {
	m = Moved{At: l.EffectiveAt.In(p.Place), Minutes: l.Change, Held: l.HeldChange}
	other, err := v.AccountByID(l.Other)
	if err != nil {
		return m, err
	}
	word, rest, _ := strings.Cut(other.Code, "/")
	if m.Purpose = purposeOf(word, rest, l.Change > 0); m.Purpose == ForServing {
		m.Kind, err = kindServed(v, p, l.Entry)
	}
	if l.Undoes != 0 {
		m.Purpose, m.Kind = ForCorrection, ""
	}
	return m, err
}

// purposeOf tells the purpose by the other account of an entry.
func purposeOf(word, rest string, in bool) Purpose {
	switch {
	case word == "issued":
		return ForServing
	case word == "redeemed" && rest == "goods":
		return ForGoods
	case word == "redeemed" && rest == "cash":
		return ForCash
	case word == "redeemed":
		return ForHelp
	case word == "pool" && in:
		return FromPool
	case word == "pool":
		return ToPool
	case word == "grant":
		return FromGrant
	case word == "member" && in:
		return FromFamily
	case word == "member":
		return ToFamily
	case word == "estate":
		return FromEstate
	case word == "peer" && in:
		return FromBank
	case word == "peer":
		return ToBank
	}
	return OtherPurpose
}

// kindServed is the kind of the visit that an entry brings hours for, empty
// when it is for none.
func kindServed(v *ledger.View, p *Policy, e ledger.Entry) (Kind, error) {
	e, err := firstOf(v, e)
	if err != nil || e.Kind != ledger.KindDeposit {
		return "", err
	}
	r, err := requestIn(v, p, `id = (SELECT request FROM visits WHERE id = $1)`, e.Ref)
	return r.Kind, ignoreNoRows(err)
}

// firstOf is the deposit that an entry is about: the entry itself, or the one
// that it stands in the place of.
func firstOf(v *ledger.View, e ledger.Entry) (_ ledger.Entry, err error) {
	for err == nil {
		switch {
		case e.Undoes != 0:
			e, err = v.Entry(e.Undoes)
		case e.Kind == depositAgain || e.Kind == correction:
			e, err = v.Entry(ledger.EntryID(e.Ref))
		default:
			return e, nil
		}
	}
	return e, err
}

// A Passbook is what a member hears of the hours saved, in minutes.
type Passbook struct {
	Balance int64
	Held    int64   // of it set aside, for what is under way
	Last    []Moved // entries that moved hours, the newest first; three at most
	Granted int64   // given by the community to pay for help, and not used yet
	Helped  Helped
}

// Available is what can be spent.
func (b Passbook) Available() int64 { return b.Balance - b.Held }

// lastMoves is how many entries a passbook tells.
const lastMoves = 3

// Passbook is what a member hears of the hours saved.
func (c *Centre) Passbook(ctx context.Context, memberID int64) (b Passbook, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		m, err := member(v, memberID)
		if err != nil {
			return err
		}
		b, err = passbookOf(v, p, m)
		return err
	})
	if err != nil {
		return b, fmt.Errorf("passbook of member %d: %w", memberID, err)
	}
	return b, nil
}

func passbookOf(v *ledger.View, p *Policy, m Member) (b Passbook, err error) {
	balance, err := v.Balance(m.Account)
	if err != nil {
		return b, err
	}
	b = Passbook{Balance: balance.Posted, Held: balance.Held}
	if b.Granted, err = granted(v, m.ID); err != nil {
		return b, err
	}
	if b.Helped, err = lastHelp(v, p, m); err != nil {
		return b, err
	}
	b.Last, err = lastOf(v, p, m.Account)
	return b, err
}

// lastOf are an account's last entries that moved hours. Holds stand among
// them and move nothing, so more is read where there are many.
func lastOf(v *ledger.View, p *Policy, account ledger.AccountID) ([]Moved, error) {
	for limit := 4 * lastMoves; ; limit *= 8 {
		lines, err := v.Statement(account, limit)
		if err != nil {
			return nil, err
		}
		var last []Moved
		for _, l := range lines {
			if l.Change == 0 || len(last) == lastMoves {
				continue
			}
			m, err := movedLine(v, p, l)
			if err != nil {
				return nil, err
			}
			last = append(last, m)
		}
		if len(last) == lastMoves || len(lines) < limit {
			return last, nil
		}
	}
}

// A Receipt is what the books know of a receipt number.
type Receipt struct {
	Slip  bool // no receipt has such a number: a digit is wrong
	Known bool // it belongs to the member who asks, and Moved is what it is for
	Moved
}

// Receipt looks a receipt number up for the member who asks. That a receipt is
// another's and that there is none is the same answer.
func (c *Centre) Receipt(ctx context.Context, memberID int64, number string) (r Receipt, err error) {
	if _, _, err := ledger.ParseNumber(number); err != nil {
		return Receipt{Slip: true}, nil
	}
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		var account ledger.AccountID
		if err := v.QueryRow(`SELECT account FROM members WHERE id = $1`, memberID).Scan(&account); err != nil {
			return ignoreNoRows(err)
		}
		e, err := v.EntryByNumber(number)
		if errors.Is(err, ledger.ErrNoEntry) || err == nil && e.Debit != account && e.Credit != account {
			return nil
		}
		if err != nil {
			return err
		}
		r.Moved, err = movedLine(v, p, e.LineOf(account))
		r.Known = err == nil
		return err
	})
	return r, err
}

// receiptOf tells a member by text of an entry that moved hours of the
// member's, once. Whoever has no telephone that shows texts can hear it in the
// passbook.
func (v *verb) receiptOf(e ledger.Entry, m Member) error {
	l := e.LineOf(m.Account)
	moved, err := movedLine(v.View, v.policy, l)
	if err != nil {
		return err
	}
	m.Phones = slices.DeleteFunc(slices.Clone(m.Phones), Phone.landline)
	words := "receipt.in"
	if l.Change < 0 {
		words = "receipt.out"
	}
	if err := v.yearlySoon(); err != nil {
		return err
	}
	number, err := v.Number(e)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("receipt/%d/%d", e.ID, m.ID), words, int64(e.ID), m, Facts{
		Kind: moved.Kind, Purpose: moved.Purpose, Minutes: max(l.Change, -l.Change), Balance: l.Balance, Receipt: number,
	})
}

// facts are what a text says of a passbook.
func (b Passbook) facts() Facts {
	f := Facts{Balance: b.Balance, Available: b.Available(), Day: b.Helped.At, Paid: b.Helped.Payment}
	copy(f.Last[:], b.Last)
	return f
}

// Hours answers with the sender's passbook.
func (c *Centre) Hours(ctx context.Context, t Text) error {
	return c.fromMember(ctx, t, func(v *verb, senders []Member) (answer, error) {
		b, err := passbookOf(v.View, v.policy, senders[0])
		words := "hours"
		if b.Held > 0 {
			words = "hours.held"
		} else if b.Helped.byOthers() && b.newest() {
			words = "hours.helped"
		}
		return answer{words: words, facts: b.facts()}, err
	})
}
