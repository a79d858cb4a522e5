package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hourline/cmd/internal/gateway"
	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/care/caretest"
	"hourline/ledger/ledgertest"
)

// BenchmarkBackupBeside lets people deposit as fast as a city does, a thousand
// times a second, in turns while nothing else happens and while the real
// program backs the books up, and reports how long they waited. Books of some
// 40 MB lie there already.
func BenchmarkBackupBeside(b *testing.B) {
	const entries, members = 300_000, 2000
	dir := b.TempDir()
	caretest.BooksOfToday(b, gateway.BooksIn(dir))
	first := fill(b, gateway.BooksIn(dir), entries, members)
	centre, err := care.Open(b.Context(), gateway.BooksIn(dir), care.Config{Origin: "bank.example/log"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { centre.Close() })
	visits := atomic.Int64{}
	visits.Store(entries)
	deposit := func() error {
		return centre.Bank.Write(b.Context(), func(tx *ledger.Tx) error {
			n := visits.Add(1)
			_, err := tx.Deposit(n, first+ledger.AccountID(n*7919%members), 15, tx.Now, 0, "test")
			return err
		})
	}
	backUp := exec.Command(program(b), "backup", "--data", dir, "--to", b.TempDir())
	var quiet, beside []float64
	b.ResetTimer()
	for range b.N {
		for range 5 {
			ctx, stop := context.WithTimeout(b.Context(), 3*time.Second)
			quiet = append(quiet, waits(b, ctx, deposit)...)
			stop()
			ctx, stop = context.WithCancel(b.Context())
			go func() {
				defer stop()
				cmd := exec.Command(backUp.Path, backUp.Args[1:]...)
				if said, err := cmd.CombinedOutput(); err != nil {
					b.Errorf("%v: %s", err, said)
				}
			}()
			beside = append(beside, waits(b, ctx, deposit)...)
			stop()
		}
	}
	b.StopTimer()
	b.ReportMetric(0, "ns/op")
	for _, m := range []struct {
		name string
		took []float64
	}{{"quiet", quiet}, {"beside", beside}} {
		slices.Sort(m.took)
		b.ReportMetric(m.took[len(m.took)/2], m.name+"-p50-ms")
		b.ReportMetric(m.took[len(m.took)*99/100], m.name+"-p99-ms")
		b.ReportMetric(m.took[len(m.took)-1], m.name+"-longest-ms")
		b.ReportMetric(float64(len(m.took)), m.name+"-deposits")
	}
}

// waits are how many milliseconds each of eight callers waited, again and again
// until ctx ends.
func waits(b *testing.B, ctx context.Context, deposit func() error) (all []float64) {
	var callers sync.WaitGroup
	var mu sync.Mutex
	for range 8 {
		callers.Go(func() {
			var own []float64
			for ctx.Err() == nil {
				began := time.Now()
				if err := deposit(); err != nil {
					b.Error(err)
					return
				}
				own = append(own, float64(time.Since(began).Microseconds())/1000)
				time.Sleep(8 * time.Millisecond)
			}
			mu.Lock()
			all = append(all, own...)
			mu.Unlock()
		})
	}
	callers.Wait()
	return all
}

// fill gives books so many entries of so many new members.
func fill(b *testing.B, path string, entries, members int) (first ledger.AccountID) {
	b.Helper()
	bulk, err := ledgertest.OpenBulk(path)
	if err != nil {
		b.Fatal(err)
	}
	at := time.Now().Add(-time.Hour)
	for n := range members {
		id, e := bulk.Account(fmt.Sprintf("member/%d", n), ledger.Minutes, 0, at)
		if err = errors.Join(err, e); n == 0 {
			first = id
		}
	}
	for n := range entries {
		_, e := bulk.Post(at, ledger.Posting{Debit: ledger.Issued, Credit: first + ledger.AccountID(n*7919%members), Amount: 15, Kind: ledger.KindDeposit, Ref: int64(n), Actor: "test"})
		err = errors.Join(err, e)
	}
	if err := errors.Join(err, bulk.Close()); err != nil {
		b.Fatal(err)
	}
	return first
}
