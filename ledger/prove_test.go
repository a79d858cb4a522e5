package ledger_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
	"hourline/ledger/proof"
)

// Whoever reads the file of a receipt needs nothing of ours: C2SP's format, the
// tree of RFC 6962 and a signed note.
func TestAReceiptIsProvedByOthers(t *testing.T) {
	bank := busy(t, 300)
	follow(t, bank, 300)
	for _, id := range []ledger.EntryID{1, 2, 255, 256, 257, 300} {
		r, err := bank.Prove(ctx, id, 9-ledger.AccountID(id%2)) // as busy deals them out
		if err != nil {
			t.Fatal(err)
		}
		proveByHand(t, string(r.Text()), bank.LogKey())
		if r.Side.Account != "member/1" && r.Side.Account != "member/2" || r.Side.Debit || r.Leaf.Amount != 15 || r.Leaf.Entry != int64(id) {
			t.Errorf("entry %d is proved as %+v", id, r)
		}
		back, err := proof.ParseReceipt(r.Text())
		if err == nil {
			_, err = back.Check(bank.LogKey())
		}
		if err != nil || back.Side != r.Side || back.Leaf != r.Leaf {
			t.Errorf("entry %d is read back as %+v, %v", id, back, err)
		}
	}
}

// proveByHand is what any other program would do with the file.
func proveByHand(t *testing.T, file, key string) {
	t.Helper()
	head, signed, _ := strings.Cut(file, "\n\n")
	lines := strings.Split(head, "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		t.Fatalf("the file begins with %s", lines[0])
	}
	extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		t.Fatal(err)
	}
	leaf := extra[bytes.Index(extra, []byte("hourline-entry-v1\n")):]
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	var path tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			t.Fatal(err)
		}
		path = append(path, hash)
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		t.Fatal(err)
	}
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + n.Text[strings.Index(n.Text, "\n")+1:]))
	if err == nil {
		err = tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(leaf))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Nobody has to wait until the log is signed again.
func TestAnEntryJustMadeIsProved(t *testing.T) {
	bank := ledgertest.Open(t)
	bank.SignByHand()
	wang := ledgertest.Member(t, bank, 17)
	e := ledgertest.Deposit(t, bank, 1, wang, 120)
	r, err := bank.Prove(ctx, e.ID, wang)
	if err != nil {
		t.Fatal(err)
	}
	want := proof.Side{Entry: int64(e.ID), Account: "member/17", Seq: 1, Posted: 120, Actor: e.Actor}
	if r.Side != want {
		t.Errorf("the side is %+v, want %+v", r.Side, want)
	}
	issued, err := bank.Prove(ctx, e.ID, ledger.Issued)
	if err != nil || !issued.Side.Debit || issued.Side.Posted != -120 {
		t.Errorf("the other side is %+v, %v", issued.Side, err)
	}
	for _, r := range []proof.Receipt{r, issued} { // on paper it is the same
		code, err := r.QR()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := proof.ParseQR(code); err != nil || !bytes.Equal(back.Text(), r.Text()) {
			t.Errorf("%s, %v", back.Text(), err)
		}
	}
}

// What a witness has seen is worth more than what nobody has, even if the log
// has grown since.
func TestAReceiptStandsOnWhatAWitnessHasSigned(t *testing.T) {
	bank := busy(t, 300)
	follow(t, bank, 300)
	w := ledgertest.NewWitness(t, university)
	signs(t, bank, w)
	depositMany(t, bank, 300, 250, 8, 9)
	follow(t, bank, 550)
	by, err := proof.ParseCosigner(w.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[ledger.EntryID]int64{1: 300, 257: 300, 300: 300, 301: 550} {
		r, err := bank.Prove(ctx, id, 9-ledger.AccountID(id%2))
		if err != nil {
			t.Fatal(err)
		}
		proveByHand(t, string(r.Text()), bank.LogKey())
		c, err := r.Check(bank.LogKey())
		if _, seen := by.Under(r.Checkpoint); c.N != want || (seen == nil) != (want == 300) || err != nil {
			t.Errorf("entry %d stands on %d entries, %v\n%s", id, c.N, err, r.Checkpoint)
		}
	}
}

func TestWhatCannotBeProved(t *testing.T) {
	bank := ledgertest.Open(t)
	wang, li := ledgertest.Member(t, bank, 1), ledgertest.Member(t, bank, 2)
	first := ledgertest.Deposit(t, bank, 1, wang, 120)
	for id, want := range map[ledger.EntryID]error{first.ID + 1: ledger.ErrNoEntry, 0: ledger.ErrNoEntry, -1: ledger.ErrNoEntry} {
		if _, err := bank.Prove(ctx, id, wang); !errors.Is(err, want) {
			t.Errorf("entry %d: %v", id, err)
		}
	}
	if _, err := bank.Prove(ctx, first.ID, li); !errors.Is(err, ledger.ErrNotTheirs) {
		t.Errorf("to somebody else: %v", err)
	}
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error { return tx.EraseSecret(wang) })
	if _, err := bank.Prove(ctx, first.ID, wang); !errors.Is(err, ledger.ErrErased) {
		t.Errorf("once forgotten: %v", err)
	}
	second := ledgertest.Deposit(t, bank, 2, wang, 60) // under another secret
	if _, err := bank.Prove(ctx, first.ID, wang); !errors.Is(err, ledger.ErrErased) {
		t.Errorf("once forgotten, and back: %v", err)
	}
	for _, e := range []ledger.Entry{first, second} {
		account := ledger.Issued
		if e.ID == second.ID {
			account = wang
		}
		if _, err := bank.Prove(ctx, e.ID, account); err != nil {
			t.Errorf("entry %d to account %d: %v", e.ID, account, err)
		}
	}
}

