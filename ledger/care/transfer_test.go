package care

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
	"hourline/ledger/transfer"
)

func TestHoursGoToAnotherBank(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	sent, note := w.lake.sends(120)
	w.lake.has(1000, 120, 0)
	if w.lake.told("transfer.left") != 1 {
		t.Error("Wang was not told that hours are on their way")
	}
	in, answer, err := w.old.receives(note)
	w.old.must(err)
	if !in.Accepted() || in.Member.ID != w.old.wang.ID {
		t.Errorf("the note was answered with %+v", in)
	}
	w.old.has(120, 0, -120)
	if w.old.told("transfer.in") != 1 {
		t.Error("Wang was not told that hours have come")
	}
	done, err := w.lake.TakeAnswer(ctx, answer, w.lake.he.Number)
	w.lake.must(err)
	if done.State != TransferArrived || done.ID != sent.ID {
		t.Errorf("the transfer is %+v", done)
	}
	w.lake.has(880, 0, 120)
	if w.lake.told("transfer.arrived") != 1 {
		t.Error("Wang was not told that hours have arrived")
	}

	// Twice is once, at every step.
	if _, again := w.lake.sends(120); !bytes.Equal(again, note) {
		t.Error("asked again for the same transfer, it is another note")
	}
	if in, again, err := w.old.receives(note); err != nil || !in.Repeated || !bytes.Equal(again, answer) {
		t.Errorf("the note again: %+v (%v)", in, err)
	}
	if _, err := w.lake.TakeAnswer(ctx, answer, w.lake.he.Number); err != nil {
		t.Errorf("the answer again: %v", err)
	}
	w.lake.has(880, 0, 120)
	w.old.has(120, 0, -120)
	if w.lake.told("transfer.arrived") != 1 || w.old.told("transfer.in") != 1 || w.lake.told("transfer.left") != 1 {
		t.Error("Wang was told twice")
	}

	// And back: one bank's debt pays the other's.
	_, back := w.old.sends(50)
	_, answer, err = w.lake.receives(back)
	w.lake.must(err)
	_, err = w.old.TakeAnswer(ctx, answer, w.old.ma.Number)
	w.old.must(err)
	w.lake.has(930, 0, 70)
	w.old.has(70, 0, -70)
}

func TestAPassbookNamesWhatWentToAnotherBank(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	_, note := w.lake.sends(120)
	_, answer, err := w.old.receives(note)
	w.old.must(err)
	_, err = w.lake.TakeAnswer(ctx, answer, w.lake.ma.Number)
	w.lake.must(err)
	for _, row := range []struct {
		at      *banker
		purpose Purpose
		minutes int64
	}{{w.lake, ToBank, -120}, {w.old, FromBank, 120}} {
		b, err := row.at.Passbook(ctx, row.at.wang.ID)
		row.at.must(err)
		if b.Last[0].Purpose != row.purpose || b.Last[0].Minutes != row.minutes || b.Held != 0 {
			t.Errorf("%s: the passbook says %+v", row.at.name, b.Last[0])
		}
	}
}

func TestANoteTellsNothingButWhatTheOtherBankNeeds(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	_, note := w.lake.sends(120)
	n, err := transfer.ReadNote(note, w.lake.Bank.LogKey())
	w.lake.must(err)
	whole := string(note) + string(n.Receipt.Inclusion().Extra)
	for _, secret := range []string{"王桂芳", w.lake.wang.Number, string(phone(5)), "member/5", "翠湖", w.lake.ma.Number, w.lake.he.Number} {
		if secret != n.Member && strings.Contains(whole, secret) {
			t.Errorf("the note tells %q", secret)
		}
	}
	if n.Receipt.Side.Account != "peer/old" {
		t.Errorf("the note opens the side of %s", n.Receipt.Side.Account)
	}
}

