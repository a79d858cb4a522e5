package ledger_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
	"hourline/ledger/proof"
)

// busy is a bank with so many entries of two members.
func busy(t *testing.T, entries int64) *ledger.Bank {
	t.Helper()
	bank := ledgertest.Open(t)
	wang, li := ledgertest.Member(t, bank, 1), ledgertest.Member(t, bank, 2)
	depositMany(t, bank, 0, entries, wang, li)
	return bank
}

func depositMany(t *testing.T, bank *ledger.Bank, first, n int64, members ...ledger.AccountID) {
	t.Helper()
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		for visit := first; visit < first+n; visit++ {
			if _, err := tx.Deposit(visit, members[visit%int64(len(members))], 15, tx.Now, 0, "test"); err != nil {
				return err
			}
		}
		return nil
	})
}

// A monitor is anybody who follows the log from outside.
type monitor struct {
	*testing.T
	bank *ledger.Bank
	tlog.Tree
}

// follow looks at the log once it is signed, which needs so many entries.
func follow(t *testing.T, bank *ledger.Bank, atLeast int64) *monitor {
	t.Helper()
	if err := bank.SignNow(ctx); err != nil {
		t.Fatal(err)
	}
	m := newMonitor(t, bank)
	if m.N < atLeast {
		t.Fatalf("%d entries are signed, want %d", m.N, atLeast)
	}
	return m
}

func newMonitor(t *testing.T, bank *ledger.Bank) *monitor {
	t.Helper()
	c, err := proof.OpenCheckpoint(bank.Checkpoint(), bank.LogKey())
	if err != nil {
		t.Fatal(err)
	}
	return &monitor{T: t, bank: bank, Tree: c.Tree}
}

// Nobody has to ask for it.
func TestWhatIsWrittenIsSignedSoon(t *testing.T) {
	bank := busy(t, 1)
	depositMany(t, bank, 1, 2, 8, 9)
	for until := time.Now().Add(time.Minute); newMonitor(t, bank).N < 3; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("only %d entries are signed", newMonitor(t, bank).N)
		}
	}
	newMonitor(t, bank).check()
}

func (m *monitor) Height() int                     { return proof.Height }
func (m *monitor) SaveTiles([]tlog.Tile, [][]byte) {}
func (m *monitor) reader() tlog.HashReader         { return tlog.TileHashReader(m.Tree, m) }
func (m *monitor) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, t := range tiles {
		d, err := m.bank.LogTile(ctx, t)
		if err != nil {
			return nil, err
		}
		data = append(data, d)
	}
	return data, nil
}

// leaves are all that are published.
func (m *monitor) leaves() (all [][]byte) {
	m.Helper()
	for n := int64(0); n*proof.TileWidth < m.N; n++ {
		data, err := m.bank.LogTile(ctx, tlog.Tile{H: proof.Height, L: -1, N: n, W: int(min(m.N-n*proof.TileWidth, proof.TileWidth))})
		if err != nil {
			m.Fatal(err)
		}
		for len(data) > 0 {
			size := binary.BigEndian.Uint16(data)
			all = append(all, data[2:2+size])
			data = data[2+size:]
		}
	}
	return all
}

// check holds all leaves against the checkpoint, and proves some of them by the
// tiles alone.
func (m *monitor) check() {
	m.Helper()
	leaves := m.leaves()
	if int64(len(leaves)) != m.N {
		m.Fatalf("%d leaves of %d are published", len(leaves), m.N)
	}
	var tree proof.Tree
	for n, leaf := range leaves {
		if !bytes.Contains(leaf, fmt.Appendf(nil, "\nentry %d\n", n+1)) {
			m.Fatalf("leaf %d is\n%s", n, leaf)
		}
		if err := tree.Append(tlog.RecordHash(leaf), func(int, int64, []byte) error { return nil }); err != nil {
			m.Fatal(err)
		}
	}
	if root, err := tree.Hash(); err != nil || root != m.Hash {
		m.Fatalf("the leaves come to %v, %v, and %v is signed", root, err, m.Hash)
	}
	for n := m.N - 1; n >= 0; n -= 1 + n/5 {
		p, err := tlog.ProveRecord(m.N, n, m.reader())
		if err == nil {
			err = tlog.CheckRecord(p, m.N, m.Hash, n, tlog.RecordHash(leaves[n]))
		}
		if err != nil {
			m.Fatalf("leaf %d: %v\n%s", n, err, leaves[n])
		}
	}
}