// Whoever only reads proves by what the owner of the file has signed.
func TestAReceiptIsMadeBesideTheOwner(t *testing.T) {
	bank := ledgertest.Open(t, func(_ *string, o *ledger.Options) { o.Origin = "" })
	wang, li := ledgertest.Member(t, bank, 1), ledgertest.Member(t, bank, 2)
	depositMany(t, bank, 0, 300, wang, li)
	if _, err := readOnly(t, bank.Path()).Prove(ctx, 1, wang); !errors.Is(err, ledger.ErrNoLog) {
		t.Errorf("without a log: %v", err)
	}
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	bank = ledgertest.Open(t, ledgertest.WithPath(bank.Path()))
	bank.SignByHand()
	depositMany(t, bank, 300, 40, wang, li)
	follow(t, bank, 340)
	depositMany(t, bank, 340, 2, wang, li)
	reader := readOnly(t, bank.Path())
	for _, id := range []ledger.EntryID{1, 256, 257, 340} {
		account := wang
		if id%2 == 0 {
			account = li
		}
		mine, err := reader.Prove(ctx, id, account)
		if err != nil {
			t.Fatal(err)
		}
		if theirs, err := bank.Prove(ctx, id, account); err != nil || !bytes.Equal(mine.Text(), theirs.Text()) {
			t.Errorf("entry %d beside the owner\n%s\nand from the owner\n%s\n%v", id, mine.Text(), theirs.Text(), err)
		}
	}
	if _, err := reader.Prove(ctx, 341, wang); !errors.Is(err, ledger.ErrNotSigned) {
		t.Errorf("not signed yet: %v", err)
	}
}

// A damaged log hands out no receipt that will not stand.
func TestADamagedLogProvesNothing(t *testing.T) {
	bank := busy(t, 600)
	follow(t, bank, 600)
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		for _, text := range []string{`DROP TRIGGER tiles_keep`, `UPDATE tiles SET hashes = zeroblob(8192) WHERE level = 0 AND n = 0`} {
			if _, err := tx.Exec(text); err != nil {
				return err
			}
		}
		return nil
	})
	if r, err := bank.Prove(ctx, 3, 8); !errors.Is(err, proof.ErrNotInLog) {
		t.Errorf("%s, %v", r.Text(), err)
	}
}

func BenchmarkProve(b *testing.B) {
	bank, first := benchBank(b)
	const entries = 70_000 // of three levels
	for visit := int64(0); visit < entries; {
		ledgertest.Write(b, bank, func(tx *ledger.Tx) error {
			for end := visit + 500; visit < end; visit++ {
				if _, err := tx.Deposit(visit, first+ledger.AccountID(visit*7919%benchMembers), 15, tx.Now, 0, "volunteer/1"); err != nil {
					return err
				}
			}
			return nil
		})
	}
	b.ReportAllocs()
	n := int64(0)
	for b.Loop() {
		visit := n * 104729 % entries
		n++
		if _, err := bank.Prove(ctx, ledger.EntryID(visit+1), first+ledger.AccountID(visit*7919%benchMembers)); err != nil {
			b.Fatal(err)
		}
	}
}
