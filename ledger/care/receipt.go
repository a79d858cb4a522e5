package care

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"hourline/ledger"
	"hourline/ledger/proof"
)

// A ReceiptOrder asks for an entry's proof for one of its two sides.
type ReceiptOrder struct {
	Number  string // of the receipt
	Member  string // whose side it is, by member number; empty where only one is a member's
	Account string // or by the account's code, such as pool/翠湖社区
	Actor   string
	Slip    bool // in one text, instead of the full receipt
}

// A Proved is what a member carries away.
type Proved struct {
	Number string // of the receipt
	Text   string // a slip, or a C2SP tlog-proof
	Key    string // of the log, to check it by
}

// Whose receipt it is must be known.
var (
	ErrBothSides = errors.New("both sides are members; say whose receipt it is with --member NUMBER")
	ErrNoSide    = errors.New("neither side is a member; say which side with --account CODE, such as issued")
)

// PrintReceipt makes the receipt or the slip of an entry for one of its sides,
// and keeps who asked for it.
func (c *Centre) PrintReceipt(ctx context.Context, o ReceiptOrder) (p Proved, err error) {
	if err := nameable(o.Actor); err != nil {
		return p, err
	}
	var e ledger.Entry
	var account ledger.AccountID
	err = c.write(ctx, func(v *verb) (err error) {
		if e, err = v.EntryByNumber(o.Number); err != nil {
			return err
		}
		d := Deed{Actor: o.Actor, What: "receipt printed", Ref: int64(e.ID)}
		if account, d.Member, err = v.sideFor(e, o); err != nil {
			return err
		}
		if p.Number, err = v.Number(e); err != nil {
			return err
		}
		if o.Slip {
			d.What = "slip printed"
			if p.Text, err = c.Bank.Slip(v.View, e, account, v.policy.Place); err != nil {
				return err
			}
		}
		return v.audit(d)
	})
	if err == nil && !o.Slip {
		var r proof.Receipt
		r, err = c.Bank.Prove(ctx, e.ID, account)
		p.Text = string(r.Text())
	}
	if err != nil {
		return Proved{}, err
	}
	p.Key = c.Bank.LogKey()
	return p, nil
}

// sideFor is the side of an entry that is asked for, and whose it is: 0 for the
// bank's own.
func (v *verb) sideFor(e ledger.Entry, o ReceiptOrder) (account ledger.AccountID, member int64, err error) {
	sides := map[ledger.AccountID]int64{}
	for _, account := range []ledger.AccountID{e.Debit, e.Credit} {
		if sides[account], err = memberOf(v.View, account); err != nil {
			return 0, 0, err
		}
	}
	switch {
	case o.Member != "":
		m, err := withNumber(v.View, bareNumber(o.Member))
		if err != nil {
			return 0, 0, fmt.Errorf("number %s: %w; `hourline member list` shows them", o.Member, err)
		}
		account = m.Account
	case o.Account != "":
		a, err := v.Account(o.Account)
		if err != nil {
			return 0, 0, err
		}
		account = a.ID
	case sides[e.Debit] != 0 && sides[e.Credit] != 0:
		return 0, 0, ErrBothSides
	case sides[e.Debit] != 0:
		account = e.Debit
	case sides[e.Credit] != 0:
		account = e.Credit
	default:
		return 0, 0, ErrNoSide
	}
	member, party := sides[account]
	if !party {
		return 0, 0, fmt.Errorf("entry %d: %w", e.ID, ledger.ErrNotTheirs)
	}
	return account, member, nil
}

// memberOf is whose an account is, 0 for nobody's.
func memberOf(v *ledger.View, account ledger.AccountID) (id int64, err error) {
	a, err := v.AccountByID(account)
	if err != nil {
		return 0, err
	}
	if of, found := strings.CutPrefix(a.Code, "member/"); found {
		return strconv.ParseInt(of, 10, 64)
	}
	return 0, nil
}
