package ledger_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// What the writer remembers must never show: SQL in the same transaction reads
// what the entries so far have made of the balances.
func TestSQLSeesTheEntriesOfItsOwnTransaction(t *testing.T) {
	one := func(text string) func(tx *ledger.Tx, id ledger.AccountID) (int64, error) {
		return func(tx *ledger.Tx, id ledger.AccountID) (n int64, err error) {
			return n, tx.QueryRow(text, id).Scan(&n)
		}
	}
	reads := map[string]func(tx *ledger.Tx, id ledger.AccountID) (int64, error){
		"the table":      one(`SELECT posted FROM balances WHERE account = $1`),
		"a view":         one(`SELECT posted FROM purses WHERE account = $1`),
		"RETURNING":      one(`UPDATE balances SET floor = 0 WHERE account = $1 RETURNING posted`),
		"the other side": one(`SELECT -posted FROM balances WHERE account <> $1 AND posted < 0`),
		"a loop": func(tx *ledger.Tx, id ledger.AccountID) (n int64, err error) {
			rows, err := tx.Query(`SELECT posted FROM balances WHERE account = $1`, id)
			if err != nil {
				return 0, err
			}
			for rows.Next() {
				err = rows.Scan(&n)
			}
			return n, err
		},
		"a copy by SQL": func(tx *ledger.Tx, id ledger.AccountID) (n int64, err error) {
			if _, err := tx.Exec(`INSERT INTO copies SELECT posted FROM balances WHERE account = $1`, id); err != nil {
				return 0, err
			}
			return n, tx.QueryRow(`SELECT max(id) FROM copies`).Scan(&n)
		},
		"Balance": func(tx *ledger.Tx, id ledger.AccountID) (int64, error) {
			b, err := tx.Balance(id)
			return b.Posted, err
		},
		"BalanceAt": func(tx *ledger.Tx, id ledger.AccountID) (int64, error) {
			b, err := tx.BalanceAt(id, tx.Now)
			return b.Posted, err
		},
		"Statement": func(tx *ledger.Tx, id ledger.AccountID) (int64, error) {
			lines, err := tx.Statement(id, 1)
			if err != nil || len(lines) == 0 {
				return 0, err
			}
			return lines[0].Balance, nil
		},
	}
	for label, read := range reads {
		t.Run(label, func(t *testing.T) {
			bank := ledgertest.Open(t, ledgertest.WithSchema(toy("00001_copies.sql")))
			wang := ledgertest.Member(t, bank, 17)
			ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
				_, err := tx.Exec(`CREATE VIEW purses AS SELECT account, posted FROM balances`)
				return err
			})
			for visit := range int64(3) {
				ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
					for twice := range int64(2) {
						if _, err := tx.Deposit(2*visit+twice, wang, 10, tx.Now, 0, "test"); err != nil {
							return err
						}
						if got, err := read(tx, wang); err != nil || got != 20*visit+10*twice+10 {
							t.Errorf("after deposit %d it reads %d, %v", 2*visit+twice, got, err)
						}
					}
					return nil
				})
			}
			ledgertest.Check(t, bank)
		})
	}
}

// Whatever changes accounts or balances by SQL is believed at once.
func TestEntriesSeeWhatSQLChanged(t *testing.T) {
	b := openBooks(t)
	peer := ledgertest.Account(t, b.bank, "peer/next-town", ledger.Minutes, 0)
	spend := func(tx *ledger.Tx, ref int64) error {
		_, err := tx.Post(ledger.Posting{Debit: peer, Credit: ledger.RedeemedGoods, Amount: 10, Kind: "goods", Ref: ref})
		return err
	}
	if err := b.bank.Write(ctx, func(tx *ledger.Tx) error { return spend(tx, 1) }); !errors.Is(err, ledger.ErrInsufficient) {
		t.Fatalf("with nothing on the account: %v", err)
	}
	ledgertest.Write(t, b.bank, func(tx *ledger.Tx) error {
		if _, err := tx.Exec(`UPDATE balances SET floor = -15 WHERE account = $1`, peer); err != nil {
			return err
		}
		return spend(tx, 1)
	})
	ledgertest.Write(t, b.bank, func(tx *ledger.Tx) error {
		var floor int64
		if err := tx.QueryRow(`UPDATE balances SET floor = -20 WHERE account = $1 RETURNING floor`, peer).Scan(&floor); err != nil {
			return err
		}
		return spend(tx, 2)
	})
	if err := b.bank.Write(ctx, func(tx *ledger.Tx) error { return spend(tx, 3) }); !errors.Is(err, ledger.ErrInsufficient) {
		t.Errorf("below the new floor: %v", err)
	}
	b.stands(peer, -20, 0)
}

