package ledger_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

var errOops = errors.New("oops")

// deposit is one caller's function; runs counts how often it was run.
func deposit(visit int64, member ledger.AccountID, runs *int) func(*ledger.Tx) error {
	return func(tx *ledger.Tx) error {
		*runs++
		_, err := tx.Deposit(visit, member, 15, tx.Now, 0, "test")
		return err
	}
}

// A neighbour is somebody else in the same transaction.
func TestNeighboursOfTroubleAreUnharmed(t *testing.T) {
	spend := func(tx *ledger.Tx, member ledger.AccountID, minutes int64) error {
		_, err := tx.Post(ledger.Posting{Debit: member, Credit: ledger.RedeemedGoods, Amount: minutes, Kind: "goods", Ref: 1})
		return err
	}
	tests := []struct {
		label   string
		trouble func(tx *ledger.Tx, wang ledger.AccountID) error
		want    error // what the guilty one is told
		runs    int   // how often each neighbour was run
	}{
		{"refused before writing", func(tx *ledger.Tx, wang ledger.AccountID) error {
			return spend(tx, wang, 1000)
		}, ledger.ErrInsufficient, 1},
		{"panic before writing", func(*ledger.Tx, ledger.AccountID) error {
			panic("oops")
		}, ledger.ErrPanic, 1},
		{"refused after writing", func(tx *ledger.Tx, wang ledger.AccountID) error {
			return errors.Join(spend(tx, wang, 1), errOops)
		}, errOops, 2},
		{"panic after writing", func(tx *ledger.Tx, wang ledger.AccountID) error {
			_ = spend(tx, wang, 1)
			panic("oops")
		}, ledger.ErrPanic, 2},
		{"failed statement swallowed", func(tx *ledger.Tx, wang ledger.AccountID) error {
			_, _ = tx.Exec(`UPDATE balances SET held = $1 WHERE account = $2`, -1, wang)
			return nil
		}, nil, 2},
		{"failed RETURNING swallowed", func(tx *ledger.Tx, wang ledger.AccountID) error {
			var n int
			_ = tx.QueryRow(`UPDATE balances SET held = $1 WHERE account = $2 RETURNING held`, -1, wang).Scan(&n)
			return nil
		}, nil, 2},
		{"transaction ended by hand", func(tx *ledger.Tx, _ ledger.AccountID) error {
			_, _ = tx.Exec(`ROLLBACK`)
			return errOops
		}, errOops, 2},
	}
	for _, tt := range tests {
		t.Run(tt.label, func(t *testing.T) {
			bank := ledgertest.Open(t)
			wang := ledgertest.Member(t, bank, 17)
			ledgertest.Deposit(t, bank, 1, wang, 60)
			runs := [2]int{}
			errs := bank.Together(ctx,
				deposit(2, wang, &runs[0]),
				func(tx *ledger.Tx) error { return tt.trouble(tx, wang) },
				deposit(3, wang, &runs[1]))
			if errs[0] != nil || errs[2] != nil || errs[1] == nil {
				t.Fatalf("the three callers are told %v", errs)
			}
			if tt.want != nil && !errors.Is(errs[1], tt.want) {
				t.Errorf("the guilty one is told %v, want %v", errs[1], tt.want)
			}
			// The neighbour behind the trouble was not reached the first time.
			if runs[0] != tt.runs || runs[1] != 1 {
				t.Errorf("the neighbours ran %v times, want [%d 1]", runs, tt.runs)
			}
			if b := ledgertest.Balance(t, bank, wang); b.Posted != 90 || b.Held != 0 {
				t.Errorf("balance %+v, want 90", b)
			}
			ledgertest.Deposit(t, bank, 4, wang, 15) // the writer goes on
			ledgertest.Check(t, bank)
		})
	}
}

func TestPanicComesBackWithItsPlace(t *testing.T) {
	bank := ledgertest.Open(t)
	for label, run := range map[string]func() error{
		"Write": func() error { return bank.Write(ctx, func(*ledger.Tx) error { panic("oops") }) },
		"Read":  func() error { return bank.Read(ctx, func(*ledger.View) error { panic("oops") }) },
	} {
		err := run()
		if !errors.Is(err, ledger.ErrPanic) || strings.Contains(err.Error(), "oops") || !strings.Contains(err.Error(), "writer_test.go") {
			t.Errorf("%s gives %v", label, err)
		}
	}
}

// A statement that cannot be prepared fails again the next time, and neither
// ends the writer nor the closing of the bank.
func TestStatementThatCannotBePrepared(t *testing.T) {
	bank := ledgertest.Open(t)
	for range 2 {
		err := bank.Write(ctx, func(tx *ledger.Tx) error {
			_, err := tx.Exec(`INSERT INTO no_such_table (x) VALUES ($1)`, int64(1))
			return err
		})
		if err == nil || errors.Is(err, ledger.ErrPanic) || !strings.Contains(err.Error(), "no_such_table") {
			t.Errorf("gave %v", err)
		}
	}
}

func TestAnswersComeAfterTheCommit(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	unseen := false
	errs := bank.Together(ctx,
		func(tx *ledger.Tx) error {
			_, err := tx.Deposit(1, wang, 15, tx.Now, 0, "test")
			return err
		},
		func(tx *ledger.Tx) error {
			return bank.Read(ctx, func(v *ledger.View) error {
				_, err := v.EntryFor(ledger.KindDeposit, 1)
				unseen = errors.Is(err, ledger.ErrNoEntry)
				return nil
			})
		})
	if err := errors.Join(errs...); err != nil || !unseen {
		t.Fatalf("%v; the deposit was out before the commit", err)
	}
	if b := ledgertest.Balance(t, bank, wang); b.Posted != 15 {
		t.Fatalf("after the answer the balance is %+v, want 15", b)
	}
}

