package proof_test

import (
	"encoding/base32"
	"errors"
	"strings"
	"testing"

	"hourline/ledger/proof"
)

func qr(t testing.TB, r proof.Receipt) string {
	t.Helper()
	text, err := r.QR()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// What comes out of a QR code is the file, byte for byte, for trees of every
// shape and either side.
func TestAReceiptOnPaperIsTheSame(t *testing.T) {
	key := newKey(t, origin)
	for others := 3; others < 70; others++ {
		r := receipt(t, key, others)
		text := qr(t, r)
		if strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:") != "" {
			t.Fatalf("a code cannot hold all of %s", text)
		}
		half := len(text) / 2
		for _, as := range []string{text, strings.ToLower(text), " " + text[:half] + "\r\n" + text[half:] + "\n"} {
			back, err := proof.ParseQR(as)
			if err != nil || string(back.Text()) != string(r.Text()) || !proof.IsQR(as) {
				t.Fatalf("%d others: %v\n%s\nwant\n%s", others, err, back.Text(), r.Text())
			}
			if _, err := back.Check(key.Public); err != nil {
				t.Fatalf("%d others: %v", others, err)
			}
		}
	}
	debit := receipt(t, key, 6)
	debit.Side.Debit = true
	debit.Key = debit.Side.Key(hers)
	debit.Leaf.Debit, debit.Leaf.Credit = debit.Side.Commit(hers), proof.Digest{1}
	if _, err := debit.QR(); !errors.Is(err, proof.ErrNoProof) {
		t.Errorf("a receipt whose way leads elsewhere gets a code: %v", err)
	}
}

func TestEveryChangedLetterOfACodeIsFound(t *testing.T) {
	key := newKey(t, origin)
	good := qr(t, receipt(t, key, 6))
	for at := range good {
		for _, letter := range "A7:" {
			bad := good[:at] + string(letter) + good[at+1:]
			if bad == good {
				continue
			}
			r, err := proof.ParseQR(bad)
			if err == nil {
				_, err = r.Check(key.Public)
			}
			if err == nil {
				t.Fatalf("letter %d is %q for %q, and nobody notices", at, letter, good[at])
			}
		}
	}
	for _, bad := range []string{"", "HL1:", "HL2:" + good[4:], good[:len(good)-8], good + "AAAAAAAA", "HL1:1", "HL1:" + strings.Repeat("A", 1<<20)} {
		if r, err := proof.ParseQR(bad); !errors.Is(err, proof.ErrNoProof) {
			t.Errorf("%.20s…: %+v, %v", bad, r, err)
		}
	}
}

func FuzzQR(f *testing.F) {
	key, err := proof.NewKey(zeros{}, origin)
	if err != nil {
		f.Fatal(err)
	}
	good, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.TrimPrefix(qr(f, receipt(f, key, 6)), "HL1:"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Fuzz(func(t *testing.T, b []byte) {
		text := "HL1:" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
		r, err := proof.ParseQR(text)
		if err != nil {
			return
		}
		if qr(t, r) != text {
			t.Errorf("%s is read, and written as %s", text, qr(t, r))
		}
		if back, err := proof.ParseReceipt(r.Text()); err == nil && qr(t, back) != text {
			t.Errorf("%s is another one in a file", text)
		}
	})
}
