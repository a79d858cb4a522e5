package proof_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

var (
	hers = proof.Secret(bytes.Repeat([]byte{7}, 32))
	side = proof.Side{Entry: 20571, Account: "member/17", Prev: 20102, Seq: 9, Posted: 840, Actor: "volunteer/12"}
	leaf = proof.Leaf{
		Entry: 20571, Recorded: 1795395600000, Effective: 1795392000000, Kind: "deposit", Ref: 31, Amount: 120, Unit: "minutes",
		Policy: 1, PolicyHash: proof.Policy{Version: 1, Body: "first"}.Hash(), Credit: side.Commit(hers),
	}
)

// Leaves that were published must be the same for ever.
func TestALeafIsFixed(t *testing.T) {
	want := `hourline-entry-v1
entry 20571
recorded 1795395600000
effective 1795392000000
kind deposit
ref 31
amount 120 minutes
held 0
undoes 0
resolves 0
policy 1 ` + of("hourline-policy-v1\npolicy 1\neffective 0\nrecorded 0\nactor \nfirst") + `
debit ` + base64.StdEncoding.EncodeToString(make([]byte, 32)) + `
credit ` + sealed(hers, "credit0000000000020571", "account member/17\nprev 20102\nseq 9\nposted 840\nheld 0\nactor volunteer/12\n") + "\n"
	if got := string(leaf.Text()); got != want {
		t.Errorf("the leaf is\n%s\nwant\n%s", got, want)
	}
	if leaf.Hash() != tlog.RecordHash([]byte(want)) {
		t.Error("the hash of the leaf is not that of its text")
	}
}

func of(text string) string {
	hash := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(hash[:])
}

// sealed is a commitment as the package comment says it is made.
func sealed(secret proof.Secret, place, text string) string {
	key := sha256.Sum256(append(secret[:], place...))
	h := hmac.New(sha256.New, key[:])
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

func TestNoPolicyStandsAlone(t *testing.T) {
	if text := string(proof.Leaf{}.Text()); !strings.Contains(text, "\npolicy 0\ndebit ") {
		t.Errorf("the leaf is\n%s", text)
	}
}

// Whatever a kind or an actor is, it is one word, and no other is the same.
func TestWordsAreVisibleASCII(t *testing.T) {
	for kind, want := range map[string]string{
		"gift": "gift", "a b": "a%20b", "a\nb": "a%0Ab", "100%": "100%25", "时": "%E6%97%B6", "a%20b": "a%2520b", "~!": "~!", "\x7f": "%7F",
	} {
		if text := string(proof.Leaf{Kind: kind}.Text()); !strings.Contains(text, "\nkind "+want+"\n") {
			t.Errorf("%q is written in\n%s", kind, text)
		}
	}
}

// Everything that a side says is in its commitment, and so are its account's
// secret and its place.
func TestEverythingIsCommittedTo(t *testing.T) {
	seen := map[proof.Digest]int{side.Commit(hers): -1}
	for i, change := range []func(*proof.Side){
		func(s *proof.Side) { s.Entry++ }, func(s *proof.Side) { s.Debit = true }, func(s *proof.Side) { s.Account += "1" },
		func(s *proof.Side) { s.Prev++ }, func(s *proof.Side) { s.Seq++ }, func(s *proof.Side) { s.Posted++ },
		func(s *proof.Side) { s.Held++ }, func(s *proof.Side) { s.Actor = "" },
	} {
		other := side
		change(&other)
		if was, same := seen[other.Commit(hers)]; same {
			t.Errorf("change %d gives the commitment of change %d", i, was)
		}
		seen[other.Commit(hers)] = i
	}
	if _, same := seen[side.Commit(proof.Secret{})]; same {
		t.Error("another secret gives the same commitment")
	}
}

// The key of one side opens it, and no other of the same account.
func TestAKeyOpensOneSide(t *testing.T) {
	if side.CommitBy(side.Key(hers)) != side.Commit(hers) {
		t.Error("its key does not open it")
	}
	next := side
	next.Entry++
	if next.CommitBy(side.Key(hers)) == next.Commit(hers) {
		t.Error("it opens the next one too")
	}
}

func TestASecretNeedsAllOfItsChance(t *testing.T) {
	if _, err := proof.NewSecret(strings.NewReader("too short")); err == nil {
		t.Error("a secret was made of nine bytes")
	}
}

func BenchmarkLeaf(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		l := leaf
		l.Debit, l.Credit = side.Commit(hers), side.Commit(hers)
		l.Hash()
	}
}
