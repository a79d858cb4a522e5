package monitor_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/cmd/internal/monitor"
	"hourline/ledger/ledgertest"
	"hourline/ledger/proof"
)

const bureau = "bureau.example/witness"

// A site serves a log that is written from c2sp.org/tlog-tiles and RFC 6962,
// and may be tampered with.
type site struct {
	*testing.T
	key proof.Key
	log monitor.Log

	mu     sync.Mutex
	leaves [][]byte
	levels [][]tlog.Hash // by level, the hashes of its tiles
	signed []byte
	tamper func(path string, status int, body []byte) (int, []byte)
	packed bool
	reads  int
}

func newSite(t *testing.T, entries int) *site {
	key, err := proof.NewKey(rand.Reader, "hours.example.org/log")
	if err != nil {
		t.Fatal(err)
	}
	s := &site{T: t, key: key, levels: make([][]tlog.Hash, 4)}
	s.grow(entries)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.log = monitor.Log{URL: server.URL + "/log/", Key: key.Public, Client: server.Client(), Pause: time.Millisecond}
	return s
}

// grow makes so many entries more, and signs them.
func (s *site) grow(n int) {
	s.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		leaf := fmt.Appendf(nil, "hourline-entry-v1\nentry %d\namount 15 minutes\n", len(s.leaves)+1)
		s.leaves = append(s.leaves, leaf)
		hash := tlog.RecordHash(leaf)
		for level := range s.levels {
			s.levels[level] = append(s.levels[level], hash)
			if len(s.levels[level])%256 != 0 {
				break
			}
			hash = root(s.levels[level][len(s.levels[level])-256:])
		}
	}
	var err error
	if s.signed, err = s.key.Sign(tlog.Tree{N: int64(len(s.leaves)), Hash: root(s.levels[0])}); err != nil {
		s.Fatal(err)
	}
}

// root is the Merkle Tree Hash over hashes of leaves.
func root(hashes []tlog.Hash) tlog.Hash {
	switch len(hashes) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return hashes[0]
	}
	half := 1
	for half*2 < len(hashes) {
		half *= 2
	}
	return tlog.NodeHash(root(hashes[:half]), root(hashes[half:]))
}

// tile is what stands at a path below tile/, nil for nothing.
func (s *site) tile(path string) (body []byte) {
	t, err := tlog.ParseTilePath(strings.Replace("tile/8/"+path, "entries", "data", 1))
	first := t.N * 256
	switch {
	case err != nil || t.L >= len(s.levels) || first+int64(t.W) > int64(len(s.levels[max(t.L, 0)])):
		return nil
	case t.L >= 0:
		for _, hash := range s.levels[t.L][first : first+int64(t.W)] {
			body = append(body, hash[:]...)
		}
		return body
	}
	for _, leaf := range s.leaves[first : first+int64(t.W)] {
		body = append(binary.BigEndian.AppendUint16(body, uint16(len(leaf))), leaf...)
	}
	return body
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/log/")
	s.mu.Lock()
	s.reads++
	tamper, packed, status, body := s.tamper, s.packed, http.StatusOK, s.signed
	if below, found := strings.CutPrefix(path, "tile/"); found {
		if body = s.tile(below); body == nil {
			status = http.StatusNotFound
		}
	}
	s.mu.Unlock()
	if tamper != nil {
		status, body = tamper(path, status, bytes.Clone(body))
	}
	if packed && strings.HasPrefix(path, "tile/entries/") {
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(status)
		z := gzip.NewWriter(w)
		z.Write(body)
		z.Close()
		return
	}
	w.WriteHeader(status)
	w.Write(body)
}

// at is what the site publishes.
func (s *site) at() *proof.Checkpoint {
	s.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := proof.OpenCheckpoint(s.signed, s.key.Public)
	if err != nil {
		s.Fatal(err)
	}
	return &c
}

func (s *site) with(tamper func(path string, status int, body []byte) (int, []byte)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tamper, s.reads = tamper, 0
}

