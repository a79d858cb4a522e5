package care

import (
	"path/filepath"
	"testing"

	"hourline/ledger"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
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
