package proof_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

const origin = "hours.example.org/log"

func newKey(t testing.TB, origin string) proof.Key {
	t.Helper()
	key, err := proof.NewKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestACheckpointIsReadBack(t *testing.T) {
	key := newKey(t, origin)
	kept, err := proof.ParseKey(key.Text())
	if err != nil || kept.Origin() != origin || kept.Public != key.Public {
		t.Fatalf("the key is read back as %v, %v", kept.Public, err)
	}
	want := tlog.Tree{N: 20571, Hash: leafHash(1)}
	signed, err := kept.Sign(want)
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(string(signed), "\n"); len(lines) != 6 || lines[0] != origin || lines[1] != "20571" || lines[2] != want.Hash.String() ||
		lines[3] != "" || !strings.HasPrefix(lines[4], "— "+origin+" ") {
		t.Errorf("it is written\n%s", signed)
	}
	c, err := proof.OpenCheckpoint(signed, key.Public)
	if err != nil || c.Origin != origin || c.Tree != want {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestNobodyElseSigns(t *testing.T) {
	key := newKey(t, origin)
	signed, err := key.Sign(tlog.Tree{N: 5, Hash: leafHash(1)})
	if err != nil {
		t.Fatal(err)
	}
	for label, change := range map[string]string{
		"another size":   strings.Replace(string(signed), "\n5\n", "\n6\n", 1),
		"another origin": strings.Replace(string(signed), origin, origin+"2", 1),
		"cut short":      string(signed[:len(signed)-10]),
		"nothing":        "",
	} {
		if c, err := proof.OpenCheckpoint([]byte(change), key.Public); err == nil {
			t.Errorf("%s: %+v", label, c)
		}
	}
	if _, err := proof.OpenCheckpoint(signed, newKey(t, origin).Public); err == nil {
		t.Error("another key of the same name opens it")
	}
}

// Even with the right signature it must be a checkpoint, of that log.
func TestWhatIsSignedMustBeACheckpoint(t *testing.T) {
	secret, public, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	root := leafHash(1).String()
	for text, good := range map[string]bool{
		origin + "\n5\n" + root + "\n":                    true,
		"other.example/log\n5\n" + root + "\n":            false,
		origin + "\n05\n" + root + "\n":                   false,
		origin + "\n-5\n" + root + "\n":                   false,
		origin + "\n5\n" + root[1:] + "\n":                false,
		origin + "\n5\n" + root + "\nand this\n":          false,
		origin + "\n99999999999999999999\n" + root + "\n": false,
		origin + "\n5\n":                                  false,
	} {
		signed, err := note.Sign(&note.Note{Text: text}, signer)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := proof.OpenCheckpoint(signed, public); (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestNamesThatNoLogCanHave(t *testing.T) {
	for name, good := range map[string]bool{origin: true, "hourline/时间银行": true, "": false, "a b": false, "a+b": false, "a\nb": false, "a\u3000b": false, "\xff": false} {
		if _, err := proof.NewKey(rand.Reader, name); (err == nil) != good || proof.ValidOrigin(name) != good {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestWhatIsNoKeyIsRefused(t *testing.T) {
	one, other := newKey(t, origin), newKey(t, origin)
	secret, _, _ := strings.Cut(one.Text(), "\n")
	for _, text := range []string{"", "key", secret, secret + "\n" + other.Public + "\n", one.Public + "\n" + secret + "\n"} {
		if _, err := proof.ParseKey(text); err == nil {
			t.Errorf("%q is taken for a key", text)
		}
	}
}
