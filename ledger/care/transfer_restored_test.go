package care

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
	"hourline/ledger/transfer"
)

// A copy is the books of a bank at one moment.
func (b *banker) copy() []byte {
	b.t.Helper()
	b.must(b.Close())
	books, err := os.ReadFile(b.path)
	b.must(err)
	b.begin()
	return books
}

// restored puts an older copy back, by the documented way out: a new log
// begins, and the other bank is told its key.
func (b *banker) restored(books []byte) {
	b.t.Helper()
	b.must(b.Close())
	for _, file := range []string{ledger.KeyFile, ledger.CheckpointFile} {
		b.must(os.Remove(filepath.Join(filepath.Dir(b.path), file)))
	}
	b.must(os.WriteFile(b.path, books, 0o600))
	b.begin()
	b.peer.knows(b, 600)
}

// The bank that credits has lost the credit: the note brings it again, once.
func TestTheBankThatCreditsIsRestored(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	before := w.old.copy()
	_, note := w.lake.sends(120)
	_, answer, err := w.old.receives(note)
	w.old.must(err)
	_, err = w.lake.TakeAnswer(ctx, answer, w.lake.ma.Number)
	w.lake.must(err)
	w.old.restored(before)
	w.old.has(0, 0, 0)
	_, second, err := w.old.receives(note)
	w.old.must(err)
	w.old.has(120, 0, -120)
	_, err = w.lake.TakeAnswer(ctx, second, w.lake.ma.Number) // it says the same
	w.lake.must(err)
	w.lake.has(880, 0, 120)
	if _, again, err := w.old.receives(note); err != nil || !bytes.Equal(again, second) {
		t.Errorf("credited twice: %v", err)
	}
	w.old.has(120, 0, -120)
}

// The bank that has sent hours is put back to when the note was signed: the note
// is signed anew, for the old one is of a log that is no more, and credited once.
func TestTheBankThatSentIsRestoredToTheNote(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	sent, note := w.lake.sends(120)
	before := w.lake.copy()
	_, _, err := w.old.receives(note)
	w.old.must(err)
	w.lake.saves(1)
	w.lake.restored(before)
	w.lake.has(1000, 120, 0)
	_, anew, err := w.lake.TransferNote(ctx, sent.ID, w.lake.ma.Number)
	w.lake.must(err)
	if bytes.Equal(note, anew) {
		t.Error("the note is that of the log before")
	}
	in, answer, err := w.old.receives(anew)
	w.old.must(err)
	if !in.Repeated {
		t.Error("it was credited twice")
	}
	_, err = w.lake.TakeAnswer(ctx, answer, w.lake.ma.Number)
	w.lake.must(err)
	w.lake.has(880, 0, 120)
	w.old.has(120, 0, -120)
}

// The bank that has sent hours knows nothing of it any more: its own note and
// the other's answer are the proof that they have left.
func TestTheBankThatSentIsRestoredToBefore(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	before := w.lake.copy()
	_, note := w.lake.sends(120)
	_, refusedNote := w.lake.sends(7)
	_, answer, err := w.old.receives(note)
	w.old.must(err)
	_, no, err := w.old.RefuseHours(ctx, refusedNote, transfer.Unwanted, w.old.ma.Number)
	w.old.must(err)
	w.lake.restored(before)
	w.lake.has(1000, 0, 0)
	_, err = w.lake.TakeAnswer(ctx, answer, w.lake.ma.Number)
	refused(t, "an answer alone", err, ErrUnknownAnswer)

	good := LostTransfer{Note: note, Answer: answer, Member: w.lake.wang.Number, Actor: w.lake.ma.Number, With: w.lake.he.Number}
	for _, row := range []struct {
		label  string
		change func(*LostTransfer)
		want   error
	}{
		{"what was refused", func(l *LostTransfer) { l.Note, l.Answer = refusedNote, no }, ErrWasRefused},
		{"an answer to another note", func(l *LostTransfer) { l.Note = refusedNote }, ErrNotThisNote},
		{"a note of nobody", func(l *LostTransfer) { l.Note = note[1:] }, ErrNotOurNote},
		{"an answer of nobody", func(l *LostTransfer) { l.Answer = answer[1:] }, transfer.ErrChanged},
		{"one person", func(l *LostTransfer) { l.With = l.Actor }, ErrNotSecond},
	} {
		l := good
		row.change(&l)
		_, err := w.lake.RecoverTransfer(ctx, l)
		refused(t, row.label, err, row.want)
	}
	w.lake.has(1000, 0, 0)
	back, err := w.lake.RecoverTransfer(ctx, good)
	w.lake.must(err)
	if back.State != TransferArrived {
		t.Errorf("%+v", back)
	}
	w.lake.has(880, 0, 120)
	_, err = w.lake.RecoverTransfer(ctx, good)
	refused(t, "again", err, ErrNotLost)
	w.lake.has(880, 0, 120)
	w.old.has(120, 0, -120)
}