func TestSomeHoursDoNotLeave(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	cousin, err := w.lake.AddMember(ctx, Member{Name: "小王", Roles: Duty, Community: "翠湖", Address: "别处", Phones: []Phone{phone(5)}})
	w.lake.must(err)
	for _, row := range []struct {
		label  string
		change func(*TransferOrder)
		want   error
	}{
		{"a bank that nobody knows", func(o *TransferOrder) { o.Peer = "new" }, ErrNoPeer},
		{"more than there is", func(o *TransferOrder) { o.Minutes = 1001 }, ledger.ErrInsufficient},
		{"more than policy allows", func(o *TransferOrder) { o.Minutes = 12001 }, ErrTransferLimit},
		{"nothing", func(o *TransferOrder) { o.Minutes = 0 }, ErrTransferLimit},
		{"no number there", func(o *TransferOrder) { o.TheirNumber = "12号" }, ErrTheirNumber},
		{"no name there", func(o *TransferOrder) { o.TheirName = " " }, ErrTheirName},
		{"somebody who is not staff", func(o *TransferOrder) { o.Actor = w.lake.wang.Number }, ErrNoWorker},
		{"one person twice", func(o *TransferOrder) { o.With = o.Actor }, ErrNotSecond},
		{"family asks", func(o *TransferOrder) { o.Actor = cousin.Number }, ErrOwnCause},
		{"family approves", func(o *TransferOrder) { o.With = cousin.Number }, ErrOwnCause},
	} {
		o := w.lake.order(60)
		row.change(&o)
		_, err := w.lake.SendHours(ctx, o)
		refused(t, row.label, err, row.want)
	}
	w.lake.has(1000, 0, 0)
}

func TestASecondPersonApprovesWhatLeaves(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	o := w.lake.order(60)
	o.With = ""
	asked, err := w.lake.SendHours(ctx, o)
	w.lake.must(err)
	w.lake.has(1000, 60, 0)
	_, _, err = w.lake.TransferNote(ctx, asked.ID, w.lake.ma.Number)
	refused(t, "a note before it", err, ErrNotApproved)
	_, err = w.lake.ApproveTransfer(ctx, asked.ID, w.lake.ma.Number)
	refused(t, "by the first", err, ErrNotSecond)

	// Nothing was signed, so it can be given up.
	_, err = w.lake.CancelTransfer(ctx, asked.ID, RedemptionWord{Actor: w.lake.he.Number, Reason: "she stays"})
	w.lake.must(err)
	w.lake.has(1000, 0, 0)
	_, err = w.lake.ApproveTransfer(ctx, asked.ID, w.lake.he.Number)
	refused(t, "after the end", err, ErrTransferNow)

	next, err := w.lake.SendHours(ctx, o)
	w.lake.must(err)
	if next.ID == asked.ID {
		t.Error("what was given up is not asked for again")
	}
	_, err = w.lake.ApproveTransfer(ctx, next.ID, w.lake.he.Number)
	w.lake.must(err)
	_, err = w.lake.CancelTransfer(ctx, next.ID, RedemptionWord{Actor: w.lake.he.Number, Reason: "she stays"})
	refused(t, "given up after it was approved", err, ErrTransferNow)
	if one[int](w.lake.house, `SELECT count(*) FROM audit WHERE deed LIKE 'transfer out: %' AND actor <> ''`) != 4 {
		t.Error("not every step left a deed")
	}
}

func TestSomeHoursAreNotCredited(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	third := newBanker(t, "third")
	third.peer = w.old
	_, note := w.lake.sends(120)
	_, tooMuch := w.lake.sends(601)
	cousin, err := w.old.AddMember(ctx, Member{Name: "小王", Roles: Duty, Community: "翠湖", Address: "别处", Phones: []Phone{phone(5)}})
	w.old.must(err)
	called, nobody, other := w.lake.order(1), w.lake.order(2), w.lake.order(3)
	called.TheirName, nobody.TheirNumber, other.TheirNumber = "王桂芬", "99999999", w.old.ma.Number
	notes := map[int64][]byte{}
	for _, o := range []TransferOrder{called, nobody, other} {
		s, err := w.lake.SendHours(ctx, o)
		w.lake.must(err)
		_, notes[o.Minutes], err = w.lake.TransferNote(ctx, s.ID, w.lake.ma.Number)
		w.lake.must(err)
	}
	for _, row := range []struct {
		label  string
		at     *banker
		note   []byte
		number string
		actor  Member
		want   error
	}{
		{"another bank's", third, note, third.wang.Number, third.ma, ErrStranger},
		{"no note", w.old, []byte("hours"), w.old.wang.Number, w.old.ma, transfer.ErrNoNote},
		{"another member", w.old, note, w.old.he.Number, w.old.ma, ErrWrongMember},
		{"another name", w.old, notes[1], w.old.wang.Number, w.old.ma, ErrCalledAnother},
		{"nobody", w.old, notes[2], "99999999", w.old.ma, ErrNobodyThere},
		{"somebody else's number", w.old, notes[3], w.old.ma.Number, w.old.he, ErrCalledAnother},
		{"over the limit", w.old, tooMuch, w.old.wang.Number, w.old.ma, ErrOverLimit},
		{"by family", w.old, note, w.old.wang.Number, cousin, ErrOwnCause},
		{"by nobody of the staff", w.old, note, w.old.wang.Number, w.old.wang, ErrNoWorker},
	} {
		_, _, err := row.at.ReceiveHours(ctx, row.note, row.number, row.actor.Number)
		refused(t, row.label, err, row.want)
	}
	if n := one[int](w.old.house, `SELECT count(*) FROM transfers_in`); n != 0 {
		t.Errorf("%d notes were decided", n)
	}
	w.old.has(0, 0, 0)

	// Every letter counts.
	for i := range note {
		bad := slices.Clone(note)
		bad[i] ^= 1 << (i % 8)
		if _, _, err := w.old.receives(bad); err == nil {
			t.Fatalf("the note was credited with letter %d changed", i)
		}
	}
	for _, bad := range [][]byte{append(slices.Clone(note), '\n'), bytes.ReplaceAll(note, []byte("\n"), []byte("\r\n")), note[:len(note)-1], append(slices.Clone(note), "— lake.example/log AAAA\n"...)} {
		if _, _, err := w.old.receives(bad); err == nil {
			t.Errorf("the note was credited as %q", bad)
		}
	}
	w.old.has(0, 0, 0)
	_, _, err = w.old.receives(note)
	w.old.must(err)
	w.old.has(120, 0, -120)
}

