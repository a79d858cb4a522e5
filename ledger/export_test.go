package ledger

import "context"

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
