package main

import (
	"context"
	"io"

	"hourline/ledger/care"
	"hourline/ledger/transfer"
	"hourline/prompts"
)

type transferIn struct {
	books
	acts
	toFile
	fromFile
	Member string `required:"" placeholder:"NUMBER" help:"Number of the member here whom it is for, as the member says it."`
}

// Help is what transfer in --help adds.
func (transferIn) Help() string {
	return `The note is checked without asking anybody: the key of a bank that is known, the signature, the proof that the hours are
held there, that it is for this bank, for this member, whose name is compared, and not too late by this bank's clock. It
is credited once, as far as the other bank's limit goes, and the answer is written, which goes back to the other bank.
The same note again gives the same answer.

A note that is too late is refused for good. What people can mend, such as a limit or a name, is refused by nobody but
you: mend it, or see hourline transfer refuse.

	hourline transfer in transfer-3f0c94c1.note --member 10000136 --actor 10000105`
}

// Run credits a note once, and writes the answer.
func (t *transferIn) Run(c *console) error {
	if err := t.read(); err != nil {
		return err
	}
	return t.write(c, t.books, t)
}

func (t *transferIn) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	in, answer, err := centre.ReceiveHours(ctx, t.Text, t.Member, t.Actor)
	return t.answer(out, in, answer, err)
}

// answer gives the signed answer to a note.
func (f toFile) answer(out io.Writer, in care.TransferIn, answer []byte, err error) error {
	if err != nil {
		return err
	}
	key, args := "transfer.refused", prompts.Args{"bank": prompts.Bank(in.Peer.Title), "minutes": prompts.Minutes(in.Minutes)}
	if in.Accepted() {
		key = "transfer.credited"
		args["name"], args["entry"] = prompts.Name(in.Member.Name), prompts.Number(in.Entry)
	}
	return f.tell(out, answer, "transfer-"+in.Code.String()[:8]+".answer", key, args)
}

type transferRefuse struct {
	books
	acts
	toFile
	fromFile
	Reason string `required:"" enum:"limit,member,name,full,unwanted,expired" help:"Why: limit (the bank would owe too much), member (nobody has the number), name (somebody else has), full (the member can store no more), unwanted, expired. The other bank reads it."`
}

// Help is what transfer refuse --help adds.
func (transferRefuse) Help() string {
	return `The answer lets the other bank give the hours back to its member, so the note is never credited after it, whoever asks.

	hourline transfer refuse transfer-3f0c94c1.note --reason name --actor 10000105`
}

// Run refuses a note, and writes the answer.
func (t *transferRefuse) Run(c *console) error {
	if err := t.read(); err != nil {
		return err
	}
	return t.write(c, t.books, t)
}

func (t *transferRefuse) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	in, answer, err := centre.RefuseHours(ctx, t.Text, transfer.Reason(t.Reason), t.Actor)
	return t.answer(out, in, answer, err)
}

type transferAnswer struct {
	books
	acts
	toFile
	fromFile
}

// Help is what transfer answer --help adds.
func (transferAnswer) Help() string {
	return `For the other bank, when the answer was lost, or when the note was never brought and is too late by now: then it is
refused for good, and the hours go back. One that can still be credited gets no answer.

	hourline transfer answer transfer-3f0c94c1.note --actor 10000105`
}

// Run writes an answer.
func (t *transferAnswer) Run(c *console) error {
	if err := t.read(); err != nil {
		return err
	}
	return t.write(c, t.books, t)
}

func (t *transferAnswer) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	in, answer, err := centre.AnswerHours(ctx, t.Text, t.Actor)
	return t.answer(out, in, answer, err)
}
