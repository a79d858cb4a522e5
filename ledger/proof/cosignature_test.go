package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// A witness is written from c2sp.org/tlog-cosignature alone.
type witness struct {
	name string
	key  ed25519.PrivateKey
}

func newWitness(name string, seed byte) witness {
	return witness{name, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, 32))}
}

func (w witness) material() []byte {
	return append([]byte{4}, w.key.Public().(ed25519.PublicKey)...)
}

func (w witness) hash() []byte {
	sum := sha256.Sum256([]byte(w.name + "\n" + string(w.material())))
	return sum[:4]
}

func (w witness) verifier() string {
	return fmt.Sprintf("%s+%x+%s", w.name, w.hash(), base64.StdEncoding.EncodeToString(w.material()))
}

// line is the signature line under a signed checkpoint.
func (w witness) line(signed []byte, at uint64) string {
	body, _, _ := strings.Cut(string(signed), "\n\n")
	sig := ed25519.Sign(w.key, fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s\n", at, body))
	whole := append(binary.BigEndian.AppendUint64(bytes.Clone(w.hash()), at), sig...)
	return "— " + w.name + " " + base64.StdEncoding.EncodeToString(whole) + "\n"
}

const then = 1795395600

func cosigner(t testing.TB, w witness) proof.Cosigner {
	t.Helper()
	c, err := proof.ParseCosigner(w.verifier())
	if err != nil || c.String() != w.verifier() || c.Name() != w.name {
		t.Fatalf("%v, %v", c, err)
	}
	return c
}

func signedAt(t testing.TB, size int64) ([]byte, proof.Key) {
	t.Helper()
	key, err := proof.NewKey(bytes.NewReader(bytes.Repeat([]byte{9}, 64)), origin)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := key.Sign(tlog.Tree{N: size, Hash: leafHash(1)})
	if err != nil {
		t.Fatal(err)
	}
	return signed, key
}

func TestAWitnessSignsUnderACheckpoint(t *testing.T) {
	bureau, university := newWitness("bureau.example/witness", 1), newWitness("university.example", 2)
	signed, key := signedAt(t, 20571)
	if _, err := cosigner(t, bureau).Under(signed); !errors.Is(err, proof.ErrNoCosignature) {
		t.Errorf("before it has signed: %v", err)
	}
	first, err := cosigner(t, bureau).Answered(signed, []byte(bureau.line(signed, then)))
	if err != nil || first.Witness != bureau.name || first.At.Unix() != then || first.Line != bureau.line(signed, then) {
		t.Fatalf("%+v, %v", first, err)
	}
	second, err := cosigner(t, university).Answered(signed, []byte(bureau.line(signed, then)+university.line(signed, then+1)))
	if err != nil || second.Witness != university.name {
		t.Fatalf("behind another's: %+v, %v", second, err)
	}
	both := proof.WithCosignatures(signed, first, second, first)
	if want := string(signed) + first.Line + second.Line; string(both) != want {
		t.Errorf("together they are\n%s", both)
	}
	for _, w := range []witness{bureau, university} {
		if c, err := cosigner(t, w).Under(both); err != nil || c.Witness != w.name {
			t.Errorf("%s: %+v, %v", w.name, c, err)
		}
	}
	if c, err := proof.OpenCheckpoint(both, key.Public); err != nil || c.N != 20571 {
		t.Errorf("the log's own signature: %+v, %v", c, err)
	}
}

func TestAnswersThatAreNoCosignature(t *testing.T) {
	w := newWitness("bureau.example/witness", 1)
	impostor := newWitness(w.name, 3)
	signed, _ := signedAt(t, 20571)
	other, _ := signedAt(t, 20572)
	good := w.line(signed, then)
	forged := bytes.Clone([]byte(good))
	forged[len(forged)-20] ^= 1
	another := "\n— x AAAAAAA=\n"
	for label, answer := range map[string]string{
		"nothing":                        "",
		"words":                          "ok\n",
		"another key of its name":        impostor.line(signed, then),
		"another checkpoint":             w.line(other, then),
		"a changed signature":            string(forged),
		"one that is cut short":          good[:len(good)-30] + "\n",
		"one without an end":             strings.TrimSuffix(good, "\n"),
		"no date":                        w.line(signed, 0),
		"a date after the end of time":   w.line(signed, 1<<63),
		"another text before it":         another + good,
		"an empty line after it":         good + "\n",
		"a page":                         "<html>\n\n" + good,
		"a hundred others before it":     strings.Repeat("— x AAAAAAA=\n", 1) + strings.Repeat(impostor.line(signed, then), 100) + good,
		"a signature by it of that text": another + w.line([]byte(string(signed)+another+"\n\n"), then),
	} {
		if c, err := cosigner(t, w).Answered(signed, []byte(answer)); err == nil {
			t.Errorf("%s: %+v", label, c)
		}
	}
	if _, err := cosigner(t, w).Under(append(bytes.Clone(signed), forged...)); err == nil || errors.Is(err, proof.ErrNoCosignature) {
		t.Errorf("a changed signature is %v", err)
	}
}

func TestWhatIsNoVerifierKeyOfAWitness(t *testing.T) {
	w := newWitness("bureau.example/witness", 1)
	good := w.verifier()
	_, log := signedAt(t, 1)
	for _, text := range []string{"", "bureau", good[1:], good + "=", good[:len(good)-4], strings.Replace(good, "+", " ", 1), log.Public, "a b" + good} {
		if c, err := proof.ParseCosigner(text); err == nil {
			t.Errorf("%q is taken for %v", text, c)
		}
	}
}

// Whatever a witness answers, only its own signature of this very checkpoint is
// taken from it.
func FuzzWhatAWitnessAnswers(f *testing.F) {
	w := newWitness("bureau.example/witness", 1)
	signed, key := signedAt(f, 20571)
	c := cosigner(f, w)
	good := w.line(signed, then)
	for _, seed := range []string{"", good, good + good, "— x AAAAAAA=\n" + good, "\n\n" + good, "409\n", good[:20], "— " + w.name + " AAAA\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		got, err := c.Answered(signed, answer)
		if err != nil {
			return
		}
		if got.Line != good {
			t.Fatalf("%q is taken from %q", got.Line, answer)
		}
		at, err := proof.OpenCheckpoint(proof.WithCosignatures(signed, got), key.Public)
		if err != nil || at.N != 20571 {
			t.Fatalf("the checkpoint has become %+v, %v", at, err)
		}
	})
}
