package care

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// newArchivists is a clan whose log is signed.
func newArchivists(t *testing.T) *clan {
	c := newClan(t)
	c.must(c.Close())
	c.open(signed)
	return c
}

// asksToForget is the word of one member of staff.
func (c *clan) asksToForget(m Member, by Member) (Forgotten, error) {
	return c.Forget(ctx, Farewell{Member: m.Number, Seen: "本人申请表", Actor: by.Number})
}

// forgets has two of the staff ask for it.
func (c *clan) forgets(m Member) {
	c.t.Helper()
	for i, by := range []Member{c.ma, c.boss} {
		done, err := c.asksToForget(m, by)
		c.must(err)
		if done.Done != (i == 1) || done.Swept != done.Done {
			c.t.Fatalf("after %d people it is %+v", i+1, done)
		}
	}
	ledgertest.Check(c.t, c.Bank)
}

// nowhere fails when one of the words is in the books, or in what SQLite keeps
// beside them.
func (c *clan) nowhere(words ...string) {
	c.t.Helper()
	for _, end := range []string{"", "-wal", "-shm"} {
		text, err := os.ReadFile(c.path + end)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		c.must(err)
		for _, word := range words {
			if at := bytes.Index(text, []byte(word)); at >= 0 {
				c.t.Errorf("%q is still in the file%s: …%q…", word, end, text[max(0, at-60):min(len(text), at+60)])
			}
		}
	}
}

// everywhere fails unless all of the words were in the books.
func (c *clan) everywhere(words ...string) {
	c.t.Helper()
	var out bytes.Buffer
	_, err := c.Bank.Export(ctx, &out, ledger.Export{})
	c.must(err)
	var all []byte
	for _, text := range unzipped(c.t.(*testing.T), out.Bytes()) {
		all = append(all, text...)
	}
	for _, word := range words {
		if !bytes.Contains(all, []byte(word)) {
			c.t.Errorf("%q was never in the books", word)
		}
	}
}

// emergency is one of Wang's that was accepted and closed.
func (c *clan) emergency() {
	c.t.Helper()
	k, err := c.Alarm(ctx, Alarm{Source: "call/CA1", Phone: c.wang.Phone(), Call: "CA1"})
	c.must(err)
	if _, err := c.asksToForget(c.wang, c.ma); !errors.Is(err, ErrUnderWay) {
		c.t.Errorf("during an emergency: %v", err)
	}
	c.hand(EmergencyLane)
	_, err = c.AcceptCase(ctx, k.ID, 0)
	c.must(err)
	_, err = c.CloseCase(ctx, k.ID, Closing{Actor: "小马", Outcome: "孙奶奶 is well"})
	c.must(err)
}

// sent has everything that waits reach the carrier and come to its end.
func (c *clan) sent() {
	c.t.Helper()
	for range 3 {
		for _, lane := range Lanes {
			for _, o := range c.hand(lane) {
				c.must(c.Status(ctx, o.ID, o.SID, map[Action]string{SendText: "delivered"}[o.Action]))
			}
		}
		c.clock.Advance(time.Hour)
	}
}

// Grandma Sun wants to be forgotten: she is in no file any more, nor are those
// whom she named. What others did stays, and is proved as it was.
func TestWhoIsForgottenIsNowhere(t *testing.T) {
	c := newArchivists(t)
	c.wang = c.add("孙奶奶", Elder, phone(31))
	c.bornIn(c.wang, 1941, "lives-alone")
	c.contacts(c.wang, "孙表妹:+8613712345678", "王女儿:"+string(phone(21)))
	c.print(c.wang, false)
	c.must(c.arrangesCheckin(c.wang))
	c.link(c.wang, c.daughter, Child)
	c.emergency()
	r := c.posted()
	c.sent()
	words := []string{"孙奶奶", string(phone(31)), "翠湖路3号孙奶奶", "孙表妹", "+8613712345678"}
	c.everywhere(words...)

	zhangs, err := c.Bank.Prove(ctx, ledger.EntryID(r.Visit.Entry), c.zhang.Account)
	c.must(err)
	log := c.Bank.Checkpoint()
	c.must(c.asksInVain(c.wang))
	c.forgets(c.wang)
	c.nowhere(words...)

	again, err := c.Bank.Prove(ctx, ledger.EntryID(r.Visit.Entry), c.zhang.Account)
	if err != nil || again.Leaf != zhangs.Leaf || again.Side != zhangs.Side || again.Key != zhangs.Key {
		t.Errorf("Zhang's receipt was %+v and is %+v, %v", zhangs, again, err)
	}
	if b, err := c.Passbook(ctx, c.zhang.ID); err != nil || b.Balance != 120 {
		t.Errorf("Zhang has %+v, %v", b, err)
	}
	c.must(c.Bank.Read(ctx, func(v *ledger.View) error { return v.HasSigned(log) }))
	if l := c.line(phone(31)); len(l.Elders) > 0 {
		t.Errorf("her telephone is still that of %+v", l)
	}
	deeds, err := c.Deeds(ctx, c.wang.ID)
	c.must(err)
	var last []string
	for _, d := range deeds[len(deeds)-2:] {
		last = append(last, d.What+" "+d.Actor)
	}
	if !slices.Equal(last, []string{"forget asked " + c.ma.Number, "forget confirmed " + c.boss.Number}) {
		t.Errorf("the audit has %q", last)
	}
	if _, err := c.Link(ctx, FamilyLink{Member: c.wang.Number, Relative: c.zhang.Number, As: Child, Seen: "户口簿", Actor: c.ma.Number}); !errors.Is(err, ErrForgotten) {
		t.Errorf("she is linked: %v", err)
	}
	if done, err := c.asksToForget(c.wang, c.he); err != nil || !done.Done || !done.Swept {
		t.Errorf("asked once more: %+v, %v", done, err)
	}
	c.restart()
	ledgertest.Check(t, c.Bank)
	c.nowhere(words...)
}

