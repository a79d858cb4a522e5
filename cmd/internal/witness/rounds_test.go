package witness

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
	"hourline/ledger/proof"
)

const bureau, university = "bureau.example/witness", "university.example"

// A book is a bank whose witnesses are asked by hand.
type book struct {
	*testing.T
	bank   *ledger.Bank
	clock  *clock.Manual
	wang   ledger.AccountID
	rounds *Rounds
	log    bytes.Buffer

	mu     sync.Mutex
	counts map[Outcome]int
}

var template = ledgertest.NewTemplate(func(t testing.TB, path string) {
	bank := ledgertest.Open(t, ledgertest.WithPath(path), func(_ *string, o *ledger.Options) { o.Origin = "" })
	wang := ledgertest.Member(t, bank, 1)
	for visit := range int64(5) {
		ledgertest.Deposit(t, bank, visit, wang, 15)
	}
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
})

// newBook has five entries, which are signed.
func newBook(t *testing.T) *book {
	b := &book{T: t, clock: ledgertest.Clock(t), counts: map[Outcome]int{}}
	path := filepath.Join(t.TempDir(), "hourline.db")
	template(t, path)
	b.bank = ledgertest.Open(t, ledgertest.WithPath(path), ledgertest.WithClock(b.clock))
	ledgertest.Read(t, b.bank, func(v *ledger.View) error {
		return v.QueryRow(`SELECT id FROM accounts WHERE code = 'member/1'`).Scan(&b.wang)
	})
	return b
}

// witnesses makes honest witnesses who know the log, and asks for them from now on.
func (b *book) witnesses(names ...string) (all []*ledgertest.Witness) {
	b.Helper()
	var settings []string
	for _, name := range names {
		all = append(all, ledgertest.NewWitness(b, name, b.bank.LogKey()))
		settings = append(settings, all[len(all)-1].Setting())
	}
	parsed, err := ParseAll(settings)
	if err != nil {
		b.Fatal(err)
	}
	b.ask(parsed...)
	return all
}

func (b *book) ask(all ...Witness) {
	b.Helper()
	b.rounds = &Rounds{Bank: b.bank, Witnesses: all, Every: time.Minute, Clock: b.clock.Clock(), Log: slog.New(slog.NewTextHandler(&b.log, nil)), Count: func(o Outcome) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.counts[o]++
	}}
	b.rounds.client = newClient()
	b.Cleanup(b.rounds.client.CloseIdleConnections)
	if err := b.rounds.recall(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// grow makes so many entries and waits until the bank has signed them.
func (b *book) grow(n int64) {
	b.Helper()
	before := b.at(b.bank.Checkpoint()).N
	ledgertest.Write(b, b.bank, func(tx *ledger.Tx) error {
		for i := range n {
			if _, err := tx.Deposit(before+i, b.wang, 15, tx.Now, 0, "test"); err != nil {
				return err
			}
		}
		return nil
	})
	for until := time.Now().Add(time.Minute); b.at(b.bank.Checkpoint()).N < before+n; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			b.Fatal("the bank does not sign")
		}
	}
}

