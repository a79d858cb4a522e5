package ledger_test

import (
	"errors"
	"testing"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

type verb = func(tx *ledger.Tx) (ledger.Entry, error)

func postHold(hold ledger.EntryID, amount int64) verb {
	return func(tx *ledger.Tx) (ledger.Entry, error) {
		return tx.PostHold(hold, amount, ledger.Resolution{Actor: "staff/2"})
	}
}

func voidHold(hold ledger.EntryID) verb {
	return func(tx *ledger.Tx) (ledger.Entry, error) { return tx.VoidHold(hold, ledger.Resolution{}) }
}

func expireHold(hold ledger.EntryID) verb {
	return func(tx *ledger.Tx) (ledger.Entry, error) { return tx.ExpireHold(hold, ledger.Resolution{}) }
}

func (b *books) hold(ref, amount int64) ledger.Entry {
	b.t.Helper()
	return b.must(func(tx *ledger.Tx) (ledger.Entry, error) {
		return tx.Hold(ledger.Posting{Debit: b.wang, Credit: ledger.RedeemedGoods, Amount: amount, Kind: "goods", Ref: ref})
	})
}

func TestHeldMinutesStayButCannotBeSpent(t *testing.T) {
	b := openBooks(t)
	h := b.hold(1, 70)
	if h.Amount != 0 || h.Held != 70 {
		t.Errorf("the hold is %+v", h)
	}
	b.stands(b.wang, 100, 70)
	b.stands(ledger.RedeemedGoods, 0, 0)
	if _, err := b.do(post(b.gift())); !errors.Is(err, ledger.ErrInsufficient) {
		t.Errorf("40 of the 30 available were given away: %v", err)
	}
}

func TestEndsOfAHold(t *testing.T) {
	tests := []struct {
		label  string
		end    func(ledger.EntryID) verb
		posted int64 // what wang has left of 100
	}{
		{"posted in full", func(h ledger.EntryID) verb { return postHold(h, 70) }, 30},
		{"posted in part, the rest is released", func(h ledger.EntryID) verb { return postHold(h, 20) }, 80},
		{"voided", voidHold, 100},
		{"expired", expireHold, 100},
	}
	for _, tt := range tests {
		t.Run(tt.label, func(t *testing.T) {
			b := openBooks(t)
			h := b.hold(1, 70)
			first := b.must(tt.end(h.ID))
			again := b.must(tt.end(h.ID))
			if first.Resolves != h.ID || again.ID != first.ID || !again.Repeated {
				t.Errorf("first %+v, again %+v", first, again)
			}
			for label, other := range map[string]verb{"post": postHold(h.ID, 70), "void": voidHold(h.ID), "expire": expireHold(h.ID)} {
				e, err := b.do(other)
				if err == nil && e.ID != first.ID || err != nil && !errors.Is(err, ledger.ErrResolved) && !errors.Is(err, ledger.ErrKeyReused) {
					t.Errorf("then %s: %+v, %v", label, e, err)
				}
			}
			b.stands(b.wang, tt.posted, 0)
			b.stands(ledger.RedeemedGoods, 100-tt.posted, 0)
		})
	}
}

func TestEndsOfAHoldThatAreRefused(t *testing.T) {
	b := openBooks(t)
	open, posted := b.hold(1, 50), b.hold(2, 20)
	b.must(postHold(posted.ID, 10))
	tests := []struct {
		label string
		end   verb
		want  error
	}{
		{"more than is held", postHold(open.ID, 51), ledger.ErrTooMuch},
		{"nothing", postHold(open.ID, 0), ledger.ErrInvalid},
		{"no such entry", voidHold(99), ledger.ErrNoEntry},
		{"not a hold", voidHold(1), ledger.ErrNotHold},
		{"the end of a hold", expireHold(posted.ID + 1), ledger.ErrNotHold},
		{"posted before with another amount", postHold(posted.ID, 11), ledger.ErrKeyReused},
		{"posted before", voidHold(posted.ID), ledger.ErrResolved},
	}
	for _, tt := range tests {
		if _, err := b.do(tt.end); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.label, err, tt.want)
		}
	}
	b.stands(b.wang, 90, 50)
}

func TestHoldOnAClosedAccountCanBeReleased(t *testing.T) {
	b := openBooks(t)
	order := ledgertest.Account(t, b.bank, "peer/next-town", ledger.Minutes, ledger.Unlimited)
	h := b.must(func(tx *ledger.Tx) (ledger.Entry, error) {
		return tx.Hold(ledger.Posting{Debit: b.wang, Credit: order, Amount: 30, Kind: "transfer", Ref: 1})
	})
	ledgertest.Write(t, b.bank, func(tx *ledger.Tx) error { return tx.CloseAccount(order) })
	if _, err := b.do(postHold(h.ID, 30)); !errors.Is(err, ledger.ErrAccountClosed) {
		t.Errorf("posted onto a closed account: %v", err)
	}
	b.must(voidHold(h.ID))
	b.stands(b.wang, 100, 0)
}

func TestReversals(t *testing.T) {
	b := openBooks(t)
	gift := b.must(post(b.gift())) // 40 from wang to li
	held := b.hold(1, 10)
	reverse := func(original ledger.EntryID, amount, ref int64) verb {
		return func(tx *ledger.Tx) (ledger.Entry, error) {
			return tx.Reverse(original, amount, ledger.Reversal{Kind: "correction", Ref: ref, Actor: "staff/1"})
		}
	}
	first := b.must(reverse(gift.ID, 15, 1))
	if first.Undoes != gift.ID || first.Debit != b.li || first.Credit != b.wang || first.Amount != 15 {
		t.Errorf("the reversal is %+v", first)
	}
	tests := []struct {
		label string
		do    verb
		want  error
	}{
		{"the same again", reverse(gift.ID, 15, 1), nil},
		{"same key, other amount", reverse(gift.ID, 16, 1), ledger.ErrKeyReused},
		{"same key, other entry", reverse(1, 15, 1), ledger.ErrKeyReused},
		{"more than is left", reverse(gift.ID, 26, 2), ledger.ErrTooMuch},
		{"what is left", reverse(gift.ID, 25, 3), nil},
		{"when nothing is left", reverse(gift.ID, 1, 4), ledger.ErrTooMuch},
		{"a reversal", reverse(first.ID, 1, 5), ledger.ErrNotReversible},
		{"a hold", reverse(held.ID, 1, 6), ledger.ErrNotReversible},
		{"nothing", reverse(gift.ID, 0, 7), ledger.ErrInvalid},
		{"no such entry", reverse(99, 1, 8), ledger.ErrNoEntry},
		{"what was spent since", reverse(1, 100, 9), ledger.ErrInsufficient},
	}
	for _, tt := range tests {
		if _, err := b.do(tt.do); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.label, err, tt.want)
		}
	}
	b.stands(b.wang, 100, 10)
	b.stands(b.li, 0, 0)
}
