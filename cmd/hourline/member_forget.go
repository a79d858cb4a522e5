package main

import (
	"context"
	"errors"
	"io"

	"hourline/ledger"
	"hourline/ledger/care"
)

type memberForget struct {
	books
	acts
	speaks
	Number string `arg:"" help:"The member's number, eight digits."`
	Seen   string `required:"" help:"What says that they want it, such as 本人申请表."`
	Pool   bool   `help:"What hours are left go to the community's pool."`
	Sweep  bool   `help:"Write the whole file anew, however large it is; the gateway must be stopped for it."`
}

// Help is what member forget --help adds.
func (memberForget) Help() string {
	return `Takes somebody who asks for it out of the books for good. Two of the staff must ask for the same, one of them a
coordinator. Hours come first: give them away (--pool, hourline donate, hourline gift) or pay them out (hourline redeem). It is
refused while an emergency, a visit, a redemption or a transfer of theirs is under way.

Gone are name, telephones, address, year, notes, contacts and family, home card, door words, PIN, check-ins, and what was
said or texted about them; and the secrets that tie the public log to their account, so that nobody can ever open
that side again. What stays is a number, its hours, and who of the staff did it: the books balance, the log and
everybody else's receipts are checked as before. Whoever rings from their telephone is an unknown caller.

A small file is written anew at once, so that nothing is left in its freed places. For a larger one, stop the
gateway at a quiet hour and give the command again with --sweep. Copies from before still hold them: backups until they
are rotated out, exports until somebody deletes them; so delete those, or put the date into the calendar.

	hourline member forget 10000012 --seen 本人申请表 --pool --actor 10000105
	hourline member forget 10000012 --seen 本人申请表 --pool --actor 10000113
	hourline member forget 10000012 --seen 本人申请表 --actor 10000113 --sweep`
}

// Run takes a member out of the books.
func (m *memberForget) Run(c *console) error {
	if !m.Sweep {
		return m.books.change(c, m)
	}
	err := m.changeHere(c, m)
	if errors.Is(err, ledger.ErrOwned) {
		return errors.Join(errors.New("--sweep keeps everybody waiting: stop the gateway first, at a quiet hour"), err)
	}
	return err
}

func (m *memberForget) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	done, err := centre.Forget(ctx, care.Farewell{Member: m.Number, Seen: m.Seen, Actor: m.Actor, Pool: m.Pool, Sweep: m.Sweep})
	switch {
	case err != nil:
		return err
	case !done.Done:
		return m.say(out, "second", nil)
	case !done.Swept:
		return m.say(out, "forgotten.traces", nil)
	}
	return m.say(out, "forgotten", nil)
}