func TestAWholeLogIsRight(t *testing.T) {
	const entries = 66_000 // so many that it has three levels
	s := newSite(t, entries)
	s.packed = true
	var told atomic.Int64
	s.log.Progress = func(done, total int64) {
		if total != entries || done <= told.Swap(done) {
			t.Errorf("%d of %d", done, total)
		}
	}
	r, err := s.log.Verify(t.Context(), nil, false)
	if err != nil || r.Entries != entries || r.Checkpoint != *s.at() || !bytes.Equal(r.Signed, s.signed) || told.Load() != entries {
		t.Fatalf("%+v, %v", r, err)
	}
	if r.Tiles != 258+2+1 {
		t.Errorf("%d tiles", r.Tiles)
	}
}

func TestEveryAlteredRouteIsNamed(t *testing.T) {
	s := newSite(t, 700)
	flip := func(at int) func([]byte) []byte {
		return func(body []byte) []byte { body[at] ^= 1; return body }
	}
	cut := func(body []byte) []byte { return body[:len(body)-1] }
	grown := func(body []byte) []byte { return append(body, 0, 0) }
	none := func([]byte) []byte { return nil }
	flood := func([]byte) []byte { return make([]byte, 20<<20) }
	swapped := func(body []byte) []byte { // the first two leaves
		one := 2 + int(body[0])<<8 + int(body[1])
		two := one + 2 + int(body[one])<<8 + int(body[one+1])
		return append(append(bytes.Clone(body[one:two]), body[:one]...), body[two:]...)
	}
	other := func(path string) func([]byte) []byte {
		return func([]byte) []byte {
			res, err := s.log.Client.Get(s.log.URL + path + "?again")
			if err != nil {
				return nil
			}
			defer res.Body.Close()
			var b bytes.Buffer
			b.ReadFrom(res.Body)
			return b.Bytes()
		}
	}
	for _, row := range []struct {
		label, path string
		change      func([]byte) []byte
		named       string
	}{
		{"the size", "checkpoint", func(b []byte) []byte { return bytes.Replace(b, []byte("\n700\n"), []byte("\n699\n"), 1) }, "/checkpoint: the log with this key has not signed it"},
		{"the root", "checkpoint", flip(30), "/checkpoint: "},
		{"the signature", "checkpoint", flip(150), "/checkpoint: "},
		{"nothing signed", "checkpoint", none, "/checkpoint: "},
		{"a flood instead of a checkpoint", "checkpoint", flood, "/checkpoint: it has more than the 65536 bytes"},
		{"a leaf", "tile/entries/000", flip(35), "entry 1: what /tile/entries/000 says of it is not what /tile/0/000 has the hash of"},
		{"a leaf of the last bundle", "tile/entries/002.p/188", flip(35), "entry 513: what /tile/entries/002.p/188"},
		{"the length of a leaf", "tile/entries/001", flip(1), "/tile/entries/001: "},
		{"two leaves in each other's place", "tile/entries/001", swapped, `/tile/entries/001: in the place of entry 257 it has "hourline-entry-v1\nentry 258`},
		{"leaves cut short", "tile/entries/001", cut, "/tile/entries/001: it ends before entry 512 does"},
		{"leaves too many", "tile/entries/001", grown, "/tile/entries/001: it goes on after entry 512"},
		{"no leaves", "tile/entries/001", none, "/tile/entries/001: it ends before entry 257"},
		{"a flood of leaves", "tile/entries/001", flood, "/tile/entries/001: it has more than"},
		{"leaves of another bundle", "tile/entries/001", other("tile/entries/000"), "/tile/entries/001: in the place of entry 257"},
		{"a hash", "tile/0/001", flip(40), "entry 258: what /tile/entries/001 says of it is not what /tile/0/001"},
		{"a hash of the last tile", "tile/0/002.p/188", flip(0), "entry 513: "},
		{"a tile cut short", "tile/0/001", cut, "/tile/0/001: it has 8191 bytes instead of 8192"},
		{"a tile too long", "tile/0/001", grown, "/tile/0/001: it has more than the 8192 bytes"},
		{"no tile", "tile/0/001", none, "/tile/0/001: it has 0 bytes"},
		{"the tile above", "tile/1/000.p/2", flip(33), "/tile/1/000.p/2 is not made of the tiles below it"},
		{"the tile above, cut short", "tile/1/000.p/2", cut, "/tile/1/000.p/2: it has 63 bytes"},
	} {
		t.Run(row.label, func(t *testing.T) {
			s.with(func(path string, status int, body []byte) (int, []byte) {
				if path == row.path {
					return status, row.change(body)
				}
				return status, body
			})
			if _, err := s.log.Verify(t.Context(), nil, false); err == nil || !strings.Contains(err.Error(), row.named) {
				t.Errorf("told %v", err)
			}
		})
	}
	for _, row := range []struct{ path, named string }{
		{"checkpoint", "/checkpoint: "}, {"tile/entries/001", "/tile/entries/001: "}, {"tile/0/002.p/188", "/tile/0/002.p/188: "}, {"tile/1/000.p/2", "/tile/1/000.p/2: "},
	} {
		for status, words := range map[int]string{404: "not there (HTTP 404)", 503: "HTTP 503", 302: "HTTP 302"} {
			s.with(func(path string, was int, body []byte) (int, []byte) {
				if path == row.path {
					return status, nil
				}
				return was, body
			})
			if _, err := s.log.Verify(t.Context(), nil, false); err == nil || !strings.Contains(err.Error(), row.named) || !strings.Contains(err.Error(), words) {
				t.Errorf("%s answers %d: told %v", row.path, status, err)
			}
		}
	}
	s.with(nil)
	if _, err := s.log.Verify(t.Context(), nil, false); err != nil {
		t.Error(err)
	}
}

