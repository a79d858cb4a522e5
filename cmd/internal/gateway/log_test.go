package gateway_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger"
	"hourline/ledger/proof"
)

// get is what a stranger is answered on the public listener.
func (c *counter) get(path, encoding string) (*http.Response, []byte) {
	c.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding)
	}
	w := httptest.NewRecorder()
	c.public.ServeHTTP(w, r)
	res := w.Result()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		c.Fatal(err)
	}
	return res, body
}

// deposits makes so many entries and gives the checkpoint that covers them.
func (c *counter) deposits(n int64) (at proof.Checkpoint) {
	c.Helper()
	bank := c.app.Centre.Bank
	err := bank.Write(c.Context(), func(tx *ledger.Tx) error {
		for visit := range n {
			if _, err := tx.Deposit(1000+visit, ledger.Suspense, 15, tx.Now, 0, "test"); err != nil {
				return err
			}
		}
		return nil
	})
	for until := time.Now().Add(30 * time.Second); err == nil && time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		_, signed := c.get("/log/checkpoint", "")
		if at, err = proof.OpenCheckpoint(signed, bank.LogKey()); at.N == n {
			return at
		}
	}
	c.Fatalf("%d entries are signed: %v", at.N, err)
	return at
}

func (c *counter) headers(res *http.Response, contentType, cache string) {
	c.Helper()
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != contentType || res.Header.Get("Cache-Control") != cache {
		c.Errorf("%d, %v", res.StatusCode, res.Header)
	}
}

const forEver = "public, max-age=31536000, immutable"

// A monitor that knows nothing of us reads the log by its address.
func TestTheLogIsReadByAnybody(t *testing.T) {
	c := newCounter(t)
	res, signed := c.get("/log/checkpoint", "")
	c.headers(res, "text/plain; charset=utf-8", "no-cache")
	if at, err := proof.OpenCheckpoint(signed, c.app.Centre.Bank.LogKey()); err != nil || at.N != 0 || at.Origin != "hours.example.org/log" {
		t.Errorf("before the first entry: %+v, %v", at, err)
	}
	at := c.deposits(300)
	var tree proof.Tree
	var hashes []byte
	for _, part := range []string{"000", "001.p/44"} {
		res, tile := c.get("/log/tile/0/"+part, "gzip")
		c.headers(res, "application/octet-stream", forEver)
		if res.ContentLength != int64(len(tile)) || res.Header.Get("Content-Encoding") != "" {
			t.Errorf("a tile of %d bytes has %v", len(tile), res.Header)
		}
		hashes = append(hashes, tile...)
		res, leaves := c.get("/log/tile/entries/"+part, "")
		c.headers(res, "application/octet-stream", forEver)
		for len(leaves) > 0 {
			size := 2 + binary.BigEndian.Uint16(leaves)
			hash := tlog.RecordHash(leaves[2:size])
			if at := tree.Size() * tlog.HashSize; !bytes.Equal(hash[:], hashes[at:at+tlog.HashSize]) {
				t.Fatalf("leaf %d is not in its tile", tree.Size())
			}
			if err := tree.Append(hash, func(int, int64, []byte) error { return nil }); err != nil {
				t.Fatal(err)
			}
			leaves = leaves[size:]
		}
	}
	if root, err := tree.Hash(); err != nil || tree.Size() != at.N || root != at.Hash {
		t.Errorf("%d leaves come to %v, %v; signed is %+v", tree.Size(), root, err, at)
	}
	res, above := c.get("/log/tile/1/000.p/1", "")
	c.headers(res, "application/octet-stream", forEver)
	if want := proof.TileHash(hashes[:proof.TileBytes]); !bytes.Equal(above, want[:]) {
		t.Error("the tile above is not made of the one below")
	}
}

func TestLeavesAreCompressedForWhoAsks(t *testing.T) {
	c := newCounter(t)
	c.deposits(20)
	_, plain := c.get("/log/tile/entries/000.p/20", "identity")
	res, small := c.get("/log/tile/entries/000.p/20", "gzip")
	c.headers(res, "application/octet-stream", forEver)
	if res.Header.Get("Content-Encoding") != "gzip" || res.Header.Get("Vary") != "Accept-Encoding" || len(small)*2 > len(plain) {
		t.Errorf("%d bytes for %d, %v", len(small), len(plain), res.Header)
	}
	z, err := gzip.NewReader(bytes.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := io.ReadAll(z); err != nil || !bytes.Equal(again, plain) {
		t.Errorf("%d bytes come out, %v", len(again), err)
	}
}

// What no checkpoint covers, and what is no tile, is not found, and nobody
// remembers that it was not.
func TestThereIsNothingElseInTheLog(t *testing.T) {
	c := newCounter(t)
	c.deposits(300)
	for _, path := range []string{
		"tile/0/001", "tile/0/001.p/45", "tile/0/002.p/1", "tile/1/000", "tile/1/000.p/2", "tile/2/000.p/1", "tile/63/000.p/1", "tile/64/000",
		"tile/0/001.p/0", "tile/0/000.p/256", "tile/0/1", "tile/0/0000", "tile/00/000", "tile/+0/000", "tile/-1/000", "tile/data/000", "tile/8/0/000",
		"tile/0/x000/000", "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/000/", "tile/0/", "tile/0", "tile/entries/001", "tile/entries/002.p/1",
		"tile/entries/", "tile/entries/0", "tile/entries/x001/000", "", "checkpoint/", "tile/0/%30%30%30x",
	} {
		if res, _ := c.get("/log/"+path, ""); res.StatusCode != http.StatusNotFound || res.Header.Get("Cache-Control") == forEver {
			t.Errorf("%s: %d, %v", path, res.StatusCode, res.Header)
		}
	}
	for _, path := range []string{"tile/0/000", "tile/0/000.p/255", "tile/0/001.p/43", "tile/entries/000.p/7"} { // earlier sizes too
		if res, _ := c.get("/log/"+path, ""); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	c.quiet()
}