func TestFailedCommitFailsEverybody(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	runs := 0
	errs := bank.Together(ctx,
		deposit(1, wang, &runs),
		func(tx *ledger.Tx) error {
			if _, err := tx.Exec(`PRAGMA defer_foreign_keys = 1`); err != nil {
				return err
			}
			_, err := tx.Exec(`INSERT INTO balances (account, posted, held, seq, head) VALUES ($1, 0, 0, 0, 0)`, 999)
			return err
		},
		func(*ledger.Tx) error { return errOops })
	if errs[0] == nil || errs[1] == nil || !strings.Contains(errs[0].Error(), "COMMIT") {
		t.Errorf("a failed commit was answered by %v", errs)
	}
	if !errors.Is(errs[2], errOops) {
		t.Errorf("the refused one is told %v", errs[2])
	}
	if b := ledgertest.Balance(t, bank, wang); b.Posted != 0 {
		t.Errorf("balance %+v although nobody was told so", b)
	}
	if e := ledgertest.Deposit(t, bank, 2, wang, 15); e.ID != 1 {
		t.Errorf("the next entry is %d, want 1", e.ID)
	}
	ledgertest.Check(t, bank)
}

func TestFullDiskIsSaid(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	ledgertest.Deposit(t, bank, 1, wang, 60)
	limit := func(pages int) {
		ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
			_, err := tx.Exec(map[bool]string{true: `PRAGMA max_page_count = 1`, false: `PRAGMA max_page_count = 1000000`}[pages == 1])
			return err
		})
	}
	limit(1)
	err := bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.AddPolicy([]byte(strings.Repeat("long ", 10_000)), tx.Now, "test")
		return err
	})
	if !errors.Is(err, ledger.ErrDiskFull) {
		t.Errorf("a full disk gives %v", err)
	}
	limit(1_000_000)
	ledgertest.Deposit(t, bank, 2, wang, 60)
	ledgertest.Check(t, bank)
}

func TestWhoGaveUpIsNotRun(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	gone, cancel := context.WithCancel(ctx)
	cancel()
	runs := 0
	if errs := bank.Together(gone, deposit(1, wang, &runs)); !errors.Is(errs[0], context.Canceled) || runs != 0 {
		t.Errorf("told %v after %d runs", errs[0], runs)
	}
	if err := bank.Write(gone, deposit(1, wang, &runs)); !errors.Is(err, context.Canceled) || runs != 0 {
		t.Errorf("told %v after %d runs", err, runs)
	}
}

func TestWhoGivesUpInTheMiddleIsCarriedToTheEnd(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	leaving, cancel := context.WithCancel(ctx)
	var first ledger.Entry
	err := bank.Write(leaving, func(tx *ledger.Tx) (err error) {
		cancel()
		first, err = tx.Deposit(1, wang, 15, tx.Now, 0, "test")
		return err
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Fatalf("told %v", err)
	}
	if first.ID != 1 {
		t.Errorf("Write returned while its function was running") // or the race detector says so
	}
	if again := ledgertest.Deposit(t, bank, 1, wang, 15); !again.Repeated || again.ID != 1 {
		t.Errorf("asked again, the answer is %+v", again)
	}
}

func TestAFunctionThatEndsTheGoroutineLeavesNobodyWaiting(t *testing.T) {
	bank := ledgertest.Open(t)
	for range 2 {
		err := bank.Write(ctx, func(*ledger.Tx) error { runtime.Goexit(); return nil })
		if !errors.Is(err, ledger.ErrClosed) {
			t.Fatalf("told %v, want ErrClosed", err)
		}
	}
}

func TestAReaderThatEndsTheGoroutineKeepsNothing(t *testing.T) {
	bank := ledgertest.Open(t)
	for range 20 { // more often than there are connections
		done := make(chan bool)
		go func() {
			defer close(done)
			_ = bank.Read(ctx, func(v *ledger.View) error {
				rows, err := v.Query(`SELECT id FROM accounts`)
				if err != nil || !rows.Next() {
					t.Error("no account", err)
				}
				runtime.Goexit()
				return rows.Err()
			})
		}()
		<-done
	}
	ledgertest.Member(t, bank, 1)
}

func TestManyCallersShareTransactions(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	const callers = 200
	var wg sync.WaitGroup
	for visit := range int64(callers) {
		wg.Go(func() {
			var e ledger.Entry
			err := bank.Write(ctx, func(tx *ledger.Tx) (err error) {
				e, err = tx.Deposit(visit, wang, 1, tx.Now, 0, "test")
				return err
			})
			if err != nil || e.Ref != visit {
				t.Errorf("visit %d is told about visit %d, %v", visit, e.Ref, err)
			}
		})
	}
	wg.Wait()
	if b := ledgertest.Balance(t, bank, wang); b.Posted != callers || b.Seq != callers {
		t.Errorf("balance %+v, want %d", b, callers)
	}
	ledgertest.Check(t, bank)
}

// The benchmarks tell how much; here the best of some tries must be beyond
// doubt, even on a busy machine.
func TestDepositsSharingATransactionAreFaster(t *testing.T) {
	race := newRace(t, 64)
	var got rates
	for range 10 {
		if got = race.round(t, 50*time.Millisecond); got.bank > 1.5*got.single {
			return
		}
	}
	t.Errorf("64 callers deposit %.0f entries a second, %.1f in a transaction; one by one it is %.0f", got.bank, got.batch, got.single)
}
