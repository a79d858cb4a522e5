package transfer

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
	"hourline/ledger/proof"
)

// A desk is one bank with an account for the other, and a member who has saved.
type desk struct {
	*ledger.Bank
	t            testing.TB
	peer, member ledger.AccountID
	refs         *int64
}

func newDesk(t testing.TB) desk {
	b := ledgertest.Open(t)
	d := desk{Bank: b, t: t, peer: ledgertest.Account(t, b, "peer/old", ledger.Minutes, -600), member: ledgertest.Member(t, b, 17), refs: new(int64)}
	ledgertest.Deposit(t, b, 1, d.member, 600)
	return d
}

// hold is a receipt of minutes that are set aside for the other bank.
func (d desk) hold(kind ledger.Kind, minutes int64, side ledger.AccountID) proof.Receipt {
	var e ledger.Entry
	*d.refs++
	ledgertest.Write(d.t, d.Bank, func(tx *ledger.Tx) (err error) {
		e, err = tx.Hold(ledger.Posting{Debit: d.member, Credit: d.peer, Amount: minutes, Kind: kind, Ref: *d.refs, Actor: "hourline"})
		return err
	})
	return d.prove(e, side)
}

func (d desk) credit(kind ledger.Kind, minutes int64, side ledger.AccountID) proof.Receipt {
	var e ledger.Entry
	*d.refs++
	ledgertest.Write(d.t, d.Bank, func(tx *ledger.Tx) (err error) {
		e, err = tx.Post(ledger.Posting{Debit: d.peer, Credit: d.member, Amount: minutes, Kind: kind, Ref: *d.refs, Actor: "hourline"})
		return err
	})
	return d.prove(e, side)
}