func TestClosingAndOpeningCountAtOnce(t *testing.T) {
	b := openBooks(t)
	errs := b.bank.Together(ctx,
		func(tx *ledger.Tx) error {
			for _, p := range []ledger.Posting{b.gift(), {Debit: b.li, Credit: b.wang, Amount: 40, Kind: "gift", Ref: 8}} {
				if _, err := tx.Post(p); err != nil {
					return err
				}
			}
			return tx.CloseAccount(b.li)
		},
		func(tx *ledger.Tx) error {
			_, err := tx.Deposit(2, b.li, 15, tx.Now, 0, "test")
			return err
		},
		func(tx *ledger.Tx) error {
			id, err := tx.OpenAccount("member/3", ledger.Minutes, 0)
			if err == nil {
				_, err = tx.Deposit(3, id, 15, tx.Now, 0, "test")
			}
			return err
		})
	if errs[0] != nil || !errors.Is(errs[1], ledger.ErrAccountClosed) || errs[2] != nil {
		t.Errorf("told %v", errs)
	}
}

func TestARepeatWritesNothing(t *testing.T) {
	b := openBooks(t)
	runs := 0
	errs := b.bank.Together(ctx,
		deposit(2, b.li, &runs),
		func(tx *ledger.Tx) error { // its refusal comes before any writing, or the first would run twice
			if e, err := tx.Deposit(1, b.wang, 100, tx.Now, 0, "test"); err != nil || !e.Repeated || e.ID != 1 {
				t.Errorf("asked again: %+v, %v", e, err)
			}
			return errOops
		})
	if errs[0] != nil || !errors.Is(errs[1], errOops) || runs != 1 {
		t.Errorf("told %v after %d runs", errs, runs)
	}
}

func TestARepeatIsAnsweredWhateverHappenedSince(t *testing.T) {
	b := openBooks(t)
	gift := b.must(post(b.gift()))
	b.must(post(ledger.Posting{Debit: b.wang, Credit: ledger.RedeemedGoods, Amount: 60, Kind: "goods", Ref: 1})) // nothing is left
	b.must(post(ledger.Posting{Debit: b.li, Credit: ledger.RedeemedGoods, Amount: 40, Kind: "goods", Ref: 2}))
	ledgertest.Write(t, b.bank, func(tx *ledger.Tx) error { return tx.CloseAccount(b.li) })
	if again := b.must(post(b.gift())); !again.Repeated || again.ID != gift.ID {
		t.Errorf("asked again: %+v", again)
	}
	other := b.gift()
	other.Amount = 41
	if _, err := b.do(post(other)); !errors.Is(err, ledger.ErrKeyReused) {
		t.Errorf("the same key with another amount: %v", err)
	}
	other.Ref = 8
	if _, err := b.do(post(other)); !errors.Is(err, ledger.ErrAccountClosed) {
		t.Errorf("another key: %v", err)
	}
}

// strict makes the database refuse a balance only when it is written, which
// may be after the function that posted has returned.
func strict(t *testing.T, bank *ledger.Bank, most int) {
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		_, err := tx.Exec(fmt.Sprintf(`CREATE TRIGGER strict BEFORE UPDATE ON balances WHEN new.posted > %d
			BEGIN SELECT RAISE(ABORT, 'nobody has so much'); END`, most))
		return err
	})
}

func TestABalanceThatCannotBeWrittenHurtsOnlyItsOwner(t *testing.T) {
	tests := []struct {
		label string
		next  func(tx *ledger.Tx) error // the turn behind the guilty one
		want  error
	}{
		{"nobody reads", func(tx *ledger.Tx) error { return nil }, nil},
		{"the next one reads", func(tx *ledger.Tx) error {
			var n int
			return tx.QueryRow(`SELECT count(*) FROM balances`).Scan(&n)
		}, nil},
		{"the next one reads and does not listen", func(tx *ledger.Tx) error {
			_, _ = tx.Query(`SELECT posted FROM balances`)
			return nil
		}, nil},
		{"the next one reads and has an excuse", func(tx *ledger.Tx) error {
			_, _ = tx.Query(`SELECT posted FROM balances`)
			return errOops
		}, errOops},
	}
	for _, tt := range tests {
		t.Run(tt.label, func(t *testing.T) {
			bank := ledgertest.Open(t)
			wang, li := ledgertest.Member(t, bank, 1), ledgertest.Member(t, bank, 2)
			strict(t, bank, 100)
			runs := 0
			errs := bank.Together(ctx,
				deposit(1, li, &runs),
				func(tx *ledger.Tx) error {
					_, err := tx.Deposit(2, wang, 200, tx.Now, 0, "test")
					return err
				},
				tt.next,
				deposit(3, li, &runs))
			if errs[0] != nil || errs[3] != nil || !errors.Is(errs[2], tt.want) {
				t.Errorf("the others are told %v", errs)
			}
			if errs[1] == nil || !strings.Contains(errs[1].Error(), "nobody has so much") {
				t.Errorf("the guilty one is told %v", errs[1])
			}
			if b := ledgertest.Balance(t, bank, wang); b.Posted != 0 {
				t.Errorf("the guilty one has %+v", b)
			}
			if e := ledgertest.Deposit(t, bank, 4, li, 15); e.ID != 3 || e.CreditSide.Posted != 45 {
				t.Errorf("the next entry is %+v", e)
			}
			ledgertest.Check(t, bank)
		})
	}
}

