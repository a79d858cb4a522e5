package ledger_test

import (
	"database/sql"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// Disks and neighbours differ between seconds, so BenchmarkDepositRatios and
// BenchmarkBalanceWhileWriting compare within one run, in turns:
//
//	go test -run '^$' -bench 'Ratios|WhileWriting' ./ledger
//
// The bare loop writes the same rows under the same settings, an entry and its
// two balances, as many in a transaction as the bank put into one; it decides,
// checks and answers nothing.

const benchMembers = 1000

func benchBank(b testing.TB, options ...ledgertest.Option) (bank *ledger.Bank, first ledger.AccountID) {
	bank = ledgertest.Open(b, options...)
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

// depositing lets callers deposit side by side for a while and tells how many
// entries came of it. Visits are numbered on from *visits.
func depositing(b testing.TB, bank *ledger.Bank, callers int, first ledger.AccountID, visits *atomic.Int64, enough func() bool) (n int64) {
	var wg sync.WaitGroup
	before := visits.Load()
	for range callers {
		wg.Go(func() {
			for !enough() {
				visit := visits.Add(1)
				err := bank.Write(ctx, func(tx *ledger.Tx) error {
					_, err := tx.Deposit(visit, first+ledger.AccountID(visit*7919%benchMembers), 15, tx.Now, 0, "volunteer/1")
					return err
				})
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return visits.Load() - before
}

func BenchmarkDeposit(b *testing.B) {
	for _, callers := range []int{1, 64, 512} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			bank, first := benchBank(b)
			b.ReportAllocs()
			var visits, begun atomic.Int64
			b.ResetTimer()
			depositing(b, bank, callers, first, &visits, func() bool { return begun.Add(1) > int64(b.N) })
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

// BenchmarkDepositRatios lets the bank, the bare loop and one commit for each
// entry take turns, and reports the middle of the ratios.
func BenchmarkDepositRatios(b *testing.B) {
	for _, callers := range []int{64, 512} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			race := newRace(b, callers)
			race.round(b, 20*time.Millisecond) // warms up
			var bare, single, batch, rate []float64
			b.ResetTimer()
			for range b.N {
				for range 15 {
					r := race.round(b, 100*time.Millisecond)
					bare = append(bare, r.bank/r.bare)
					single = append(single, r.bank/r.single)
					batch, rate = append(batch, r.batch), append(rate, r.bank)
				}
			}
			b.StopTimer()
			ledgertest.Check(b, race.bank)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(middle(rate), "entries/s")
			b.ReportMetric(middle(batch), "entries/commit")
			b.ReportMetric(middle(bare), "x-bare")
			b.ReportMetric(middle(single), "x-single")
		})
	}
}

// A race holds three files with the same tables.
type race struct {
	callers      int
	bank         *ledger.Bank
	first        ledger.AccountID
	visits       atomic.Int64
	commits      atomic.Int64 // of the bank
	bare, single *bareFile
}

func newRace(b testing.TB, callers int) *race {
	r := &race{callers: callers, bare: newBareFile(b), single: newBareFile(b)}
	r.bank, r.first = benchBank(b, func(_ *string, o *ledger.Options) {
		o.Observe = func(ledger.Commit) { r.commits.Add(1) }
	})
	return r
}

// Rates are entries a second.
type rates struct{ bank, bare, single, batch float64 }

// round gives each a turn. The bare loop takes batches of the size that the
// bank made.
func (r *race) round(b testing.TB, each time.Duration) (got rates) {
	until := func() func() bool {
		end := time.Now().Add(each)
		return func() bool { return time.Now().After(end) }
	}
	rate := func(run func() int64) float64 {
		start := time.Now()
		n := run()
		return float64(n) / time.Since(start).Seconds()
	}
	commits, visits := r.commits.Load(), r.visits.Load()
	got.bank = rate(func() int64 { return depositing(b, r.bank, r.callers, r.first, &r.visits, until()) })
	got.batch = float64(r.visits.Load()-visits) / float64(r.commits.Load()-commits)
	got.bare = rate(func() int64 { return r.bare.insert(b, int(math.Round(got.batch)), until()) })
	got.single = rate(func() int64 { return r.single.insert(b, 1, until()) })
	return got
}

// BenchmarkLogRatio lets a bank with the log and one without it take turns, and
// reports the middle of the ratios of their rates.
func BenchmarkLogRatio(b *testing.B) {
	for _, callers := range []int{64, 512} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			logged, first := benchBank(b)
			plain, _ := benchBank(b)
			plain.Unlogged()
			var visits [2]atomic.Int64
			var work [2][]float64 // CPU for one entry, with and without
			rate := func(i int, bank *ledger.Bank, each time.Duration) float64 {
				end := time.Now().Add(each)
				start, worked := time.Now(), cpu(b)
				n := depositing(b, bank, callers, first, &visits[i], func() bool { return time.Now().After(end) })
				work[i] = append(work[i], float64((cpu(b)-worked).Nanoseconds())/float64(n))
				return float64(n) / time.Since(start).Seconds()
			}
			rate(0, logged, 20*time.Millisecond)
			rate(1, plain, 20*time.Millisecond)
			work = [2][]float64{}
			var ratios, rates []float64
			b.ResetTimer()
			for range b.N {
				for i := range 60 { // who is first changes, for the disk is not the same to both
					var with, without float64
					if i%2 == 0 {
						with = rate(0, logged, 50*time.Millisecond)
						without = rate(1, plain, 50*time.Millisecond)
					} else {
						without = rate(1, plain, 50*time.Millisecond)
						with = rate(0, logged, 50*time.Millisecond)
					}
					ratios, rates = append(ratios, with/without), append(rates, with)
				}
			}
			b.StopTimer()
			ledgertest.Check(b, logged)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(middle(rates), "entries/s")
			b.ReportMetric(middle(ratios), "x-unlogged")
			b.ReportMetric(middle(work[0]), "cpu-ns/entry")
			b.ReportMetric(middle(work[0])/middle(work[1]), "x-cpu")
		})
	}
}

// cpu is what this process has worked so far.
func cpu(b testing.TB) time.Duration {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func middle(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}

// A bareFile is a bank's file in the hands of a bare loop.
type bareFile struct {
	db             *sql.DB
	entry, balance *sql.Stmt
	first, next    int64
}

func newBareFile(b testing.TB) *bareFile {
	bank, first := benchBank(b)
	if err := bank.Close(); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+bank.Path()+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_foreign_keys=1"+
		"&_pragma=wal_autocheckpoint(10000)&_pragma=recursive_triggers(1)&_pragma=cache_size(-32768)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	f := &bareFile{db: db, first: int64(first), next: 1}
	prepare := func(text string) *sql.Stmt {
		stmt, err := db.Prepare(text)
		if err != nil {
			b.Fatal(err)
		}
		return stmt
	}
	f.entry = prepare(`INSERT INTO entries (id, recorded_at, effective_at, kind, ref, debit, credit, amount, held,
		undoes, resolves, policy, actor,
		debit_prev, debit_seq, debit_after, debit_held, credit_prev, credit_seq, credit_after, credit_held)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	f.balance = prepare(`UPDATE balances SET posted = ?, held = ?, seq = ?, head = ? WHERE account = ?`)
	return f
}

// insert writes batch after batch until enough says so, and tells how many
// entries that were.
func (f *bareFile) insert(b testing.TB, batch int, enough func() bool) (n int64) {
	for ; !enough(); n += int64(batch) {
		tx, err := f.db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		entry, balance := tx.Stmt(f.entry), tx.Stmt(f.balance)
		for range batch {
			i, member := f.next, f.first+f.next*7919%benchMembers
			f.next++
			_, err := entry.Exec(i, int64(1795395600000), int64(1795395600000), "deposit", i, int64(1), member, int64(15), int64(0),
				nil, nil, nil, "volunteer/1", i, i, -i, int64(0), i, i, i, int64(0))
			if err != nil {
				b.Fatal(err)
			}
			for _, account := range []int64{1, member} {
				if _, err := balance.Exec(i, int64(0), i, i, account); err != nil {
					b.Fatal(err)
				}
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return n
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

// BenchmarkBalanceWhileWriting reads a balance, in turns while nothing else
// happens and while 64 callers deposit, and reports the middle of each.
func BenchmarkBalanceWhileWriting(b *testing.B) {
	bank, first := benchBank(b)
	var visits atomic.Int64
	reading := func(each time.Duration) (took []float64) {
		for end := time.Now().Add(each); time.Now().Before(end); {
			start := time.Now()
			err := bank.Read(ctx, func(v *ledger.View) error {
				_, err := v.Balance(first)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, float64(time.Since(start).Nanoseconds()))
		}
		return took
	}
	var idle, loaded []float64
	b.ResetTimer()
	for range b.N {
		for range 10 {
			idle = append(idle, reading(100*time.Millisecond)...)
			var done atomic.Bool
			var writers sync.WaitGroup
			writers.Go(func() { depositing(b, bank, 64, first, &visits, done.Load) })
			loaded = append(loaded, reading(100*time.Millisecond)...)
			done.Store(true)
			writers.Wait()
		}
	}
	b.StopTimer()
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(middle(idle), "idle-p50-ns")
	b.ReportMetric(middle(loaded), "loaded-p50-ns")
	b.ReportMetric(middle(loaded)/middle(idle), "x-idle")
	b.ReportMetric(float64(visits.Load())/b.Elapsed().Seconds()*2, "entries/s")
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

func BenchmarkVerify(b *testing.B) {
	bank, first := benchBank(b)
	const entries = 50_000
	for visit := int64(0); visit < entries; {
		ledgertest.Write(b, bank, func(tx *ledger.Tx) error {
			for end := visit + 500; visit < end; visit++ {
				if _, err := tx.Deposit(visit, first+ledger.AccountID(visit*7919%benchMembers), 15, tx.Now, 0, "volunteer/1"); err != nil {
					return err
				}
			}
			return nil
		})
	}
	before := cpu(b)
	for b.Loop() {
		ledgertest.Check(b, bank)
	}
	b.ReportMetric(float64(b.N)*entries/(cpu(b)-before).Seconds(), "entries/cpu-s")
}