// asksInVain is what does not forget anybody.
func (c *clan) asksInVain(m Member) error {
	for range 2 { // the same person again is one person
		if done, err := c.asksToForget(m, c.ma); err != nil || done.Done {
			return fmt.Errorf("one person is enough: %+v, %w", done, err)
		}
	}
	if done, err := c.asksToForget(m, c.he); !errors.Is(err, ErrNoCoordinate) || done.Done && err == nil {
		return fmt.Errorf("without a coordinator: %+v, %w", done, err)
	}
	if done, err := c.asksToForget(m, c.daughter); err == nil {
		return fmt.Errorf("a volunteer: %+v", done)
	}
	return nil
}

// Zhang has served: his hours go first. Then his side of the log is opened by
// nobody any more, from a later export neither, and the other side still is.
func TestTheForgottenSideIsOpenedByNobody(t *testing.T) {
	c := newArchivists(t)
	r := c.posted()
	entry := ledger.EntryID(r.Visit.Entry)
	for range 6 { // wrong codes lock his telephone, and a ticket says so
		c.must(c.Start(ctx, c.from(c.zhang.Phone()), VisitCode{Code: "9999"}))
	}
	c.sent()
	c.everywhere("locked/" + string(c.zhang.Phone()))
	if _, err := c.asksToForget(c.zhang, c.ma); !errors.Is(err, ErrHoursLeft) {
		t.Fatalf("with two hours left: %v", err)
	}
	_, err := c.Donate(ctx, "form/1", c.zhang.Number, 120, c.ma.Number, c.he.Number)
	c.must(err)
	c.sent()
	r1, err := c.Bank.Prove(ctx, entry, c.zhang.Account)
	c.must(err)
	c.forgets(c.zhang)
	c.nowhere("小张", string(phone(2)), "翠湖路3号小张")
	if _, err := c.Bank.Prove(ctx, entry, c.zhang.Account); !errors.Is(err, ledger.ErrErased) {
		t.Errorf("his side is proved: %v", err)
	}
	other, err := c.Bank.Prove(ctx, entry, ledger.Issued)
	if err != nil || other.Leaf != r1.Leaf {
		t.Errorf("the other side: %+v, %v", other, err)
	}
	data := c.export(ledger.Export{})
	reader := readArchive(t, data)
	c.must(reader.Check(ctx, nil))
	if key := r1.Key; bytes.Contains(unzipped(t, data)["tables/entries.csv"], fmt.Append(nil, key)) {
		t.Error("a later export opens his side")
	}
	opened := 0
	for _, line := range bytes.Split(unzipped(t, data)["tables/entries.csv"], []byte("\n")) {
		if bytes.Contains(line, fmt.Appendf(nil, ",member/%d,,", c.zhang.ID)) { // account, and no key behind it
			opened++
		}
	}
	if opened != 2 {
		t.Errorf("%d of his two entries are without a key", opened)
	}
	c.must(c.Bank.Write(ctx, func(tx *ledger.Tx) error {
		if _, err := tx.Deposit(99, c.zhang.Account, 5, tx.Now, 1, "test"); !errors.Is(err, ledger.ErrAccountClosed) {
			t.Errorf("hours come in: %v", err)
		}
		return nil
	}))
}

// Nobody is forgotten in the middle of something, or while others need them.
func TestNobodyIsForgottenInTheMiddle(t *testing.T) {
	c := newArchivists(t)
	c.link(c.wang, c.daughter, Child)
	c.names(c.wang, Share{Nominee: c.daughter.Number, Percent: 100})
	if _, err := c.asksToForget(c.daughter, c.ma); !errors.Is(err, ErrStillNamed) {
		t.Errorf("who inherits: %v", err)
	}
	r := c.taken(Company)
	for _, m := range []Member{c.wang, c.zhang} {
		if _, err := c.asksToForget(m, c.ma); !errors.Is(err, ErrUnderWay) {
			t.Errorf("%s in a visit: %v", m.Name, err)
		}
	}
	c.must(c.CancelRequest(ctx, r.ID))
	c.saves(c.li, 60)
	if _, err := c.asksToForget(c.li, c.ma); !errors.Is(err, ErrHoursLeft) {
		t.Errorf("with an hour: %v", err)
	}
	if _, err := c.asksToForget(c.he, c.ma); err != nil {
		t.Errorf("one of the staff may ask for another: %v", err)
	}
	if m, err := c.MemberByNumber(ctx, c.wang.Number); err != nil || m.Name != "王奶奶" {
		t.Errorf("she is %+v, %v", m, err)
	}
}

// Who shares a telephone keeps it.
func TestASharedTelephoneStays(t *testing.T) {
	c := newArchivists(t)
	c.forgets(c.li)
	c.nowhere("李爷爷", string(phone(20)))
	if l := c.line(phone(1)); len(l.Elders) != 1 || l.Elders[0].ID != c.wang.ID {
		t.Errorf("the telephone is that of %+v", l.Elders)
	}
}
