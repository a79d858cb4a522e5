package passbook

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

// A Period is from one moment to another, which is not included. Zero is from
// the first entry, and to the last.
type Period struct{ From, Until time.Time }

// A Book is a member's account in a period.
type Book struct {
	Member  care.Member
	Place   *time.Location
	At      time.Time // when it was read
	Period  Period
	Opening Stand
	Lines   []Line // the oldest first
	Closing Stand
	Proof   *Proof // of the newest line that can be proved; nil when there is none, or nobody has asked
}

// A Proof is the full receipt of a line, as it is printed.
type Proof struct {
	Number string // of the receipt
	Code   string // the letters of a QR code
	Key    string // the log's public one
}

// Prove makes the receipt of the newest line that is in the signed log. Books
// without one, and members who were forgotten, have none.
func (b *Book) Prove(ctx context.Context, c *care.Centre) error {
	for i := len(b.Lines) - 1; i >= 0; i-- {
		r, err := c.Bank.Prove(ctx, b.Lines[i].ID, b.Member.Account)
		switch {
		case errors.Is(err, ledger.ErrNotSigned) || errors.Is(err, ledger.ErrErased):
			continue
		case errors.Is(err, ledger.ErrNoLog):
			return nil
		case err != nil:
			return err
		}
		code, err := r.QR()
		if err != nil {
			return err
		}
		key, err := c.Bank.PublicKey(ctx)
		b.Proof = &Proof{Number: b.Lines[i].Receipt, Code: code, Key: key}
		return err
	}
	return nil
}

// A Stand is what stands on the account, in minutes.
type Stand struct{ Posted, Held int64 }

// Available is what can be spent of it.
func (s Stand) Available() int64 { return s.Posted - s.Held }

// A Line is one entry, and what it was for.
type Line struct {
	ledger.Line
	Moved   care.Moved
	Receipt string // number
}

// end is later than every entry.
var end = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Read reads a member's book: the entries of the period, by following the
// account back from its newest, however large the journal is.
func Read(ctx context.Context, c *care.Centre, m care.Member, of Period) (b Book, err error) {
	err = c.Look(ctx, func(v *ledger.View, p *care.Policy) error {
		b = Book{Member: m, Place: p.Place, At: v.Now.In(p.Place), Period: of}
		until := of.Until
		if until.IsZero() {
			until = end
		}
		lines, err := v.StatementBetween(m.Account, of.From, until)
		if err != nil {
			return err
		}
		for _, l := range lines {
			moved, err := care.MovedLine(v, p, l)
			if err != nil {
				return fmt.Errorf("entry %d: %w", l.ID, err)
			}
			number, err := v.Number(l.Entry)
			if err != nil {
				return err
			}
			b.Lines = append(b.Lines, Line{l, moved, number})
		}
		return b.stand(v, until)
	})
	if err != nil {
		return b, fmt.Errorf("book of member %s: %w", m.Number, err)
	}
	return b, nil
}

// stand fills in what stood before the first line and stands after the last.
func (b *Book) stand(v *ledger.View, until time.Time) error {
	if n := len(b.Lines); n > 0 {
		first, last := b.Lines[0], b.Lines[n-1]
		b.Opening = Stand{first.Balance - first.Change, first.HeldAfter - first.HeldChange}
		b.Closing = Stand{last.Balance, last.HeldAfter}
		return nil
	}
	at, err := v.BalanceAt(b.Member.Account, until.Add(-time.Millisecond))
	b.Opening = Stand{at.Posted, at.Held}
	b.Closing = b.Opening
	return err
}