func TestNobodyElseEndsATransaction(t *testing.T) {
	for _, text := range []string{`COMMIT`, `rollback`, ` ; END`, `SAVEPOINT a`, `RELEASE a`, `BEGIN`} {
		bank := ledgertest.Open(t)
		wang := ledgertest.Member(t, bank, 17)
		runs := 0
		errs := bank.Together(ctx,
			deposit(1, wang, &runs),
			func(tx *ledger.Tx) error { _, _ = tx.Exec(text); return nil },
			func(tx *ledger.Tx) error { _, _ = tx.Query(text); return nil },
			deposit(2, wang, &runs))
		if errs[0] != nil || errs[1] == nil || errs[2] == nil || errs[3] != nil {
			t.Errorf("%s: told %v", text, errs)
		}
		if b := ledgertest.Balance(t, bank, wang); b.Posted != 30 {
			t.Errorf("%s: the balance is %+v, want 30", text, b)
		}
		ledgertest.Check(t, bank)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	b := openBooks(t)
	b.bank.RememberAtMost(3)
	for visit := range int64(20) {
		ledgertest.Deposit(t, b.bank, 100+visit, []ledger.AccountID{b.wang, b.li, ledger.Suspense, ledger.RedeemedGoods}[visit%4], 15)
		if known, _ := b.bank.Remembered(); len(known) > 3 {
			t.Fatalf("%d accounts are remembered", len(known))
		}
	}
	b.stands(b.li, 75, 0)
}

// TestMemoryRowsAndJournalAgree gives random groups of callers, of whom some
// fail in every way there is, and holds against each other, after each
// transaction, what the writer remembers, the rows, and the fold.
func TestMemoryRowsAndJournalAgree(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := newPair(t)
		defer p.bank.Close()
		strict(t, p.bank, 150)
		p.bank.RememberAtMost(rapid.IntRange(0, 8).Draw(r, "most"))
		for range rapid.IntRange(1, 6).Draw(r, "transactions") {
			callers := rapid.SliceOfN(drawCaller(), 1, 6).Draw(r, "callers")
			fns := make([]func(*ledger.Tx) error, len(callers))
			for i, c := range callers {
				fns[i] = func(tx *ledger.Tx) error { return c.run(r, tx) }
			}
			p.bank.Together(ctx, fns...)
			compareMemory(r, p.bank)
			ledgertest.Check(t, p.bank)
		}
	})
}

// A caller runs its commands, and its mischief after some of them.
type caller struct {
	group
	mischief string
	after    int
}

var mischiefs = []string{"", "error", "panic", "failed statement", "read", "update", "rollback", "open"}

func drawCaller() *rapid.Generator[caller] {
	return rapid.Custom(func(r *rapid.T) caller {
		return caller{drawGroup().Draw(r, "group"), rapid.SampledFrom(mischiefs).Draw(r, "mischief"), rapid.IntRange(0, 4).Draw(r, "after")}
	})
}

func (c caller) run(r *rapid.T, tx *ledger.Tx) error {
	c.lenient = true
	done := 0
	_, err := c.group.run(func(cmd command) (ledger.Entry, error) {
		if done++; done == c.after {
			if err := c.misbehave(r, tx); err != nil {
				return ledger.Entry{}, err
			}
		}
		return cmd.bank(tx)
	})
	if c.mischief == "error" {
		return errOops
	}
	return err
}

func (c caller) misbehave(r *rapid.T, tx *ledger.Tx) (err error) {
	switch c.mischief {
	case "panic":
		panic("oops")
	case "failed statement":
		_, _ = tx.Exec(`UPDATE balances SET held = -1 WHERE account = $1`, 8)
	case "read":
		var sum int64
		err = tx.QueryRow(`SELECT coalesce(sum(b.posted), 0) FROM balances b JOIN accounts a ON a.id = b.account WHERE a.unit = $1`, "minutes").Scan(&sum)
		if err == nil && sum != 0 {
			r.Errorf("inside a transaction all balances come to %d", sum)
		}
	case "update":
		_, err = tx.Exec(`UPDATE balances SET held = held WHERE account > $1`, 0)
	case "rollback":
		_, _ = tx.Exec(`ROLLBACK`)
	case "open":
		_, err = tx.OpenAccount("pool/north", ledger.Minutes, 0)
	}
	return err
}

func compareMemory(r *rapid.T, bank *ledger.Bank) {
	known, unwritten := bank.Remembered()
	if unwritten != 0 {
		r.Fatalf("%d balances are not written", unwritten)
	}
	err := bank.Read(ctx, func(v *ledger.View) error {
		for id, want := range known {
			if b, err := v.Balance(id); err != nil || b != want {
				r.Fatalf("account %d has %+v, %v, and the writer remembers %+v", id, b, err, want)
			}
		}
		return nil
	})
	if err != nil {
		r.Fatal(err)
	}
}
