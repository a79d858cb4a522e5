package care

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
	"hourline/ledger/transfer"
)

// What is wrong with the answer of another bank.
var (
	ErrUnknownAnswer = errors.New("these books know no transfer that it answers: it is for another bank, or they are an older copy that was put back; then see hourline transfer recover")
	ErrOtherAnswer   = errors.New("the other bank has answered otherwise before; keep both files, they are both signed: the first holds")
	ErrOtherMinutes  = errors.New("the answer is about another number of minutes; keep the file, and ask that bank")
)

// TakeAnswer ends a transfer by the other bank's signed answer: what was
// accepted leaves, what was refused is the member's again. Nothing else does.
// The same answer again changes nothing.
func (c *Centre) TakeAnswer(ctx context.Context, file []byte, actor string) (t TransferOut, err error) {
	id, err := transfer.AnswerTo(file)
	if err != nil {
		return t, fmt.Errorf("transfer: %w", err)
	}
	err = c.write(ctx, func(v *verb) error {
		by, err := worker(v.View, actor)
		if err != nil {
			return err
		}
		if t, err = transferWhere(v.View, v.policy, `code = $1`, id.String()); errors.Is(err, ErrNoTransfer) {
			return ErrUnknownAnswer
		} else if err != nil {
			return err
		}
		a, err := transfer.ReadAnswer(file, t.Peer.Key)
		if err != nil {
			return err
		}
		if err := v.takeAnswer(t, a, file, by); err != nil {
			return err
		}
		t, err = transferWhere(v.View, v.policy, `id = $1`, t.ID)
		return err
	})
	if err != nil {
		return TransferOut{}, fmt.Errorf("transfer %s: %w", id, err)
	}
	return t, nil
}

func (v *verb) takeAnswer(t TransferOut, a transfer.Answer, file []byte, by Member) error {
	if a.Minutes != t.Minutes {
		return ErrOtherMinutes
	}
	what, words := refuseIt, "transfer.back"
	if a.Accepted {
		what, words = arrive, "transfer.arrived"
	}
	state, err := t.State.next(what)
	if errors.Is(err, errWrongState) {
		return t.answeredAlready(a)
	}
	if err != nil {
		return err
	}
	e, err := v.endHold(t, a.Accepted)
	if err != nil {
		return err
	}
	if err := v.endTransfer(t, state, e, file); err != nil {
		return err
	}
	if err := v.deedOf(t, what, by, t.Peer.Name+" "+string(a.Reason)); err != nil {
		return err
	}
	if err := v.tellTransfer(t, words, &e); err != nil || a.Accepted {
		return err
	}
	return v.toEstates(machine, t.Member)
}

// answeredAlready is nothing when the answer is the one that was taken before.
func (t TransferOut) answeredAlready(a transfer.Answer) error {
	if t.State == TransferArrived && a.Accepted || t.State == TransferBack && !a.Accepted {
		return nil
	}
	if t.State == TransferAsked {
		return ErrUnknownAnswer // nothing was signed: what is answered is not of these books
	}
	return fmt.Errorf("it is %s: %w", t.State, ErrOtherAnswer)
}

// endHold lets the hours leave, or frees them.
func (v *verb) endHold(t TransferOut, leave bool) (ledger.Entry, error) {
	how := ledger.Resolution{Policy: v.policy.Version, Actor: machine}
	if leave {
		return v.PostHold(ledger.EntryID(t.Hold), t.Minutes, how)
	}
	return v.VoidHold(ledger.EntryID(t.Hold), how)
}

// tellTransfer queues a text to the member about hours that go to another bank;
// e moved them, nil before they have.
func (v *verb) tellTransfer(t TransferOut, words string, e *ledger.Entry) error {
	b, err := v.Balance(t.Member.Account)
	if err != nil {
		return err
	}
	f := Facts{Bank: t.Peer.Title, Minutes: t.Minutes, Balance: b.Available()}
	if e != nil {
		if f.Receipt, err = v.Number(*e); err != nil {
			return err
		}
	}
	return v.text(fmt.Sprintf("transfer/%d/%s", t.ID, words), words, t.ID, t.Member, f)
}

// Transfers are hours that go to other banks, and what became of theirs, the
// newest first. over also gives those that are over.
func (c *Centre) Transfers(ctx context.Context, over bool) (out []TransferOut, in []TransferIn, now time.Time, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		now = v.Now.In(p.Place)
		if out, err = transfersWhere(v, p, `$1 OR ended_at IS NULL ORDER BY id DESC`, over); err != nil || !over {
			return err
		}
		in, err = transfersIn(v, p, `true ORDER BY id DESC`)
		return err
	})
	return out, in, now, err
}
