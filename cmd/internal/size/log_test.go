package size

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"hourline/ledger"
)

// upgrade is the first start with books that are older than the public log,
// which it makes of all their entries.
func upgrade(t testing.TB, dir string) (*bank, promise) {
	t.Helper()
	began := time.Now()
	b := open(t, dir)
	took := time.Since(began)
	return b, promise{what: "the log of older books is made, entries a second", is: float64(entriesOf(b)) / took.Seconds(), more: took.Round(time.Second).String()}
}

// A slip is an entry, and an account that it concerns.
type slip struct {
	ledger.EntryID
	ledger.AccountID
}

// slips are so many of any entries.
func (b *bank) slips(many int) (all []slip) {
	last := entriesOf(b)
	for range many {
		id := ledger.EntryID(1 + b.chance.Int64N(last))
		b.read(func(v *ledger.View) error {
			e, err := v.Entry(id)
			all = append(all, slip{id, e.Credit})
			return err
		})
	}
	return all
}

// prove makes the full receipt, with its proof, which is checked before it is
// handed out; it tells the milliseconds.
func (b *bank) prove(s slip) float64 {
	b.Helper()
	began := time.Now()
	if _, err := b.Bank.Prove(b.Context(), s.EntryID, s.AccountID); err != nil {
		b.Fatal(err)
	}
	return float64(time.Since(began).Microseconds()) / 1000
}

// proofs is what such a receipt costs.
func proofs(l length, b *bank) promise {
	var took []float64
	for _, s := range b.slips(10 * l.rounds) {
		took = append(took, b.prove(s))
	}
	slices.Sort(took)
	return promise{what: "proof of one entry, ms", is: middle(took), most: 5, more: "99 of 100 within " + short(took[len(took)*99/100])}
}

// coldProofs is what it costs right after a start, with nothing of the file in
// memory: each tile is read from the disk.
func coldProofs(t testing.TB, dir string, of []slip) promise {
	t.Helper()
	var took []float64
	for _, s := range of {
		if err := forget(filepath.Join(dir, "hourline.db")); err != nil {
			t.Fatal(err)
		}
		b := open(t, dir)
		took = append(took, b.prove(s))
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return promise{what: "proof of one entry, nothing in memory, ms", is: middle(took), most: 5, more: fmt.Sprintf("the slowest of %d starts %s", len(took), short(slices.Max(took)))}
}

// forget has the machine forget what it holds of a file that nobody has open.
func forget(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(unix.Fsync(int(f.Fd())), unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED), f.Close())
}