func (b *book) at(signed []byte) proof.Checkpoint {
	b.Helper()
	c, err := proof.OpenCheckpoint(signed, b.bank.LogKey())
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// round is one round after the last failures are forgiven.
func (b *book) round(settled bool) {
	b.Helper()
	b.clock.Advance(longestWait)
	if got := b.rounds.round(b.Context()); got != settled {
		b.Errorf("settled: %v, want %v\n%s", got, settled, &b.log)
	}
}

// published insists on the size that everybody reads, and on who signed it.
func (b *book) published(size int64, by ...*ledgertest.Witness) {
	b.Helper()
	signed := b.rounds.Published()
	if c := b.at(signed); c.N != size || strings.Count(string(signed), "— ") != 1+len(by) {
		b.Errorf("published is\n%s\nwant %d entries and %d witnesses", signed, size, len(by))
	}
	for _, w := range by {
		c, err := proof.ParseCosigner(w.Verifier())
		if err == nil {
			_, err = c.Under(signed)
		}
		if err != nil {
			b.Errorf("%s: %v", w.Name, err)
		}
	}
}

func (b *book) said(times int, words string) {
	b.Helper()
	if n := strings.Count(b.log.String(), words); n != times {
		b.Errorf("%q is said %d times, want %d:\n%s", words, n, times, &b.log)
	}
}

func TestWitnessesSignWhatIsPublished(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	w := b.witnesses(bureau, university)
	b.published(5)
	b.round(true)
	b.published(5, w...)
	b.round(true)
	b.grow(300)
	b.round(true)
	b.published(305, w...)
	for _, w := range w {
		if size, asked := w.Seen("bank.example/log"); size != 305 || asked != 2 {
			t.Errorf("%s has signed %d entries and was asked %d times", w.Name, size, asked)
		}
	}
	b.said(2, "a witness signs the log")
	if b.counts[Signed] != 4 || b.rounds.Standing()[Signed] != 2 {
		t.Errorf("%v, %v", b.counts, b.rounds.Standing())
	}
	ledgertest.Check(t, b.bank)
}

// A new run of the program knows what was signed; a witness that was asked in
// vain, or that lost what it knew, is followed.
func TestAWitnessThatKnowsMoreOrLess(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	w := b.witnesses(bureau)
	b.round(true)
	b.ask(b.rounds.Witnesses...)
	b.published(5, w...)
	b.grow(2)
	w[0].Lie(func(out http.ResponseWriter, r *http.Request) { // it signs, and the answer is lost
		w[0].Honest(httptest.NewRecorder(), r)
		out.WriteHeader(http.StatusBadGateway)
	})
	b.round(false)
	b.published(7)
	w[0].Lie(nil)
	b.grow(2)
	b.round(true)
	b.published(9, w...)
	w[0].Saw("bank.example/log", tlog.Tree{})
	b.grow(2)
	b.round(true)
	b.published(11, w...)
	b.said(1, "HTTP 502")
}

// Whatever a witness does, the others sign and everybody reads on; it is told
// once.
func TestWitnessesThatDoNotSign(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	w := b.witnesses(bureau, university)
	liar, honest := w[0], w[1]
	impostor := ledgertest.NewWitness(t, "impostor.example", b.bank.LogKey())
	answer := func(status int, text string) http.HandlerFunc {
		return func(out http.ResponseWriter, _ *http.Request) {
			out.WriteHeader(status)
			io.WriteString(out, text)
		}
	}
	sign := func(change func(signed []byte) string) http.HandlerFunc {
		return func(out http.ResponseWriter, r *http.Request) {
			_, _, signed, _ := split(r)
			io.WriteString(out, change(signed))
		}
	}
	for _, row := range []struct {
		label string
		lie   http.HandlerFunc
		told  string
	}{
		{"another key", sign(func(signed []byte) string { return impostor.Sign(signed) }), "has not signed it"},
		{"another key under its name", sign(func(signed []byte) string {
			return strings.Replace(impostor.Sign(signed), "impostor.example", bureau, 1)
		}), "has not signed it"},
		{"another checkpoint", sign(func(signed []byte) string {
			return liar.Sign(bytes.Replace(signed, []byte("\n"), []byte("/2\n"), 1))
		}), "the signature of the witness"},
		{"a text of its own", sign(func(signed []byte) string {
			return "\n" + liar.Sign(append(signed, '\n'))
		}), "not made of signature lines"},
		{"words", answer(http.StatusOK, "thank you"), "not made of signature lines"},
		{"nothing", answer(http.StatusOK, ""), "the signature of the witness"},
		{"a flood", func(out http.ResponseWriter, r *http.Request) {
			for line := []byte(strings.Repeat("x", 1023) + "\n"); ; {
				if _, err := out.Write(line); err != nil {
					return
				}
			}
		}, "longer than 65536 bytes"},
		{"half an answer", func(out http.ResponseWriter, r *http.Request) {
			out.Header().Set("Content-Length", "1000")
			io.WriteString(out, "— x")
		}, "breaks off"},
		{"409 for ever", func(out http.ResponseWriter, r *http.Request) {
			old, _, _, _ := split(r)
			answer(http.StatusConflict, fmt.Sprintf("%d\n", 3+old%2))(out, r)
		}, "again and again"},
		{"409 of the size that was meant", func(out http.ResponseWriter, r *http.Request) {
			old, _, _, _ := split(r)
			answer(http.StatusConflict, fmt.Sprintf("%d\n", old))(out, r)
		}, "again and again"},
		{"409 without a size", answer(http.StatusConflict, "no\n"), "without the size"},
		{"409 below nothing", answer(http.StatusConflict, "-1\n"), "without the size"},
		{"a log that it does not know", answer(http.StatusNotFound, ""), "hourline log key"},
		{"a key that it does not know", answer(http.StatusForbidden, ""), "another key"},
		{"too often", answer(http.StatusTooManyRequests, ""), "too often"},
		{"elsewhere", func(out http.ResponseWriter, r *http.Request) {
			http.Redirect(out, r, impostor.URL+"/add-checkpoint", http.StatusTemporaryRedirect)
		}, "it has moved"},
		{"gone", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "EOF"},
	} {
		t.Run(row.label, func(t *testing.T) {
			b.T = t
			b.log.Reset()
			b.ask(b.rounds.Witnesses...)
			liar.Lie(row.lie)
			b.round(false)
			b.round(false)
			b.published(5, honest)
			b.said(1, row.told)
			b.said(1, "level=WARN")
		})
	}
	b.T = t
	liar.Lie(nil)
	b.round(true)
	b.published(5, honest, liar)
	b.said(1, "a witness signs the log")
	if n, _ := impostor.Seen("bank.example/log"); n != 0 {
		t.Error("somebody else was asked")
	}
	ledgertest.Check(t, b.bank)
}

// split is a request of ours.
func split(r *http.Request) (old int64, growth []string, signed []byte, err error) {
	body, err := io.ReadAll(r.Body)
	head, signed, _ := bytes.Cut(body, []byte("\n\n"))
	growth = strings.Split(string(head), "\n")
	fmt.Sscanf(growth[0], "old %d", &old)
	return old, growth[1:], signed, err
}

// A witness that is dead is asked less and less often.
func TestADeadWitnessIsLeftAlone(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	w := b.witnesses(bureau)
	w[0].Lie(func(out http.ResponseWriter, _ *http.Request) { out.WriteHeader(http.StatusServiceUnavailable) })
	for range 180 {
		b.rounds.round(t.Context())
		b.clock.Advance(time.Minute)
	}
	if _, asked := w[0].Seen("bank.example/log"); asked < 7 || asked > 9 { // after 0, 2, 6, 14, 30, 62, 122 minutes and so on
		t.Errorf("it was asked %d times in three hours", asked)
	}
	b.said(1, "HTTP 503")
	b.published(5)
}

// One that is slow keeps nobody from reading what the other has signed.
func TestASlowWitnessHoldsNothingUp(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	w := b.witnesses(bureau, university)
	slow, release := make(chan struct{}), make(chan struct{})
	w[0].Lie(func(out http.ResponseWriter, r *http.Request) {
		close(slow)
		<-release
		w[0].Honest(out, r)
	})
	ended := make(chan bool)
	go func() { ended <- b.rounds.round(t.Context()) }()
	<-slow
	for until := time.Now().Add(time.Minute); strings.Count(string(b.rounds.Published()), "— ") < 2; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("it is not published")
		}
	}
	b.published(5, w[1])
	close(release)
	if !<-ended {
		t.Error("not settled")
	}
	b.published(5, w...)
}