// A bank that knows the sender by another key credits nothing.
func TestANoteWithAnotherKeyIsWorthNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	thief := newBanker(t, "lake") // the same name, another key
	thief.knows(w.old, 0)
	thief.saves(1000)
	_, forged := thief.sends(120)
	_, _, err := w.old.receives(forged)
	refused(t, "a forged note", err, transfer.ErrChanged)
	w.old.has(0, 0, 0)
	_, note := w.lake.sends(120)
	_, answer, err := thief.RefuseHours(ctx, note, transfer.Unwanted, thief.ma.Number)
	if err == nil {
		t.Fatalf("somebody else answers: %s", answer)
	}
}

func TestWhatIsRefusedComesBack(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	_, note := w.lake.sends(120)
	in, answer, err := w.old.RefuseHours(ctx, note, transfer.OtherName, w.old.ma.Number)
	w.old.must(err)
	if in.Accepted() {
		t.Fatalf("%+v", in)
	}
	for i := range answer {
		bad := slices.Clone(answer)
		bad[i] ^= 1 << (i % 8)
		if _, err := w.lake.TakeAnswer(ctx, bad, w.lake.ma.Number); err == nil {
			t.Fatalf("the answer was taken with letter %d changed", i)
		}
	}
	w.lake.has(1000, 120, 0)
	back, err := w.lake.TakeAnswer(ctx, answer, w.lake.ma.Number)
	w.lake.must(err)
	if back.State != TransferBack || w.lake.told("transfer.back") != 1 {
		t.Errorf("%+v", back)
	}
	w.lake.has(1000, 0, 0)

	// Once refused is refused for ever.
	again, same, err := w.old.receives(note)
	w.old.must(err)
	if again.Accepted() || !bytes.Equal(same, answer) {
		t.Errorf("credited after it was refused: %+v", again)
	}
	w.old.has(0, 0, 0)
}

func TestOnlyTheOtherBanksWordEndsATransfer(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	sent, note := w.lake.sends(120)
	_, _, err := w.old.AnswerHours(ctx, note, w.old.ma.Number)
	refused(t, "an answer before it is decided", err, ErrUndecided)

	// The clocks differ by a month and more: the giving bank's says nothing.
	w.lake.clock.Advance(100 * 24 * time.Hour)
	_, err = w.lake.CancelTransfer(ctx, sent.ID, RedemptionWord{Actor: w.lake.he.Number, Reason: "too late"})
	refused(t, "given up after it expired", err, ErrTransferNow)
	w.lake.has(1000, 120, 0)

	w.old.clock.Set(sent.Expires)
	_, answer, err := w.old.AnswerHours(ctx, note, w.old.ma.Number)
	w.old.must(err)
	w.old.clock.Set(monday) // and is set back
	in, _, err := w.old.receives(note)
	w.old.must(err)
	if in.Accepted() || in.Reason != transfer.Expired {
		t.Errorf("credited after it was refused: %+v", in)
	}
	w.old.has(0, 0, 0)
	_, err = w.lake.TakeAnswer(ctx, answer, w.lake.ma.Number)
	w.lake.must(err)
	w.lake.has(1000, 0, 0)
}

