package ledger_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// Disks differ between hours, so read ratios of one run:
//
//	go test -run '^$' -bench . ./ledger
//
// BenchmarkDeposit is the bank; BenchmarkBareInsert writes the same rows with
// as many in a transaction and decides nothing; BenchmarkBareDisk only appends
// a page and waits for the disk.

const benchMembers = 1000

func benchBank(b *testing.B) (bank *ledger.Bank, first ledger.AccountID) {
	bank = ledgertest.Open(b)
	ledgertest.Write(b, bank, func(tx *ledger.Tx) error {
		for n := range benchMembers {
			id, err := tx.OpenAccount(fmt.Sprintf("member/%d", n), ledger.Minutes, 0)
			if err != nil {
				return err
			}
			first = id - ledger.AccountID(n)
		}
		return nil
	})
	return bank, first
}

func BenchmarkDeposit(b *testing.B) {
	for _, callers := range []int{1, 64, 512} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			bank, first := benchBank(b)
			b.ReportAllocs()
			var visits atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			for range callers {
				wg.Go(func() {
					for visit := visits.Add(1); visit <= int64(b.N); visit = visits.Add(1) {
						err := bank.Write(ctx, func(tx *ledger.Tx) error {
							_, err := tx.Deposit(visit, first+ledger.AccountID(visit*7919%benchMembers), 15, tx.Now, 0, "volunteer/1")
							return err
						})
						if err != nil {
							b.Error(err)
						}
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

func BenchmarkBareInsert(b *testing.B) {
	for _, batch := range []int{1, 64, 512} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			bank, first := benchBank(b)
			if err := bank.Close(); err != nil {
				b.Fatal(err)
			}
			insert := bareInserter(b, bank.Path())
			b.ReportAllocs()
			b.ResetTimer()
			for done := 0; done < b.N; done += batch {
				insert(done+1, min(batch, b.N-done), int64(first))
			}
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

// bareInserter gives a function that writes n deposits, from number id on, in
// one transaction.
func bareInserter(b *testing.B, path string) func(id, n int, first int64) {
	db, err := sql.Open("sqlite", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate"+
		"&_pragma=wal_autocheckpoint(10000)&_pragma=cache_size(-32768)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	prepare := func(text string) *sql.Stmt {
		stmt, err := db.Prepare(text)
		if err != nil {
			b.Fatal(err)
		}
		return stmt
	}
	entry := prepare(`INSERT INTO entries (id, recorded_at, effective_at, kind, ref, debit, credit, amount, held, actor,
		debit_prev, debit_seq, debit_after, debit_held, credit_prev, credit_seq, credit_after, credit_held)
		VALUES ($1, 1795395600000, 1795395600000, 'deposit', $1, 1, $2, 15, 0, 'volunteer/1', $1, $1, $1, 0, $1, $1, $1, 0)`)
	balance := prepare(`UPDATE balances SET posted = $1, held = 0, seq = $1, head = $1 WHERE account = $2`)
	return func(id, n int, first int64) {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		for i := id; i < id+n; i++ {
			member := first + int64(i)*7919%benchMembers
			if _, err := tx.Stmt(entry).Exec(i, member); err != nil {
				b.Fatal(err)
			}
			for _, account := range []int64{1, member} {
				if _, err := tx.Stmt(balance).Exec(i, account); err != nil {
					b.Fatal(err)
				}
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBareDisk(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "log"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := unix.Fdatasync(int(f.Fd())); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBalance(b *testing.B) {
	bank, first := benchBank(b)
	b.ReportAllocs()
	for b.Loop() {
		err := bank.Read(ctx, func(v *ledger.View) error {
			_, err := v.Balance(first)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStatement(b *testing.B) {
	bank, first := benchBank(b)
	for visit := range int64(100) {
		ledgertest.Deposit(b, bank, visit, first, 15)
	}
	b.ReportAllocs()
	for b.Loop() {
		err := bank.Read(ctx, func(v *ledger.View) error {
			lines, err := v.Statement(first, 5)
			if err == nil && len(lines) != 5 {
				b.Errorf("%d lines", len(lines))
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
