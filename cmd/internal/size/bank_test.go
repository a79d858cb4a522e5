package size

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

// A bank is books that are open, and its members' accounts.
type bank struct {
	testing.TB
	*care.Centre
	dir     string
	members []ledger.AccountID
	chance  *rand.Rand
}

// open opens the books in a folder, for which it makes them when there are none.
func open(t testing.TB, dir string) *bank {
	t.Helper()
	c, err := care.Open(t.Context(), filepath.Join(dir, "hourline.db"), care.Config{Origin: "bank.example/log"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	b := &bank{TB: t, Centre: c, dir: dir, chance: rand.New(rand.NewPCG(1, 1))}
	b.read(func(v *ledger.View) error {
		rows, err := v.Query(`SELECT id FROM accounts WHERE code LIKE 'member/%' ORDER BY id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id ledger.AccountID
			if err := rows.Scan(&id); err != nil {
				return err
			}
			b.members = append(b.members, id)
		}
		return rows.Err()
	})
	return b
}

// built is a bank of that size, and how its log was made.
func built(t testing.TB, p plan, progress func(done, total int64)) (*bank, promise) {
	t.Helper()
	dir := t.TempDir()
	if err := build(dir, p, time.Now().Truncate(time.Hour), progress); err != nil {
		t.Fatal(err)
	}
	return upgrade(t, dir)
}

// empty is a bank in which members have an account and nothing happened.
func empty(t testing.TB, members int) *bank {
	t.Helper()
	b := open(t, t.TempDir())
	err := b.Bank.Write(t.Context(), func(tx *ledger.Tx) error {
		for n := range members {
			id, err := tx.OpenAccount(fmt.Sprintf("member/%d", n+1), ledger.Minutes, 0)
			if err != nil {
				return err
			}
			b.members = append(b.members, id)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bank) read(do func(*ledger.View) error) {
	b.Helper()
	if err := b.Bank.Read(b.Context(), do); err != nil {
		b.Fatal(err)
	}
}

func (b *bank) anybody() ledger.AccountID { return b.members[b.chance.IntN(len(b.members))] }

// balance reads what anybody has.
func (b *bank) balance() {
	who := b.anybody()
	b.read(func(v *ledger.View) error {
		_, err := v.Balance(who)
		return err
	})
}

// statement reads the last ten entries of anybody.
func (b *bank) statement() {
	who := b.anybody()
	b.read(func(v *ledger.View) error {
		_, err := v.Statement(who, 10)
		return err
	})
}

// lastVisit numbers the visits of all deposits here, far from those of the towns.
var lastVisit atomic.Int64

func init() { lastVisit.Store(1 << 40) }

// deposits lets so many callers deposit for anybody, side by side, and tells
// how many entries a second that makes.
func (b *bank) deposits(callers int, each time.Duration) float64 {
	var wg sync.WaitGroup
	var n atomic.Int64
	began := time.Now()
	for c := range callers {
		chance := rand.New(rand.NewPCG(uint64(c), uint64(lastVisit.Load())))
		wg.Go(func() {
			for time.Since(began) < each {
				visit, who := lastVisit.Add(1), b.members[chance.IntN(len(b.members))]
				err := b.Bank.Write(b.Context(), func(tx *ledger.Tx) error {
					_, err := tx.Deposit(visit, who, 15, tx.Now, 1, actor)
					return err
				})
				if err != nil {
					b.Error(err)
					return
				}
				n.Add(1)
			}
		})
	}
	wg.Wait()
	return float64(n.Load()) / time.Since(began).Seconds()
}
