package main

import (
	"context"
	"io"

	"hourline/ledger/care"
)

type transferRecover struct {
	books
	acts
	speaks
	fromFile
	AnswerFile string `json:"-" arg:"" name:"answer" type:"existingfile" help:"The other bank's answer to it."`
	Answer     []byte `kong:"-"` // the file
	Member     string `required:"" placeholder:"NUMBER" help:"Number of the member here whose hours they are; the note does not say."`
	With       string `required:"" placeholder:"NUMBER" help:"Member number of the second person of the staff."`
	Borne      bool   `help:"The member has spent the hours since: the bank bears them, on its account for what has no owner."`
}

// Help is what transfer recover --help adds.
func (transferRecover) Help() string {
	return `When an older copy of the books was put back, they may know nothing of a transfer that this bank has signed since, and
that the other bank has credited: the hours are there twice. The note, signed with a key that these books have had, and
the other bank's acceptance are the proof that they have left. Two of the staff say whose they were. "hourline report
settlement", compared with the other bank's, shows whether one is missing.

	hourline transfer recover transfer-3f0c94c1.note transfer-3f0c94c1.answer --member 10000012 --actor 10000105 --with 10000113`
}

// Run enters a lost transfer once.
func (t *transferRecover) Run(c *console) (err error) {
	if err := t.read(); err != nil {
		return err
	}
	answer := fromFile{From: t.AnswerFile}
	if err := answer.read(); err != nil {
		return err
	}
	t.Answer = answer.Text
	return t.books.change(c, t)
}

func (t *transferRecover) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	done, err := centre.RecoverTransfer(ctx, care.LostTransfer{Note: t.Text, Answer: t.Answer, Member: t.Member, Borne: t.Borne, Actor: t.Actor, With: t.With})
	if err != nil {
		return err
	}
	return t.say(out, "transfer."+string(done.State), outArgs(done))
}
