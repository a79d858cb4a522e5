package main

import (
	"context"
	"io"

	"hourline/ledger/care"
	"hourline/prompts"
)

type transferCommand struct {
	Out     transferOut     `cmd:"" help:"Hold hours of a member, and write the note that takes them to another bank."`
	Approve transferApprove `cmd:"" help:"Approve it, as the second person, and write the note."`
	Note    transferNote    `cmd:"" help:"Write the note again, for whoever has lost it."`
	Cancel  transferCancel  `cmd:"" help:"Give up what nobody has approved."`
	Done    transferDone    `cmd:"" help:"Take the other bank's answer: the hours leave, or are the member's again."`

	In     transferIn     `cmd:"" help:"Credit another bank's note, and write the answer."`
	Refuse transferRefuse `cmd:"" help:"Refuse another bank's note for good, and write the answer."`
	Answer transferAnswer `cmd:"" help:"Write the answer to a note again; one that is too late is refused for good."`

	Recover transferRecover `cmd:"" help:"Enter a transfer that an older copy of the books, put back, knows nothing of."`

	List transferList `cmd:"" help:"List what is under way between the banks."`
}

type transferOut struct {
	books
	acts
	toFile
	Number      string `arg:"" help:"The member's number here, eight digits."`
	Minutes     int64  `arg:"" help:"How much."`
	To          string `required:"" placeholder:"BANK" help:"The other bank, as \"hourline peer list\" names it."`
	TheirNumber string `required:"" placeholder:"NUMBER" help:"The number that the member has there."`
	Name        string `required:"" help:"What the member is called there, to the letter."`
	With        string `placeholder:"NUMBER" help:"Member number of the second person, who approves it at once."`
	Again       bool   `help:"Once more, though the same was asked for today already."`
}

// Help is what transfer out --help adds.
func (transferOut) Help() string {
	return `The hours are held at once, and are on their way when a second person has approved it, who is not tied to the member or
to the first: then the note is signed, which the member carries, or which is sent. It names the number that the member
has there and no name, only a digest that the other bank compares. Asked for again it is the same transfer and the same
note, until it is over.

From the note on, only the other bank can send the hours back, by a signed refusal. That nobody hears of them, that the
file is lost or too old, is no reason: they may be credited there.

	hourline transfer out 10000012 120 --to old-town --their-number 10000136 --name 王桂芳 --actor 10000105 --with 10000113`
}

// Run holds hours, and writes the note when it is approved.
func (t *transferOut) Run(c *console) error { return t.write(c, t.books, t) }

func (t *transferOut) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	sent, err := centre.SendHours(ctx, care.TransferOrder{
		Member: t.Number, Minutes: t.Minutes, Peer: t.To, TheirNumber: t.TheirNumber, TheirName: t.Name, Actor: t.Actor, With: t.With, Again: t.Again,
	})
	if err != nil {
		return err
	}
	if sent.ApprovedBy == 0 {
		return t.tell(out, nil, "", "transfer.asked", outArgs(sent))
	}
	return t.note(ctx, centre, out, sent.ID, t.Actor)
}

// outArgs are what is said of hours that go to another bank.
func outArgs(t care.TransferOut) prompts.Args {
	return prompts.Args{"request": prompts.Number(t.ID), "name": prompts.Name(t.Member.Name), "minutes": prompts.Minutes(t.Minutes), "bank": prompts.Bank(t.Peer.Title)}
}

// note gives the signed note of a transfer.
func (f toFile) note(ctx context.Context, centre *care.Centre, out io.Writer, id int64, actor string) error {
	sent, file, err := centre.TransferNote(ctx, id, actor)
	if err != nil {
		return err
	}
	return f.tell(out, file, "transfer-"+sent.Code.String()[:8]+".note", "transfer."+string(sent.State), outArgs(sent))
}

// onTransfer is a command about one transfer.
type onTransfer struct {
	books
	acts
	toFile
	ID int64 `arg:"" help:"The transfer's number, which \"hourline transfer list\" shows."`
}

type transferApprove struct{ onTransfer }

// Help is what transfer approve --help adds.
func (transferApprove) Help() string {
	return `The second person, one of the staff: not the one who asked, nor the member, nor anybody who shares a phone, a home or a
family with them. The member is told by text.

	hourline transfer approve 3 --actor 10000113`
}

// Run approves once; repeating it writes the same note.
func (t *transferApprove) Run(c *console) error { return t.write(c, t.books, t) }

func (t *transferApprove) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	if _, err := centre.ApproveTransfer(ctx, t.ID, t.Actor); err != nil {
		return err
	}
	return t.note(ctx, centre, out, t.ID, t.Actor)
}

type transferNote struct{ onTransfer }

// Help is what transfer note --help adds.
func (transferNote) Help() string {
	return `The note is signed once: this writes the same file again. Given to the other bank twice, it is credited once.

	hourline transfer note 3 --actor 10000105 --out wang.note`
}

// Run writes a note.
func (t *transferNote) Run(c *console) error { return t.write(c, t.books, t) }

func (t *transferNote) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	return t.note(ctx, centre, out, t.ID, t.Actor)
}

type transferCancel struct {
	books
	acts
	speaks
	ID     int64  `arg:"" help:"The transfer's number."`
	Reason string `required:"" placeholder:"WHY" help:"Why; kept with it."`
}

// Help is what transfer cancel --help adds.
func (transferCancel) Help() string {
	return `Only before a second person has approved it: nothing is signed then, and the hours are free at once.

	hourline transfer cancel 3 --reason "she stays" --actor 10000105`
}

// Run gives up once; repeating it changes nothing.
func (t *transferCancel) Run(c *console) error { return t.books.change(c, t) }

func (t *transferCancel) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	done, err := centre.CancelTransfer(ctx, t.ID, care.RedemptionWord{Actor: t.Actor, Reason: t.Reason})
	if err != nil {
		return err
	}
	return t.say(out, "transfer.cancelled", outArgs(done))
}

type transferDone struct {
	books
	acts
	speaks
	fromFile
}

// Help is what transfer done --help adds.
func (transferDone) Help() string {
	return `The answer must be signed with the other bank's key, and an acceptance must prove that the hours are in that bank's log.
After one the hours have left; after a refusal they are the member's again. The member is told by text. Two answers that
contradict one another are both signed: the first holds, keep both files.

	hourline transfer done transfer-3f0c94c1.answer --actor 10000105`
}

// Run takes an answer; repeating it changes nothing.
func (t *transferDone) Run(c *console) error {
	if err := t.read(); err != nil {
		return err
	}
	return t.books.change(c, t)
}

func (t *transferDone) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	done, err := centre.TakeAnswer(ctx, t.Text, t.Actor)
	if err != nil {
		return err
	}
	return t.say(out, "transfer."+string(done.State), outArgs(done))
}