// Leaves that lie in accord with their tiles do not come to what was signed.
func TestALieInAccordWithItself(t *testing.T) {
	s := newSite(t, 700)
	var tiles [2]bytes.Buffer // of the second bundle: leaves, and hashes
	lie := func(path string, status int, body []byte) (int, []byte) {
		switch path {
		case "tile/entries/001":
			return status, bytes.Replace(body, []byte("amount 15"), []byte("amount 51"), 1)
		case "tile/0/001":
			res, err := s.log.Client.Get(s.log.URL + "tile/entries/001")
			if err != nil {
				return 500, nil
			}
			defer res.Body.Close()
			tiles[0].Reset()
			tiles[0].ReadFrom(res.Body)
			leaf := tiles[0].Bytes()
			hash := tlog.RecordHash(leaf[2 : 2+int(leaf[0])<<8+int(leaf[1])])
			return status, append(hash[:], body[tlog.HashSize:]...)
		}
		return status, body
	}
	s.with(lie)
	if _, err := s.log.Verify(t.Context(), nil, false); err == nil || !strings.Contains(err.Error(), "/tile/1/000.p/2 is not made of the tiles below it") {
		t.Errorf("told %v", err)
	}
	s.with(func(path string, status int, body []byte) (int, []byte) {
		if status, body = lie(path, status, body); path == "tile/1/000.p/2" {
			res, err := s.log.Client.Get(s.log.URL + "tile/0/001")
			if err != nil {
				return 500, nil
			}
			defer res.Body.Close()
			tiles[1].Reset()
			tiles[1].ReadFrom(res.Body)
			hash := proof.TileHash(tiles[1].Bytes())
			return status, append(body[:tlog.HashSize], hash[:]...)
		}
		return status, body
	})
	if _, err := s.log.Verify(t.Context(), nil, false); err == nil || !strings.Contains(err.Error(), "/checkpoint: the 700 entries come to the root") {
		t.Errorf("told %v", err)
	}
}

