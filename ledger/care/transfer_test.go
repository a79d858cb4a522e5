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

// A town has two time banks that know one another. Wang has saved at the green
// lake, and has a number in the old town too.
type town struct {
	t         testing.TB
	lake, old *banker
}

// A banker is one of the two banks, with its staff and its saver.
type banker struct {
	*house
	name       string // by which the other knows it
	boss, vice Member // coordinators
	ma, he     Member // of the staff
	wang       Member
	peer       *banker
	visits     int64
}

// theBanks are the books of the two banks before they know one another.
var theBanks = ledgertest.NewTemplate(func(t testing.TB, path string) {
	h := &house{t: t, clock: clock.NewManual(monday), path: path}
	h.open()
	for i, m := range []Member{
		{Name: "王主任", Roles: Coordinator}, {Name: "周主任", Roles: Coordinator}, {Name: "小马", Roles: Duty}, {Name: "小何", Roles: Duty},
		{Name: "王桂芳", Roles: Elder}, {Name: "李秀英", Roles: Elder},
	} {
		m.Community, m.Address, m.Phones = "翠湖", m.Name+"的家", []Phone{phone(i + 1)}
		_, err := h.AddMember(ctx, m)
		h.must(err)
	}
	h.must(h.Close())
})

func newBanker(t testing.TB, name string) *banker {
	h := &house{t: t, clock: clock.NewManual(monday), path: filepath.Join(t.TempDir(), "hourline.db")}
	theBanks(t, h.path)
	b := &banker{house: h, name: name}
	b.begin()
	for i, m := range []*Member{&b.boss, &b.vice, &b.ma, &b.he, &b.wang} {
		var err error
		*m, err = b.Member(ctx, int64(i+1))
		b.must(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// begin opens the books as a gateway does.
func (b *banker) begin() {
	b.t.Helper()
	b.open(func(c *Config) { c.Origin = b.name + ".example/log" })
}

// again is a process that died and came back.
func (b *banker) again() {
	b.t.Helper()
	b.must(b.Close())
	b.begin()
}

// knows has two coordinators let the other bank owe so many minutes.
func (b *banker) knows(other *banker, limit int64) {
	b.t.Helper()
	b.peer = other
	for i, by := range []Member{b.boss, b.vice} {
		done, err := b.AddPeer(ctx, PeerTerms{Name: other.name, Title: "时间银行" + other.name, Key: other.Bank.LogKey(), Limit: limit, Actor: by.Number})
		b.must(err)
		if done != (i == 1) {
			b.t.Fatalf("after %d coordinators the bank is known: %v", i+1, done)
		}
	}
}

func newTown(t testing.TB) *town {
	w := &town{t: t, lake: newBanker(t, "lake"), old: newBanker(t, "old")}
	w.lake.knows(w.old, 600)
	w.old.knows(w.lake, 600)
	w.lake.saves(1000)
	return w
}

func (b *banker) saves(minutes int64) {
	b.t.Helper()
	b.visits++
	b.must(b.write(ctx, func(v *verb) error {
		_, err := v.Deposit(b.visits, b.wang.Account, minutes, v.now, 1, "test")
		return err
	}))
}

// order is Wang's wish to have so many minutes in the other bank.
func (b *banker) order(minutes int64) TransferOrder {
	return TransferOrder{Member: b.wang.Number, Minutes: minutes, Peer: b.peer.name, TheirNumber: b.peer.wang.Number, TheirName: "王桂芳",
		Actor: b.ma.Number, With: b.he.Number}
}

// sends is the note of such a transfer.
func (b *banker) sends(minutes int64) (TransferOut, []byte) {
	b.t.Helper()
	t, err := b.SendHours(ctx, b.order(minutes))
	b.must(err)
	t, note, err := b.TransferNote(ctx, t.ID, b.ma.Number)
	b.must(err)
	return t, note
}

func (b *banker) receives(note []byte) (TransferIn, []byte, error) {
	return b.ReceiveHours(ctx, note, b.wang.Number, b.ma.Number)
}

// has checks Wang's minutes, those that are set aside, and what we owe the other
// bank; then the whole books.
func (b *banker) has(posted, held, owed int64) {
	b.t.Helper()
	a := ledgertest.Balance(b.t, b.Bank, b.wang.Account)
	p := ledgertest.Balance(b.t, b.Bank, b.account("peer/"+b.peer.name))
	if a.Posted != posted || a.Held != held || p.Posted != owed {
		b.t.Errorf("%s: Wang has %d with %d held, and %d are owed; want %d, %d, %d", b.name, a.Posted, a.Held, p.Posted, posted, held, owed)
	}
	ledgertest.Check(b.t, b.Bank)
}

func (b *banker) account(code string) ledger.AccountID {
	b.t.Helper()
	var a ledger.Account
	b.must(b.Bank.Read(ctx, func(v *ledger.View) (err error) {
		a, err = v.Account(code)
		return err
	}))
	return a.ID
}

func (b *banker) told(words string) (n int) {
	for _, o := range b.rows(`kind = $1`, words) {
		if o.Member == b.wang.ID {
			n++
		}
	}
	return n
}

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

func TestTermsWithABankNeedTwoCoordinators(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	key := w.old.Bank.LogKey()
	good := PeerTerms{Name: "old", Key: key, Limit: 60, Actor: w.lake.boss.Number}
	for _, row := range []struct {
		label  string
		change func(*PeerTerms)
		want   error
	}{
		{"no coordinator", func(p *PeerTerms) { p.Actor = w.lake.ma.Number }, ErrNotCoordinator},
		{"a bad name", func(p *PeerTerms) { p.Name = "Old Town" }, ErrPeerName},
		{"a long title", func(p *PeerTerms) { p.Title = strings.Repeat("老", 21) }, ErrPeerTitle},
		{"a bad key", func(p *PeerTerms) { p.Key = key[:len(key)-2] }, ErrPeerKey},
		{"our own key", func(p *PeerTerms) { p.Key = w.lake.Bank.LogKey() }, ErrOwnKey},
		{"another's key", func(p *PeerTerms) { p.Name = "new" }, ErrPeerKeyUsed},
		{"a limit below nothing", func(p *PeerTerms) { p.Limit = -1 }, ErrPeerLimit},
	} {
		p := good
		row.change(&p)
		_, err := w.lake.AddPeer(ctx, p)
		refused(t, row.label, err, row.want)
	}
	// Two who say two things have agreed on nothing.
	done, err := w.lake.AddPeer(ctx, good)
	w.lake.must(err)
	other := good
	other.Actor, other.Limit = w.lake.vice.Number, 61
	if again, err := w.lake.AddPeer(ctx, other); err != nil || done || again {
		t.Errorf("terms hold that two did not agree on: %v %v", again, err)
	}
	all, waiting, own, err := w.lake.Peers(ctx)
	w.lake.must(err)
	if own != w.lake.Bank.LogKey() || len(all) != 1 || all[0].Limit != 600 || len(waiting) != 1 || waiting[0].Limit != 61 {
		t.Errorf("the banks are %+v, and %+v waits", all, waiting)
	}
}

// A bank that owes more than a new limit keeps its debt, and gets no more.
func TestALowerLimit(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	_, first := w.lake.sends(120)
	_, second := w.lake.sends(1)
	_, _, err := w.old.receives(first)
	w.old.must(err)
	w.old.knows(w.lake, 60)
	_, _, err = w.old.receives(second)
	refused(t, "one minute more", err, ErrOverLimit)
	w.old.has(120, 0, -120)
	w.old.knows(w.lake, 121)
	_, _, err = w.old.receives(second)
	w.old.must(err)
	w.old.has(121, 0, -121)
}

// The limit is a rule of the database too.
func TestTheFloorOfABanksAccount(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	account := w.old.account("peer/lake")
	err := w.old.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Post(ledger.Posting{Debit: account, Credit: w.old.wang.Account, Amount: 601, Kind: "test", Ref: 1})
		return err
	})
	refused(t, "past the limit", err, ledger.ErrInsufficient)
	err = w.old.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`UPDATE balances SET posted = -601 WHERE account = $1`, int64(account))
		return err
	})
	if err == nil {
		t.Error("the database lets a bank owe more than its limit")
	}
}

func TestWhatWasDecidedIsNeverChanged(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	_, note := w.lake.sends(120)
	_, answer, err := w.old.receives(note)
	w.old.must(err)
	_, err = w.lake.TakeAnswer(ctx, answer, w.lake.ma.Number)
	w.lake.must(err)
	for b, all := range map[*banker][]string{
		w.lake: {`UPDATE transfers_out SET state = 'back'`, `UPDATE transfers_out SET minutes = 1`, `DELETE FROM transfers_out`,
			`UPDATE peer_terms SET limit_minutes = 9999`, `DELETE FROM peer_terms`},
		w.old: {`UPDATE transfers_in SET reason = 'expired', entry = NULL, member = NULL`, `UPDATE transfers_in SET code = 'x'`, `DELETE FROM transfers_in`},
	} {
		for _, text := range all {
			if err := b.Bank.Write(ctx, func(tx *ledger.Tx) error { _, err := tx.Exec(text); return err }); err == nil {
				t.Errorf("the database allows %s", text)
			}
		}
	}
}

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
