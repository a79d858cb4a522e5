package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"math"
	"strings"
	"testing"

	"hourline/ledger/proof"
)

var slip = proof.Slip{Number: "000020571308", Day: "261123", Minutes: 120, Balance: 2250, Seq: 17}

func signed(t testing.TB, key proof.Key, s proof.Slip) string {
	t.Helper()
	text, err := key.SignSlip(s)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestASlipIsReadBack(t *testing.T) {
	key := newKey(t, origin)
	spent := slip
	spent.Debit, spent.Balance = true, -5
	for _, want := range []proof.Slip{slip, spent} {
		text := signed(t, key, want)
		half := len(text) - 40
		for _, as := range []string{
			text, " " + text + "\n", "【时间银行】" + text, text + "【时间银行】", strings.ReplaceAll(text, " ", "  "), text[:half] + "\n" + text[half:],
		} {
			if got, err := proof.OpenSlip(as, key.Public); err != nil || got != want {
				t.Errorf("%q is read as %+v, %v", as, got, err)
			}
		}
	}
}

// Whoever has the key needs nothing of ours to check a slip.
func TestASlipIsPlainEd25519(t *testing.T) {
	key := newKey(t, origin)
	body, coded, _ := strings.Cut(signed(t, key, slip), " S17 ")
	signature, err := base64.RawStdEncoding.DecodeString(coded)
	if err != nil {
		t.Fatal(err)
	}
	public, err := base64.StdEncoding.DecodeString(strings.SplitN(key.Public, "+", 3)[2])
	if err != nil {
		t.Fatal(err)
	}
	if !ed25519.Verify(public[1:], []byte("hourline-slip-v1\n"+origin+"\n"+body+" S17\n"), signature) {
		t.Errorf("%s %s is not signed as it is said to be", body, coded)
	}
}

func TestEveryChangedLetterOfASlipIsFound(t *testing.T) {
	key := newKey(t, origin)
	good := signed(t, key, slip)
	for at := range good {
		for _, letter := range []byte("0189 ABCDSTabf+/-_\n") {
			bad := bytes.Clone([]byte(good))
			bad[at] = letter
			if string(bad) == good || letter <= ' ' && good[at] == ' ' { // a broken line says the same
				continue
			}
			if got, err := proof.OpenSlip(string(bad), key.Public); err == nil {
				t.Fatalf("letter %d is %q for %q, and it is read as %+v", at, letter, good[at], got)
			}
		}
	}
	for label, c := range map[string]struct {
		text string
		want error
	}{
		"nothing":         {"", proof.ErrNoSlip},
		"cut short":       {good[:len(good)-1], proof.ErrNoSlip},
		"more at the end": {good + "A", proof.ErrNoSlip},
		"another amount":  {strings.Replace(good, "C120", "C130", 1), proof.ErrSignature},
		"a zero before":   {strings.Replace(good, "C120", "C0120", 1), proof.ErrSignature},
		"far too much":    {strings.Replace(good, "C120", "C99999999999999999999", 1), proof.ErrNoSlip},
		"another bank's":  {signed(t, newKey(t, origin), slip), proof.ErrSignature},
	} {
		if _, err := proof.OpenSlip(c.text, key.Public); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", label, err)
		}
	}
}

// A slip is one text, whatever it says: 160 letters of GSM-7, of which base64
// uses no other.
func TestASlipIsOneText(t *testing.T) {
	key := newKey(t, origin)
	for _, s := range []proof.Slip{slip, {Number: "1000000000070", Day: "991231", Debit: true, Minutes: 1_000_000_000_000, Balance: -1_000_000_000_000, Seq: 999_999}} {
		if text := signed(t, key, s); len(text) > 160 {
			t.Errorf("%s has %d letters", text, len(text))
		}
	}
	if _, err := key.SignSlip(proof.Slip{Minutes: math.MaxInt64, Balance: math.MinInt64, Seq: math.MaxInt64}); err != nil {
		t.Error(err)
	}
}

func FuzzSlip(f *testing.F) {
	key, err := proof.NewKey(zeros{}, origin)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signed(f, key, slip))
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := proof.OpenSlip(text, key.Public); err == nil && s != slip {
			t.Errorf("%q is read as %+v", text, s)
		}
	})
}