func TestWhatWasSignedEarlierIsTheBeginning(t *testing.T) {
	s := newSite(t, 700)
	earlier := s.at()
	s.grow(400)
	later := s.at()
	other := *earlier
	other.Hash[0] ^= 1
	shorter, longer, elsewhere := *earlier, *later, *earlier
	shorter.N--
	longer.N++
	elsewhere.Origin += "/2"
	s.with(nil)
	if r, err := s.log.Verify(t.Context(), earlier, false); err != nil || r.Entries != 1100 {
		t.Errorf("all of it: %+v, %v", r.Entries, err)
	}
	whole := s.reads
	s.with(nil)
	if r, err := s.log.Verify(t.Context(), earlier, true); err != nil || r.Entries != 400 {
		t.Errorf("what is new: %+v, %v", r.Entries, err)
	}
	if s.reads >= whole {
		t.Errorf("%d reads for what is new, %d for all", s.reads, whole)
	}
	if err := s.log.Continues(t.Context(), *earlier, *later); err != nil {
		t.Error(err)
	}
	for label, c := range map[string]proof.Checkpoint{"rewritten": other, "rewritten ": shorter, "gone back": longer} {
		want := strings.TrimSpace(label)
		for _, before := range []bool{false, true} {
			if _, err := s.log.Verify(t.Context(), &c, before); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: told %v", label, err)
			}
		}
		if err := s.log.Continues(t.Context(), c, *later); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: told %v", label, err)
		}
	}
	if err := s.log.Continues(t.Context(), elsewhere, *later); err == nil || !strings.Contains(err.Error(), "one is of the log") {
		t.Errorf("of another log: %v", err)
	}
	s.with(func(path string, status int, body []byte) (int, []byte) {
		if strings.HasPrefix(path, "tile/") {
			body[len(body)-1] ^= 1
		}
		return status, body
	})
	if err := s.log.Continues(t.Context(), *earlier, *later); err == nil || !strings.Contains(err.Error(), "do not lead") {
		t.Errorf("by other tiles: %v", err)
	}
}

func TestWitnessesMustHaveSigned(t *testing.T) {
	s := newSite(t, 700)
	w := ledgertest.NewWitness(t, bureau)
	by, err := proof.ParseCosigner(w.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	s.log.Witnesses = []proof.Cosigner{by}
	if _, err := s.log.Checkpoint(t.Context()); !errors.Is(err, proof.ErrNoCosignature) || !strings.Contains(err.Error(), bureau) {
		t.Errorf("without its signature: %v", err)
	}
	s.with(func(path string, status int, body []byte) (int, []byte) {
		return status, append(body, w.Sign(body)...)
	})
	if r, err := s.log.Checkpoint(t.Context()); err != nil || len(r.Cosignatures) != 1 || r.Cosignatures[0].Witness != bureau {
		t.Errorf("%+v, %v", r, err)
	}
}

// A log may grow while it is read, and put partial tiles away that are full
// by then; one that is busy is asked again.
func TestALogThatDoesNotStandStill(t *testing.T) {
	s := newSite(t, 700)
	var once sync.Once
	var busy atomic.Int64
	s.with(func(path string, status int, body []byte) (int, []byte) {
		if path != "checkpoint" {
			once.Do(func() { s.grow(400) })
		}
		switch {
		case strings.Contains(path, "002.p"):
			return 404, nil
		case busy.Add(1)%3 == 0:
			return 503, nil
		}
		return status, body
	})
	if r, err := s.log.Verify(t.Context(), nil, false); err != nil || r.Entries != 700 || s.at().N != 1100 {
		t.Errorf("%d of %d, %v", r.Entries, s.at().N, err)
	}
}

func TestAnEmptyLogIsRight(t *testing.T) {
	s := newSite(t, 0)
	if r, err := s.log.Verify(t.Context(), s.at(), false); err != nil || r.Entries != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestReadingEndsWhenItIsToldTo(t *testing.T) {
	s := newSite(t, 700)
	ctx, stop := context.WithCancel(t.Context())
	s.with(func(path string, status int, body []byte) (int, []byte) {
		if path == "tile/0/001" {
			stop()
		}
		return status, body
	})
	if r, err := s.log.Verify(ctx, nil, false); !errors.Is(err, context.Canceled) {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAddressesOfLogs(t *testing.T) {
	for address, good := range map[string]bool{
		"https://hours.example.org/log": true, "http://127.0.0.1:8080/log/": true, "": false, "hours.example.org": false, "ftp://x/log": false, "https://x/log?y": false, "https://": false,
	} {
		if err := monitor.CheckURL(address); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
}