// A witness that has seen other entries, or more than were ever signed, is
// believed to say so: loudly, once, and nothing that is published goes back.
func TestAWitnessThatHasSeenAnotherHistory(t *testing.T) {
	other := tlog.Hash(sha256.Sum256([]byte("another history")))
	for label, seen := range map[string]tlog.Tree{
		"more entries":            {N: 9, Hash: other},
		"as many, and others":     {N: 5, Hash: other},
		"other ones at the start": {N: 2, Hash: other},
	} {
		t.Run(label, func(t *testing.T) {
			t.Parallel()
			b := newBook(t)
			w := b.witnesses(bureau, university)
			w[0].Saw("bank.example/log", seen)
			b.round(false)
			b.round(false)
			b.said(1, "level=ERROR")
			b.said(1, "A WITNESS HAS SEEN ANOTHER HISTORY")
			b.said(1, fmt.Sprintf("for %d entries which are not in these books", seen.N))
			b.published(5, w[1])
			if size, _ := w[0].Seen("bank.example/log"); size != seen.N {
				t.Errorf("the witness was brought to sign %d entries", size)
			}
			all, err := b.bank.Witnesses(t.Context())
			if err != nil || len(all) != 2 || b.rounds.Standing()[Disputed] != 1 {
				t.Fatalf("%+v, %v", all, err)
			}
			for _, k := range all {
				if want := map[string]int64{bureau: seen.N}[k.Name]; k.Dispute != want {
					t.Errorf("%s: %+v", k.Name, k)
				}
			}
			b.ask(b.rounds.Witnesses...) // the program starts again
			b.round(false)
			b.said(2, "A WITNESS HAS SEEN ANOTHER HISTORY")
			ledgertest.Check(t, b.bank)
		})
	}
}

// The schedule: soon after the bank has signed, and no more than once a minute.
func TestRoundsFollowTheBank(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	w := b.witnesses(bureau)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { b.rounds.Run(ctx); close(ended) }()
	until := func(size int64) {
		t.Helper()
		for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
			if got, _ := w[0].Seen("bank.example/log"); got >= size {
				return
			}
			if time.Now().After(end) {
				t.Fatal("nobody asks")
			}
			b.clock.Advance(time.Minute)
		}
	}
	until(5)
	b.grow(1)
	until(6)
	stop()
	<-ended
	if _, asked := w[0].Seen("bank.example/log"); asked != 2 {
		t.Errorf("it was asked %d times\n%s", asked, &b.log)
	}
}

func TestHowWitnessesAreWritten(t *testing.T) {
	w := ledgertest.NewWitness(t, bureau)
	good := w.Setting()
	if p, err := Parse("  " + good + "/ "); err != nil || p.Name() != bureau || p.URL != w.URL {
		t.Errorf("%+v, %v", p, err)
	}
	for _, text := range []string{"", w.Verifier(), w.URL, good + " x", "x" + good, w.Verifier() + " bureau.example", w.Verifier() + " ftp://bureau.example", w.Verifier() + " https://b.example/?x=1", w.Verifier() + " https://"} {
		if p, err := Parse(text); err == nil {
			t.Errorf("%q is %+v", text, p)
		}
	}
	if _, err := ParseAll([]string{good, good + "/again"}); err == nil || !strings.Contains(err.Error(), "named twice") {
		t.Errorf("one of them twice: %v", err)
	}
	lines, err := Lines(strings.NewReader("# ours\n\n" + good + "\n  " + good + "\n"))
	if err != nil || len(lines) != 2 || lines[1] != good {
		t.Errorf("%q, %v", lines, err)
	}
}