// grown proves that the log has what it had.
func (m *monitor) grown(from *monitor) {
	m.Helper()
	p, err := tlog.ProveTree(m.N, from.N, m.reader())
	if err == nil {
		err = tlog.CheckTree(p, m.N, m.Hash, from.N, from.Hash)
	}
	if err != nil {
		m.Errorf("from %d entries to %d: %v", from.N, m.N, err)
	}
}

func TestEveryEntryIsInThePublishedLog(t *testing.T) {
	bank := ledgertest.Open(t)
	wang, li := ledgertest.Member(t, bank, 1), ledgertest.Member(t, bank, 2)
	follow(t, bank, 0)
	var before *monitor
	done := int64(0)
	for _, size := range []int64{1, 2, 255, 256, 257, 511, 600} {
		depositMany(t, bank, done, size-done, wang, li)
		done = size
		m := follow(t, bank, size)
		m.check()
		if before != nil {
			m.grown(before)
		}
		before = m
	}
	ledgertest.Check(t, bank)
}

func TestTheLogSaysNothingOfPeople(t *testing.T) {
	bank := busy(t, 3)
	for _, leaf := range follow(t, bank, 3).leaves() {
		for _, word := range []string{"member", "test", "posted", "account"} {
			if bytes.Contains(leaf, []byte(word)) {
				t.Errorf("%q is published in\n%s", word, leaf)
			}
		}
	}
}

// What no checkpoint covers is not shown, even if it is there.
func TestWhatIsNotSignedIsNotShown(t *testing.T) {
	bank := busy(t, 300)
	m := follow(t, bank, 300)
	for _, tile := range []tlog.Tile{
		{H: 8, L: 0, N: 1, W: 45}, {H: 8, L: 0, N: 2, W: 1}, {H: 8, L: 1, N: 0, W: 2}, {H: 8, L: 2, N: 0, W: 1}, {H: 8, L: 0, N: -1, W: 1},
		{H: 8, L: -1, N: 1, W: 45}, {H: 8, L: -1, N: 2, W: 1}, {H: 8, L: 0, N: 0, W: 257}, {H: 7, L: 0, N: 0, W: 1}, {H: 8, L: 63, N: 0, W: 1}, {H: 8, L: 0, N: 1 << 60, W: 256},
	} {
		if _, err := bank.LogTile(ctx, tile); !errors.Is(err, ledger.ErrNoTile) {
			t.Errorf("%+v: %v", tile, err)
		}
	}
	for _, tile := range []tlog.Tile{{H: 8, L: 0, N: 0, W: 256}, {H: 8, L: 0, N: 0, W: 7}, {H: 8, L: 0, N: 1, W: 1}, {H: 8, L: 0, N: 1, W: 44}, {H: 8, L: 1, N: 0, W: 1}} {
		data, err := bank.LogTile(ctx, tile)
		want, _ := tlog.ReadTileData(tile, m.reader())
		if err != nil || !bytes.Equal(data, want) {
			t.Errorf("%+v: %d bytes, %v", tile, len(data), err)
		}
	}
}

// A checkpoint that is shown stays true: later ones contain it, after a
// restart too.
func TestTheLogGoesOnAfterARestart(t *testing.T) {
	bank := busy(t, 300)
	before := follow(t, bank, 300)
	for range 2 {
		if err := bank.Close(); err != nil {
			t.Fatal(err)
		}
		bank = ledgertest.Open(t, ledgertest.WithPath(bank.Path()))
		m := follow(t, bank, before.N)
		if m.N != before.N || m.Hash != before.Hash {
			t.Fatalf("%+v after the restart, %+v before", m.Tree, before.Tree)
		}
		depositMany(t, bank, before.N, 250, 8, 9)
		m = follow(t, bank, before.N+250)
		m.check()
		m.grown(before)
		before = m
	}
	ledgertest.Check(t, bank)
}

func TestARolledBackTransactionLeavesNoLeaf(t *testing.T) {
	for _, entries := range []int64{0, 250, 255} { // the last two fill a tile before they fail
		bank := busy(t, entries)
		strict(t, bank, 1<<40)
		many := func(first, n int64) func(*ledger.Tx) error {
			return func(tx *ledger.Tx) error {
				for visit := first; visit < first+n; visit++ {
					if _, err := tx.Deposit(visit, 8, 15, tx.Now, 0, "test"); err != nil {
						return err
					}
				}
				return nil
			}
		}
		errs := bank.Together(ctx, many(1000, 40), func(tx *ledger.Tx) error {
			if err := many(2000, 300)(tx); err != nil {
				return err
			}
			return errOops
		}, many(3000, 5))
		if errs[0] != nil || !errors.Is(errs[1], errOops) || errs[2] != nil {
			t.Fatalf("told %v", errs)
		}
		depositMany(t, bank, 4000, 1, 8)
		follow(t, bank, entries+46).check()
		ledgertest.Check(t, bank)
	}
}