func (d desk) prove(e ledger.Entry, side ledger.AccountID) proof.Receipt {
	r, err := d.Prove(context.Background(), e.ID, side)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func (d desk) sign(text string) []byte {
	file, err := d.SignNote(text)
	if err != nil {
		d.t.Fatal(err)
	}
	return file
}

func (d desk) note() Note {
	id := ID{0x3f, 0x0c}
	return Note{ID: id, From: "bank.example/log", To: "old.example/log", Minutes: 120, Member: "10000136",
		Name: NameDigest(id, "10000136", "王桂芳"), Expires: ledgertest.Start.AddDate(0, 1, 0).UnixMilli(), Receipt: d.hold(KindOut, 120, d.peer)}
}

func TestANoteIsReadAsItWasSigned(t *testing.T) {
	d := newDesk(t)
	n := d.note()
	file := d.sign(n.Text())
	got, err := ReadNote(file, d.LogKey())
	if err != nil || got.Text() != n.Text() {
		t.Fatalf("%+v (%v)", got, err)
	}
	if from, err := Sender(file); err != nil || from != n.From {
		t.Errorf("it is from %q (%v)", from, err)
	}
	if again := d.sign(n.Text()); !slices.Equal(file, again) {
		t.Error("the same note is signed otherwise the second time")
	}
	for i := range file {
		bad := slices.Clone(file)
		bad[i] ^= 1
		if _, err := ReadNote(bad, d.LogKey()); err == nil {
			t.Fatalf("letter %d can be changed", i)
		}
	}
}

// What a bank signs and its log does not bear out is not believed.
func TestANoteThatItsOwnReceiptContradicts(t *testing.T) {
	d := newDesk(t)
	good := d.note()
	for label, change := range map[string]func(*Note){
		"more minutes":                func(n *Note) { n.Minutes = 121 },
		"another kind of entry":       func(n *Note) { n.Receipt = d.hold("redeem", 120, d.peer) },
		"the side of the member":      func(n *Note) { n.Receipt = d.hold(KindOut, 60, d.member); n.Minutes = 60 },
		"an entry that holds nothing": func(n *Note) { n.Receipt = d.credit(KindOut, 120, d.peer) },
		"a receipt of another entry":  func(n *Note) { n.Receipt.Leaf.Entry++ },
		"a leaf that was changed":     func(n *Note) { n.Receipt.Leaf.Ref++ },
		"too late when it began":      func(n *Note) { n.Expires = n.Receipt.Leaf.Recorded },
	} {
		n := good
		change(&n)
		if _, err := ReadNote(d.sign(n.Text()), d.LogKey()); !errors.Is(err, ErrNotProved) {
			t.Errorf("%s: %v", label, err)
		}
	}
}

func TestANoteThatSaysNonsense(t *testing.T) {
	d := newDesk(t)
	good := d.note().Text()
	for label, change := range map[string][2]string{
		"no head":          {"hourline-transfer-v1\n", ""},
		"another head":     {"hourline-transfer-v1\n", "hourline-transfer-v2\n"},
		"a short id":       {"id 3f0c", "id 3f"},
		"capitals":         {"id 3f0c", "id 3F0C"},
		"from another":     {"from bank.example/log", "from other.example/log"},
		"to itself":        {"to old.example/log", "to bank.example/log"},
		"a signed number":  {"minutes 120", "minutes +120"},
		"less than none":   {"minutes 120", "minutes -120"},
		"a leading zero":   {"minutes 120", "minutes 0120"},
		"no member":        {"member 10000136", "member "},
		"a strange member": {"member 10000136", "member 王桂芳"},
		"one line more":    {"member 10000136\n", "member 10000136\nadmin yes\n"},
		"lines swapped":    {"minutes 120\nmember 10000136\n", "member 10000136\nminutes 120\n"},
		"no name":          {"name ", "nome "},
	} {
		text := strings.Replace(good, change[0], change[1], 1)
		if text == good {
			t.Fatalf("%s changes nothing", label)
		}
		if n, err := ReadNote(d.sign(text), d.LogKey()); err == nil {
			t.Errorf("%s is read as %+v", label, n)
		}
	}
}

func TestAnAnswerIsReadAsItWasSigned(t *testing.T) {
	d := newDesk(t)
	for _, a := range []Answer{
		{ID: ID{1}, From: "old.example/log", To: "bank.example/log", Minutes: 120, Accepted: true, Reason: NoReason, Decided: 1, Receipt: d.credit(KindIn, 120, d.peer)},
		{ID: ID{1}, From: "old.example/log", To: "bank.example/log", Minutes: 120, Reason: Expired, Decided: 1},
	} {
		file := d.sign(a.Text())
		got, err := ReadAnswer(file, d.LogKey())
		if err != nil || got.Text() != a.Text() || got.Accepted != a.Accepted {
			t.Fatalf("%+v (%v)", got, err)
		}
		if id, err := AnswerTo(file); err != nil || id != a.ID {
			t.Errorf("it answers %v (%v)", id, err)
		}
		for i := range file {
			bad := slices.Clone(file)
			bad[i] ^= 1
			if _, err := ReadAnswer(bad, d.LogKey()); err == nil {
				t.Fatalf("letter %d can be changed", i)
			}
		}
	}
}

func TestAnAnswerThatSaysNonsense(t *testing.T) {
	d := newDesk(t)
	yes := Answer{ID: ID{1}, From: "old.example/log", To: "bank.example/log", Minutes: 120, Accepted: true, Reason: NoReason, Decided: 1, Receipt: d.credit(KindIn, 120, d.peer)}
	no := yes
	no.Accepted, no.Reason, no.Receipt = false, Expired, proof.Receipt{}
	for label, row := range map[string]struct {
		of     Answer
		change func(*Answer)
	}{
		"more minutes":            {yes, func(a *Answer) { a.Minutes++ }},
		"accepted for a reason":   {yes, func(a *Answer) { a.Reason = Expired }},
		"refused without one":     {no, func(a *Answer) { a.Reason = NoReason }},
		"signed by another":       {no, func(a *Answer) { a.To = "old.example/log" }},
		"another kind of entry":   {yes, func(a *Answer) { a.Receipt = d.credit("gift", 120, d.peer) }},
		"the side of the member":  {yes, func(a *Answer) { a.Minutes, a.Receipt = 60, d.credit(KindIn, 60, d.member) }},
		"a hold and no credit":    {yes, func(a *Answer) { a.Receipt = d.hold(KindIn, 120, d.peer) }},
		"a leaf that was changed": {yes, func(a *Answer) { a.Receipt.Leaf.Ref++ }},
	} {
		a := row.of
		row.change(&a)
		if got, err := ReadAnswer(d.sign(a.Text()), d.LogKey()); err == nil {
			t.Errorf("%s is read as %+v", label, got)
		}
	}
	if _, err := ReadAnswer(d.sign(d.note().Text()), d.LogKey()); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("a note is read as an answer: %v", err)
	}
}