func TestANoteThatIsTooLateIsRefused(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	sent, note := w.lake.sends(120)
	w.old.clock.Set(sent.Expires)
	in, answer, err := w.old.receives(note)
	w.old.must(err)
	if in.Reason != transfer.Expired {
		t.Errorf("it was answered with %+v", in)
	}
	_, err = w.lake.TakeAnswer(ctx, answer, w.lake.ma.Number)
	w.lake.must(err)
	w.lake.has(1000, 0, 0)
	w.old.has(0, 0, 0)
}

// The program dies between any two steps, and files are lost: asked again, each
// bank goes on where it was.
func TestHalfATransferIsCarriedOn(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	// The lake has approved it and not signed.
	sent, err := w.lake.SendHours(ctx, w.lake.order(120))
	w.lake.must(err)
	w.lake.again()
	_, note := w.lake.sends(120)
	w.lake.again() // signed, and the file is lost
	if same, again := w.lake.sends(120); !bytes.Equal(note, again) || same.ID != sent.ID {
		t.Error("the lost note is not given again")
	}
	// The old town has credited it and not signed.
	w.old.must(w.old.write(ctx, func(v *verb) error {
		in, err := v.incoming(note)
		if err == nil {
			_, err = v.creditNote(in, w.old.ma)
		}
		return err
	}))
	w.old.again()
	w.old.has(120, 0, -120)
	in, answer, err := w.old.receives(note)
	w.old.must(err)
	if !in.Repeated || !in.Accepted() {
		t.Errorf("asked again: %+v", in)
	}
	w.old.again() // signed, and the file is lost
	if _, again, err := w.old.AnswerHours(ctx, note, w.old.ma.Number); err != nil || !bytes.Equal(answer, again) {
		t.Errorf("the lost answer is not given again: %v", err)
	}
	_, err = w.lake.TakeAnswer(ctx, answer, w.lake.ma.Number)
	w.lake.must(err)
	w.lake.again()
	_, err = w.lake.TakeAnswer(ctx, answer, w.lake.ma.Number)
	w.lake.must(err)
	w.lake.has(880, 0, 120)
	w.old.has(120, 0, -120)
}

// Two answers that contradict one another are both signed: the first holds.
func TestABankThatSaysTwoThings(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	_, note := w.lake.sends(120)
	copied := w.old.copied("old") // restored before it has decided, and beside the other
	_, yes, err := w.old.receives(note)
	w.old.must(err)
	_, no, err := copied.RefuseHours(ctx, note, transfer.Unwanted, copied.ma.Number)
	w.old.must(err)
	_, err = w.lake.TakeAnswer(ctx, yes, w.lake.ma.Number)
	w.lake.must(err)
	_, err = w.lake.TakeAnswer(ctx, no, w.lake.ma.Number)
	refused(t, "the second answer", err, ErrOtherAnswer)
	w.lake.has(880, 0, 120)
}

// copied is the same bank from a copy of its folder.
func (b *banker) copied(name string) *banker {
	b.t.Helper()
	dir := b.t.TempDir()
	b.must(b.Close())
	for _, file := range []string{"hourline.db", ledger.KeyFile, ledger.CheckpointFile} {
		content, err := os.ReadFile(filepath.Join(filepath.Dir(b.path), file))
		b.must(err)
		b.must(os.WriteFile(filepath.Join(dir, file), content, 0o600))
	}
	b.begin()
	c := &banker{house: &house{t: b.t, clock: clock.NewManual(b.clock.Now()), path: filepath.Join(dir, "hourline.db")},
		name: name, boss: b.boss, vice: b.vice, ma: b.ma, he: b.he, wang: b.wang, peer: b.peer}
	c.begin()
	b.t.Cleanup(func() { c.Close() })
	return c
}

func TestTheHoldOfWhoHasDiedWaitsForTheAnswer(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	_, note := w.lake.sends(120)
	o := w.lake.order(60)
	o.With = ""
	_, err := w.lake.SendHours(ctx, o)
	w.lake.must(err)
	for _, by := range []Member{w.lake.ma, w.lake.he} {
		_, _, err := w.lake.ReportDeath(ctx, DeathReport{Member: w.lake.wang.Number, Day: monday, Seen: "火化证", Actor: by.Number})
		w.lake.must(err)
	}
	w.lake.has(120, 120, 0) // what was sent is set aside, and nothing else
	_, answer, err := w.old.RefuseHours(ctx, note, transfer.Unwanted, w.old.ma.Number)
	w.old.must(err)
	_, err = w.lake.TakeAnswer(ctx, answer, w.lake.ma.Number)
	w.lake.must(err)
	w.lake.has(0, 0, 0)
	if b := ledgertest.Balance(t, w.lake.Bank, w.lake.account("estate/1")); b.Posted != 1000 {
		t.Errorf("the estate has %d", b.Posted)
	}
}
