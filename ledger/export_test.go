package ledger

import (
	"context"
	"errors"
	"io/fs"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
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
	defer b.unsigned()()
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
func (b *Bank) RememberAtMost(accounts int) {
	defer b.unsigned()()
	b.writer.books.most = accounts
}

// Remembered is what the writer has in memory, and how much of it is not
// written. No Write may be under way.
func (b *Bank) Remembered() (balances map[AccountID]Balance, unwritten int) {
	defer b.unsigned()()
	balances = map[AccountID]Balance{}
	for id, s := range b.writer.books.standings {
		balances[id] = s.Balance
	}
	return balances, len(b.writer.books.touched)
}

// unsigned keeps the notary from writing until its answer is called.
func (b *Bank) unsigned() (again func()) {
	if b.notary == nil {
		return func() {}
	}
	b.notary.seal.Lock()
	return b.notary.seal.Unlock
}

// Unlogged keeps entries out of the log from now on.
func (b *Bank) Unlogged() {
	defer b.unsigned()()
	b.writer.books.enlist = func(*Tx, decided) error { return nil }
}

// SignByHand leaves signing to SignNow.
func (b *Bank) SignByHand() { b.notary.close() }

// SignNow signs what is on disk without waiting for the notary.
func (b *Bank) SignNow(ctx context.Context) error {
	return errors.Join(b.notary.signPolicies(ctx), b.notary.sign(ctx, *b.writer.tree.Load()))
}

// SignAgain has a log of so many entries signed, whatever was signed before.
func (b *Bank) SignAgain(ctx context.Context, size int) error {
	var tree proof.Tree
	for range size {
		if err := tree.Append(tlog.Hash{}, nil); err != nil {
			return err
		}
	}
	return b.notary.sign(ctx, tree)
}