// A file from before there was a log gets its secrets, its leaves and a
// signature when it is opened, and says the same as before.
func TestAnOlderFileGetsItsLog(t *testing.T) {
	bank := busy(t, 700)
	older(t, bank)
	bank = ledgertest.Open(t, ledgertest.WithPath(bank.Path()))
	ledgertest.Check(t, bank)
	m := follow(t, bank, 700)
	m.check()
	depositMany(t, bank, 700, 100, 8, 9)
	follow(t, bank, 800).grown(m)
	ledgertest.Check(t, bank)
}

// older makes of a bank's file one from before there was a log.
func older(t *testing.T, bank *ledger.Bank) {
	t.Helper()
	names, err := fs.Glob(ledger.Migrations(), "*.sql")
	if err != nil || len(names) < 2 {
		t.Fatalf("the migrations are %v, %v", names, err)
	}
	var since []string // what the first has not made, the newest first
	for _, name := range names[1:] {
		text, err := fs.ReadFile(ledger.Migrations(), name)
		if err != nil {
			t.Fatal(err)
		}
		for _, made := range regexp.MustCompile(`(?m)^CREATE (?:UNIQUE )?(TABLE|INDEX|TRIGGER) (\w+)`).FindAllStringSubmatch(string(text), -1) {
			since = append([]string{"DROP " + made[1] + " IF EXISTS " + made[2]}, since...)
		}
	}
	change(t, bank, append(since, `DELETE FROM schema_ledger WHERE version_id > 1`)...)
	for _, name := range []string{ledger.KeyFile, ledger.CheckpointFile} {
		if err := os.Remove(filepath.Join(filepath.Dir(bank.Path()), name)); err != nil {
			t.Fatal(err)
		}
	}
}

// Stopped in the middle, the upgrade goes on where it was.
func TestTheUpgradeCanBeInterrupted(t *testing.T) {
	bank := busy(t, 600)
	older(t, bank)
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if b, err := ledger.Open(ended, bank.Path(), ledger.Options{Origin: "bank.example/log"}); err == nil {
		b.Close()
		t.Fatal("it was not stopped")
	}
	bank = ledgertest.Open(t, ledgertest.WithPath(bank.Path()))
	ledgertest.Check(t, bank)
	follow(t, bank, 600).check()
}

// change closes the bank and changes its file.
func change(t *testing.T, bank *ledger.Bank, statements ...string) {
	t.Helper()
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	tamperFile(t, bank.Path(), statements...)
}

// Whoever is forgotten takes the secret along; the log stays what it is, and
// so does everybody else's side.
func TestAnErasedSecretLeavesTheLog(t *testing.T) {
	bank := busy(t, 300)
	before := follow(t, bank, 300)
	leaves := before.leaves()
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		if err := tx.EraseSecret(8); err != nil {
			return err
		}
		_, err := tx.Deposit(900, 8, 15, tx.Now, 0, "test") // begins another
		return err
	})
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error { return tx.EraseSecret(8) })
	ledgertest.Read(t, bank, func(v *ledger.View) error {
		var secrets int
		if err := v.QueryRow(`SELECT count(*) FROM secrets WHERE account = 8`).Scan(&secrets); err != nil || secrets != 0 {
			t.Errorf("%d secrets are left, %v", secrets, err)
		}
		return nil
	})
	for range 2 { // and after a restart
		m := follow(t, bank, 301)
		m.check()
		m.grown(before)
		for i, leaf := range m.leaves()[:300] {
			if !bytes.Equal(leaf, leaves[i]) {
				t.Fatalf("leaf %d was\n%s\nand is\n%s", i, leaves[i], leaf)
			}
		}
		ledgertest.Check(t, bank)
		if err := bank.Close(); err != nil {
			t.Fatal(err)
		}
		bank = ledgertest.Open(t, ledgertest.WithPath(bank.Path()))
	}
}

// Secrets and keys come from where the bank is told, and without it nothing is
// opened.
func TestNoSecretWithoutChance(t *testing.T) {
	_, err := ledger.Open(ctx, filepath.Join(t.TempDir(), "hourline.db"), ledger.Options{Random: strings.NewReader("not enough")})
	if err == nil || !strings.Contains(err.Error(), "secret") {
		t.Errorf("told %v", err)
	}
}
