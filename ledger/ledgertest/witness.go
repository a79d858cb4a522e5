package ledgertest

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Witness is somebody else's: it is written from c2sp.org/tlog-witness and
// c2sp.org/tlog-cosignature, and knows nothing of the bank's own code.
type Witness struct {
	Name string
	URL  string           // its submission prefix
	Now  func() time.Time // by which it dates what it signs; time.Now when nil

	key ed25519.PrivateKey

	mu    sync.Mutex
	logs  map[string]note.Verifier // by origin
	seen  map[string]tlog.Tree     // by origin
	asked int
	lie   http.HandlerFunc
}

// NewWitness is a witness that answers until the test ends. It knows the logs
// with these verifier keys.
func NewWitness(t testing.TB, name string, logs ...string) *Witness {
	t.Helper()
	seed := sha256.Sum256([]byte(name))
	w := &Witness{Name: name, key: ed25519.NewKeyFromSeed(seed[:]), logs: map[string]note.Verifier{}, seen: map[string]tlog.Tree{}}
	for _, log := range logs {
		w.Trust(t, log)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /submit/add-checkpoint", w.answer)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	w.URL = s.URL + "/submit"
	return w
}

// Trust makes a log known to the witness.
func (w *Witness) Trust(t testing.TB, log string) {
	t.Helper()
	v, err := note.NewVerifier(log)
	if err != nil {
		t.Fatalf("the witness %s is given %q: %v", w.Name, log, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.logs[v.Name()] = v
}

// Lie has every request answered in another way; nil ends that.
func (w *Witness) Lie(how http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lie = how
}

// Saw has the witness have signed that tree of a log before.
func (w *Witness) Saw(origin string, tree tlog.Tree) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[origin] = tree
}

// Seen is what it has signed last of a log, and how often it was asked at all.
func (w *Witness) Seen(origin string) (size int64, asked int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen[origin].N, w.asked
}

func (w *Witness) hashed() (hash, key []byte) {
	key = append([]byte{4}, w.key.Public().(ed25519.PublicKey)...)
	sum := sha256.Sum256([]byte(w.Name + "\n" + string(key)))
	return sum[:4], key
}

// Verifier is its verifier key.
func (w *Witness) Verifier() string {
	hash, key := w.hashed()
	return fmt.Sprintf("%s+%x+%s", w.Name, hash, base64.StdEncoding.EncodeToString(key))
}

// Setting is how a bank is told of it.
func (w *Witness) Setting() string { return w.Verifier() + " " + w.URL }

// Sign is its signature line under a signed checkpoint, whatever that is.
func (w *Witness) Sign(signed []byte) string {
	body, _, _ := strings.Cut(string(signed), "\n\n")
	at := time.Now()
	if w.Now != nil {
		at = w.Now()
	}
	sig := ed25519.Sign(w.key, fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s\n", at.Unix(), body))
	hash, _ := w.hashed()
	whole := append(binary.BigEndian.AppendUint64(hash, uint64(at.Unix())), sig...)
	return "— " + w.Name + " " + base64.StdEncoding.EncodeToString(whole) + "\n"
}

// answer is add-checkpoint.
func (w *Witness) answer(out http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	w.asked++
	lie := w.lie
	w.mu.Unlock()
	if lie != nil {
		lie(out, r)
		return
	}
	w.Honest(out, r)
}

// Honest is how it answers when it does not lie.
func (w *Witness) Honest(out http.ResponseWriter, r *http.Request) {
	old, proof, signed, err := readRequest(r.Body)
	if err != nil {
		http.Error(out, err.Error(), http.StatusBadRequest)
		return
	}
	origin, _, _ := strings.Cut(string(signed), "\n")
	w.mu.Lock()
	defer w.mu.Unlock()
	log := w.logs[origin]
	if log == nil {
		http.Error(out, "no such log", http.StatusNotFound)
		return
	}
	n, err := note.Open(signed, note.VerifierList(log))
	if err != nil {
		http.Error(out, "not signed by the log", http.StatusForbidden)
		return
	}
	tree, err := readTree(n.Text)
	if err != nil || old > tree.N {
		http.Error(out, "no checkpoint, or older than the old", http.StatusBadRequest)
		return
	}
	switch seen := w.seen[origin]; {
	case old != seen.N:
		out.Header().Set("Content-Type", "text/x.tlog.size")
		out.WriteHeader(http.StatusConflict)
		fmt.Fprintf(out, "%d\n", seen.N)
	case !grown(seen, tree, proof):
		http.Error(out, "the proof does not lead there", http.StatusUnprocessableEntity)
	default:
		w.seen[origin] = tree
		io.WriteString(out, w.Sign(signed))
	}
}

func grown(from, to tlog.Tree, proof tlog.TreeProof) bool {
	switch {
	case from.N == 0:
		return len(proof) == 0 && (to.N > 0 || to.Hash == sha256.Sum256(nil))
	case from.N == to.N:
		return len(proof) == 0 && from.Hash == to.Hash
	}
	return tlog.CheckTree(proof, to.N, to.Hash, from.N, from.Hash) == nil
}

func readRequest(body io.Reader) (old int64, proof tlog.TreeProof, signed []byte, err error) {
	r := bufio.NewReader(body)
	first, err := r.ReadString('\n')
	if err != nil {
		return 0, nil, nil, err
	}
	size, found := strings.CutPrefix(strings.TrimSuffix(first, "\n"), "old ")
	if old, err = strconv.ParseInt(size, 10, 64); err != nil || !found || size != strconv.FormatInt(old, 10) || old < 0 {
		return 0, nil, nil, fmt.Errorf("the first line is %q", first)
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil || len(proof) > 63 {
			return 0, nil, nil, fmt.Errorf("the proof does not end: %w", err)
		}
		if line == "\n" {
			break
		}
		hash, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(line, "\n"))
		if err != nil || len(hash) != tlog.HashSize {
			return 0, nil, nil, fmt.Errorf("%q is no hash", line)
		}
		proof = append(proof, tlog.Hash(hash))
	}
	signed, err = io.ReadAll(r)
	return old, proof, bytes.Clone(signed), err
}

func readTree(text string) (t tlog.Tree, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return t, fmt.Errorf("%d lines", len(lines))
	}
	if t.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return t, err
	}
	t.Hash, err = tlog.ParseHash(lines[2])
	return t, err
}