// Hours that were spent meanwhile have left all the same: the bank bears it.
func TestALostTransferThatTheBankBears(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	before := w.lake.copy()
	_, note := w.lake.sends(600)
	_, answer, err := w.old.receives(note)
	w.old.must(err)
	w.lake.restored(before)
	w.lake.sends(500)
	l := LostTransfer{Note: note, Answer: answer, Member: w.lake.wang.Number, Actor: w.lake.ma.Number, With: w.lake.he.Number}
	_, err = w.lake.RecoverTransfer(ctx, l)
	refused(t, "more than is left", err, ledger.ErrInsufficient)
	l.Borne = true
	_, err = w.lake.RecoverTransfer(ctx, l)
	w.lake.must(err)
	w.lake.has(1000, 500, 600)
	if b := ledgertest.Balance(t, w.lake.Bank, ledger.Suspense); b.Posted != -600 {
		t.Errorf("the bank bears %d", b.Posted)
	}
}

func TestBanksSettleWhatTheyOwe(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	_, note := w.lake.sends(500)
	_, answer, err := w.old.receives(note)
	w.old.must(err)
	_, err = w.lake.TakeAnswer(ctx, answer, w.lake.ma.Number)
	w.lake.must(err)
	pay := func(b *banker, by Member, change func(*PeerPayment)) (bool, error) {
		p := PeerPayment{Name: b.peer.name, Minutes: 300, Received: b == w.old, Document: "2026-31", Actor: by.Number}
		if change != nil {
			change(&p)
		}
		return b.SettlePeer(ctx, p)
	}
	for label, row := range map[string]struct {
		by     Member
		change func(*PeerPayment)
		want   error
	}{
		"by no coordinator": {w.old.ma, nil, ErrNotCoordinator},
		"nobody's debt":     {w.old.boss, func(p *PeerPayment) { p.Name = "new" }, ErrNoPeer},
		"nothing":           {w.old.boss, func(p *PeerPayment) { p.Minutes = 0 }, ErrNoMinutes},
		"no document":       {w.old.boss, func(p *PeerPayment) { p.Document = " " }, ErrNoDocument},
	} {
		_, err := pay(w.old, row.by, row.change)
		refused(t, label, err, row.want)
	}
	for label, change := range map[string]func(*PeerPayment){
		"more than is owed": func(p *PeerPayment) { p.Minutes, p.Document = 501, "2026-30" },
		"the other way":     func(p *PeerPayment) { p.Received, p.Document = false, "2026-29" },
	} {
		_, err := pay(w.old, w.old.boss, change)
		w.old.must(err)
		_, err = pay(w.old, w.old.vice, change)
		refused(t, label, err, ErrNotOwed)
	}
	for _, b := range []*banker{w.lake, w.old} {
		for i, by := range []Member{b.boss, b.boss, b.vice, b.vice} {
			done, err := pay(b, by, nil)
			b.must(err)
			if done != (i > 1) {
				t.Errorf("%s: settled after step %d: %v", b.name, i, done)
			}
		}
		_, err := pay(b, b.boss, func(p *PeerPayment) { p.Minutes = 1 })
		refused(t, "the document again", err, ErrPaidAlready)
	}
	w.lake.has(500, 0, 200)
	w.old.has(500, 0, -200)
	// The limit is free again.
	_, next := w.lake.sends(400)
	_, _, err = w.old.receives(next)
	w.old.must(err)
	w.old.has(900, 0, -600)
}
