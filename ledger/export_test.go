package ledger

import (
	"context"
	"io/fs"
)

// Migrations are the bank's own.
func Migrations() fs.FS { return ownSchema().FS }

// Together runs fns in one batch of the writer, in this order, and gives their
// answers. No Write may be under way.
func (b *Bank) Together(ctx context.Context, fns ...func(*Tx) error) []error {
	turns := make([]*turn, len(fns))
	for i, fn := range fns {
		turns[i] = &turn{ctx: ctx, fn: fn, answer: make(chan error, 1)}
	}
	b.writer.serve(turns)
	errs := make([]error, len(fns))
	for i, t := range turns {
		errs[i] = <-t.answer
	}
	return errs
}

// Path is where the file is.
func (b *Bank) Path() string { return b.path }

// VerifyInSteps is Verify, some entries at a time.
func (b *Bank) VerifyInSteps(ctx context.Context, atOnce int) (Report, error) {
	f := newFold()
	f.atOnce = atOnce
	return b.verify(ctx, f, nil)
}

// RememberAtMost bounds what the writer keeps in memory.
func (b *Bank) RememberAtMost(accounts int) { b.writer.books.most = accounts }

// Remembered is what the writer has in memory, and how much of it is not
// written. No Write may be under way.
func (b *Bank) Remembered() (balances map[AccountID]Balance, unwritten int) {
	balances = map[AccountID]Balance{}
	for id, s := range b.writer.books.standings {
		balances[id] = s.Balance
	}
	return balances, len(b.writer.books.touched)
}