func TestANameIsComparedAsPeopleReadIt(t *testing.T) {
	id := ID{1}
	want := NameDigest(id, "1", "Wang Guifang")
	for _, same := range []string{"wang guifang", " Wang  Guifang ", "WANGGUIFANG", "Ｗａｎｇ Guifang"} {
		if NameDigest(id, "1", same) != want {
			t.Errorf("%q is another name", same)
		}
	}
	if NameDigest(id, "1", "Wang Guifeng") == want || NameDigest(id, "2", "Wang Guifang") == want || NameDigest(ID{2}, "1", "Wang Guifang") == want {
		t.Error("another name, number or transfer makes no difference")
	}
}

// Whatever a stranger's file says, it is read or refused, and what is read is
// the file to the last letter.
func FuzzFiles(f *testing.F) {
	key, err := proof.NewKey(rand.Reader, "bank.example/log")
	if err != nil {
		f.Fatal(err)
	}
	out := Note{ID: ID{1}, From: "bank.example/log", To: "old.example/log", Minutes: 120, Member: "10000136", Expires: 2,
		Receipt: alone(f, key, proof.Leaf{Entry: 1, Kind: string(KindOut), Held: 120, Unit: "minutes"}, false)}
	yes := Answer{ID: ID{1}, From: "old.example/log", To: "bank.example/log", Minutes: 120, Accepted: true, Reason: NoReason, Decided: 1,
		Receipt: alone(f, key, proof.Leaf{Entry: 1, Kind: string(KindIn), Amount: 120, Unit: "minutes"}, true)}
	no := Answer{ID: ID{1}, From: "old.example/log", To: "bank.example/log", Minutes: 120, Reason: Expired, Decided: 1}
	for _, seed := range []string{out.Text(), yes.Text(), no.Text(), noteHead, answerHead, ""} {
		f.Add([]byte(seed))
	}
	for _, text := range []string{out.Text(), yes.Text(), no.Text()} {
		signed, err := key.SignText(text)
		if err != nil {
			f.Fatal(err)
		}
		_, isNote := ReadNote(signed, key.Public)
		_, isAnswer := ReadAnswer(signed, key.Public)
		if (isNote == nil) == (isAnswer == nil) {
			f.Fatalf("a seed is worth nothing: %v, %v", isNote, isAnswer)
		}
		f.Add(signed)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		Sender(file)
		AnswerTo(file)
		read := func(file []byte, text string) {
			if n, err := ReadNote(file, key.Public); err == nil && (n.Text() != text || n.Minutes < 1 || n.Receipt.Leaf.Held != n.Minutes) {
				t.Errorf("%q is read as %+v", file, n)
			}
			if a, err := ReadAnswer(file, key.Public); err == nil && (a.Text() != text || a.Accepted && a.Receipt.Leaf.Amount != a.Minutes) {
				t.Errorf("%q is read as %+v", file, a)
			}
		}
		// Signed by the bank itself, every text comes as far as it can.
		if signed, err := key.SignText(string(file)); err == nil {
			read(signed, string(file))
		}
		text, _ := proof.OpenText(file, key.Public)
		read(file, text)
	})
}

// alone is the receipt of a leaf that is the whole log.
func alone(t testing.TB, key proof.Key, l proof.Leaf, debit bool) proof.Receipt {
	side := proof.Side{Entry: 1, Debit: debit, Account: "peer/old", Seq: 1, Actor: "hourline"}
	if l.Credit = side.CommitBy(proof.Digest{}); debit {
		l.Debit, l.Credit = l.Credit, proof.Digest{}
	}
	signed, err := key.Sign(tlog.Tree{N: 1, Hash: l.Hash()})
	if err != nil {
		t.Fatal(err)
	}
	return proof.Receipt{Leaf: l, Side: side, Checkpoint: signed}
}
