// Package reportstest lends a test the books of a town that has had a time bank
// for fourteen months: its members, visits, emergencies and redemptions are
// invented, always the same, and stand in the journal like real ones. Reports
// are tested and their pictures drawn with it.
package reportstest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/clock"
)

// Now is the moment at which the town's books are looked at: noon in China, in
// the middle of its last month.
var Now = time.Date(2026, time.November, 25, 4, 0, 0, 0, time.UTC)

// begun is when the bank was opened, in its zone.
var begun = time.Date(2025, time.October, 1, 9, 0, 0, 0, zone)

var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// Open is the town's books, in a file of its own. They are closed when the test
// ends.
func Open(t testing.TB) *care.Centre {
	t.Helper()
	dir := t.TempDir()
	Write(t, dir)
	c, err := care.Open(t.Context(), filepath.Join(dir, "hourline.db"), care.Config{Clock: clock.NewManual(Now).Clock()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// Write puts the town's books into a folder.
func Write(t testing.TB, dir string) {
	t.Helper()
	data, err := books()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "hourline.db"), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// books are made once.
var books = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "town")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "hourline.db")
	hand := clock.NewManual(begun)
	c, err := care.Open(context.Background(), path, care.Config{Clock: hand.Clock()})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	town := &town{Centre: c, clock: hand, rand: rand.New(rand.NewPCG(7, 7))}
	if err := town.live(); err != nil {
		return nil, err
	}
	if err := c.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Communities are those of the town, from the largest to the smallest.
var Communities = []string{"翠湖社区", "莲花社区", "小西门社区", "文林社区", "云大社区", "钱局街社区"}

// A town lives from week to week.
type town struct {
	*care.Centre
	clock              *clock.Manual
	rand               *rand.Rand
	elders, volunteers []care.Member
	worker             care.Member // who enters by hand what volunteers forgot
	fund               ledger.AccountID
	visits, orders     int64
}

// live lets the town live until Now.
func (w *town) live() error {
	ctx := context.Background()
	if err := w.settle(ctx); err != nil {
		return err
	}
	for week := 0; ; week++ {
		monday := begun.AddDate(0, 0, 7*week)
		if !monday.AddDate(0, 0, 6).Before(Now) {
			return nil
		}
		for day := range 7 {
			at := monday.AddDate(0, 0, day)
			w.clock.Set(at.Add(12 * time.Hour))
			if err := w.Bank.Write(ctx, func(tx *ledger.Tx) error { return w.day(tx, at, week) }); err != nil {
				return fmt.Errorf("%s: %w", at.Format(time.DateOnly), err)
			}
		}
	}
}

// settle puts everybody into the books, and money into the fund.
func (w *town) settle(ctx context.Context) error {
	var file strings.Builder
	file.WriteString("name,roles,phones,community,address,born\n")
	surnames := []rune("王李张刘陈杨赵黄周吴")
	for i := range 120 {
		community := Communities[min(i*i/2400, len(Communities)-1)]
		fmt.Fprintf(&file, "%c%s,elder,+86871650%05d,%s,文林街%d号,%d\n", surnames[i%10], []string{"奶奶", "爷爷"}[i/10%2], i, community, i+1, 1932+i*7%34)
	}
	for i := range 60 {
		community := Communities[min(i*i/600, len(Communities)-1)]
		fmt.Fprintf(&file, "小%c%d,volunteer,+8613870%06d,%s,学府路%d号,%d\n", surnames[i%10], i, i, community, i+1, 1950+i*11%40)
	}
	file.WriteString("吴主任,coordinator,+8613900000001,翠湖社区,,1970\n段老师,duty,+8613900000002,莲花社区,,1975\n")
	if _, err := w.Import(ctx, strings.NewReader(file.String()), care.ImportOptions{}); err != nil {
		return err
	}
	all, err := w.Members(ctx)
	if err != nil {
		return err
	}
	w.elders, w.volunteers, w.worker = all[:120], all[120:180], all[181]
	return w.Bank.Write(ctx, func(tx *ledger.Tx) error {
		if w.fund, err = tx.OpenAccount("fund/lottery", ledger.Fen, 0); err != nil {
			return err
		}
		given, err := tx.OpenAccount("given/lottery", ledger.Fen, ledger.Unlimited)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO funds (id, source, account, given, opened_at, opened_by, with_whom) VALUES (1, 'lottery', $1, $2, 0, '', '')`, int64(w.fund), int64(given))
		if err != nil {
			return err
		}
		_, err = tx.Post(ledger.Posting{Debit: given, Credit: w.fund, Amount: 200_000, Kind: "fund-in", Ref: 1, Actor: "test"})
		return err
	})
}
