package proof_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// receipt is one of leaf, in a log that had it and so many others.
func receipt(t testing.TB, key proof.Key, others int) proof.Receipt {
	t.Helper()
	l := leaf
	l.Entry = 4
	s := side
	s.Entry = 4
	l.Credit = s.Commit(hers)
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (got []tlog.Hash, err error) {
		for _, i := range indexes {
			got = append(got, hashes[i])
		}
		return got, nil
	})
	for n := range int64(others + 1) {
		record := []byte{byte(n)}
		if n == l.Entry-1 {
			record = l.Text()
		}
		more, err := tlog.StoredHashes(n, record, reader)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, more...)
	}
	size := int64(others + 1)
	root, err := tlog.TreeHash(size, reader)
	if err != nil {
		t.Fatal(err)
	}
	r := proof.Receipt{Leaf: l, Side: s, Key: s.Key(hers)}
	if r.Path, err = tlog.ProveRecord(size, l.Entry-1, reader); err != nil {
		t.Fatal(err)
	}
	if r.Checkpoint, err = key.Sign(tlog.Tree{N: size, Hash: root}); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAReceiptIsReadBackAndChecked(t *testing.T) {
	key := newKey(t, origin)
	for _, others := range []int{3, 4, 90} {
		r := receipt(t, key, others)
		back, err := proof.ParseReceipt(r.Text())
		if err != nil {
			t.Fatal(err)
		}
		c, err := back.Check(key.Public)
		if err != nil || c.N != int64(others+1) || back.Leaf != r.Leaf || back.Side != r.Side || back.Key != r.Key {
			t.Errorf("%d others: %+v, %+v, %v", others, c, back, err)
		}
	}
}

// Whatever byte of it is another, it is refused.
func TestEveryChangedByteOfAReceiptIsFound(t *testing.T) {
	key := newKey(t, origin)
	good := receipt(t, key, 6).Text()
	for at := range good {
		for _, change := range []byte{1, 0x20, 0x80} {
			bad := bytes.Clone(good)
			bad[at] ^= change
			r, err := proof.ParseReceipt(bad)
			if err == nil {
				_, err = r.Check(key.Public)
			}
			if err == nil {
				t.Fatalf("byte %d is %q for %q, and nobody notices", at, bad[at], good[at])
			}
		}
		if r, err := proof.ParseReceipt(good[:at]); err == nil {
			if _, err := r.Check(key.Public); err == nil {
				t.Fatalf("cut short to %d bytes, and nobody notices", at)
			}
		}
	}
}

func TestWhatDiffersIsNamed(t *testing.T) {
	key := newKey(t, origin)
	for label, c := range map[string]struct {
		change func(*proof.Receipt)
		want   error
	}{
		"another balance":   {func(r *proof.Receipt) { r.Side.Posted++ }, proof.ErrOtherSide},
		"the other side":    {func(r *proof.Receipt) { r.Side.Debit = true }, proof.ErrOtherSide},
		"another's key":     {func(r *proof.Receipt) { r.Key[0]++ }, proof.ErrOtherSide},
		"another amount":    {func(r *proof.Receipt) { r.Leaf.Amount++ }, proof.ErrNotInLog},
		"another place":     {func(r *proof.Receipt) { r.Path[0][0]++ }, proof.ErrNotInLog},
		"a shorter way":     {func(r *proof.Receipt) { r.Path = r.Path[1:] }, proof.ErrNotInLog},
		"another signature": {func(r *proof.Receipt) { r.Checkpoint = receipt(t, newKey(t, origin), 6).Checkpoint }, proof.ErrSignature},
		"a smaller log":     {func(r *proof.Receipt) { r.Checkpoint, _ = key.Sign(tlog.Tree{N: 3}) }, proof.ErrNotInLog},
	} {
		r := receipt(t, key, 6)
		c.change(&r)
		if _, err := r.Check(key.Public); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", label, err)
		}
	}
}

// Whoever else has signed the checkpoint stays under it.
func TestAReceiptKeepsTheSignaturesOfWitnesses(t *testing.T) {
	key, witness := newKey(t, origin), newKey(t, "witness.example")
	r := receipt(t, key, 6)
	v, err := note.NewVerifier(key.Public)
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open(r.Checkpoint, note.VerifierList(v))
	if err != nil {
		t.Fatal(err)
	}
	secret, _, _ := strings.Cut(witness.Text(), "\n")
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	if r.Checkpoint, err = note.Sign(n, signer); err != nil {
		t.Fatal(err)
	}
	back, err := proof.ParseReceipt(r.Text())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := back.Check(key.Public); err != nil || !bytes.Contains(back.Text(), []byte("\n— witness.example ")) {
		t.Errorf("%s\n%v", back.Text(), err)
	}
}

func TestWhatIsNoReceiptIsRefused(t *testing.T) {
	good := string(receipt(t, newKey(t, origin), 6).Text())
	head, _, _ := strings.Cut(good, "\n\n")
	for label, text := range map[string]string{
		"nothing":           "",
		"another form":      strings.Replace(good, "@v1", "@v2", 1),
		"no checkpoint":     head,
		"no index":          "c2sp.org/tlog-proof@v1\n\nsigned\n",
		"of something else": proofOf("not ours"),
		"of an old form":    proofOf("hourline-receipt-v0\n"),
		"half an entry":     proofOf("hourline-receipt-v1\nside credit\n"),
		"far too long":      strings.Repeat(good, 100),
	} {
		if r, err := proof.ParseReceipt([]byte(text)); !errors.Is(err, proof.ErrNoProof) {
			t.Errorf("%s: %+v, %v", label, r, err)
		}
	}
}

func proofOf(extra string) string {
	return string(proof.Inclusion{Extra: []byte(extra), Checkpoint: []byte("x\n")}.Text())
}

func FuzzReceipt(f *testing.F) {
	key, err := proof.NewKey(zeros{}, origin)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(receipt(f, key, 6).Text())
	f.Add([]byte(proofOf("not ours")))
	f.Fuzz(func(t *testing.T, text []byte) {
		if p, err := proof.ParseInclusion(text); err == nil && !bytes.Equal(p.Text(), text) {
			t.Errorf("%q is read, and written as %q", text, p.Text())
		}
		r, err := proof.ParseReceipt(text)
		if err != nil {
			return
		}
		if !bytes.Equal(r.Text(), text) {
			t.Errorf("%q is read, and written as %q", text, r.Text())
		}
		if _, err := r.Check(key.Public); err == nil && !bytes.Equal(r.Text(), receipt(t, key, 6).Text()) {
			t.Errorf("another one was made: %s", text)
		}
	})
}

// zeros make the same key each time.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
