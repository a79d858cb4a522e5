package ledger_test

import (
	"errors"
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

var (
	commands     = flag.Int("commands", 100_000, "how many commands a long life of a bank has")
	commandsSeed = flag.Uint64("commands-seed", 0, "chooses them; 0 takes a new one")
)

// A bank lives long: a hundred thousand commands, many of them given before,
// some of them senseless. Each is answered as the model answers it, and after
// every transaction all balances are the model's.
func TestALongLifeIsThatOfTheModel(t *testing.T) {
	t.Parallel()
	if *commandsSeed == 0 {
		*commandsSeed = rand.Uint64()
	}
	t.Logf("%d commands, -commands-seed %d", *commands, *commandsSeed)
	p, chance := newPair(t), rand.New(rand.NewPCG(*commandsSeed, 1))
	const together = 500
	refused, repeated := 0, 0
	for done := 0; done < *commands; done += together {
		p.clock.Advance(time.Duration(chance.IntN(3)) * time.Minute)
		p.model.now = p.clock.Now().UTC()
		given := make([]command, together)
		for i := range given {
			if given[i] = anyCommand(chance, len(p.model.entries)); i > 0 && chance.IntN(4) == 0 {
				given[i] = given[chance.IntN(i)] // the same again
			}
		}
		var got []reply
		ledgertest.Write(t, p.bank, func(tx *ledger.Tx) error {
			got, _ = group{given, true}.run(func(c command) (ledger.Entry, error) { return c.bank(tx) })
			return nil
		})
		for i, c := range given {
			want, err := c.model(p.model)
			if !errors.Is(got[i].err, err) || got[i].entry != want {
				t.Fatalf("command %d, %+v, gives\n     %+v, %v\nwant %+v, %v", done+i, c, got[i].entry, got[i].err, want, err)
			}
			if err != nil {
				refused++
			} else if want.Repeated {
				repeated++
			}
		}
		p.compareBalances(t)
	}
	t.Logf("%d were refused, %d were repetitions, %d entries", refused, repeated, len(p.model.entries))
	ledgertest.Check(t, p.bank)
}

func (p *pair) compareBalances(t *testing.T) {
	ledgertest.Read(t, p.bank, func(v *ledger.View) error {
		for id, want := range p.model.accounts {
			b, err := v.Balance(id)
			if err != nil {
				return err
			}
			if b != want.Balance {
				t.Errorf("account %d has %+v, want %+v", id, b, want.Balance)
			}
			if a := want; a.floor != ledger.Unlimited && b.Available() < int64(a.floor) {
				t.Errorf("account %d is below its floor: %+v", id, b)
			}
		}
		return nil
	})
	if t.Failed() {
		t.FailNow()
	}
}

// anyCommand is one of those that people give, of few accounts and references,
// so that they meet.
func anyCommand(chance *rand.Rand, entries int) command {
	accounts := []ledger.AccountID{ledger.Issued, ledger.RedeemedGoods, ledger.Paid, 8, 9, 10, 11, 12}
	account := func() ledger.AccountID { return accounts[chance.IntN(len(accounts))] }
	entry := ledger.EntryID(max(entries-chance.IntN(400), 1))
	p := ledger.Posting{Debit: account(), Credit: account(), Amount: chance.Int64N(61), Kind: "gift", Ref: chance.Int64N(100_000)}
	if chance.IntN(3) == 0 { // or nobody would have anything
		p.Debit, p.Credit, p.Kind = ledger.Issued, accounts[3+chance.IntN(4)], "visit"
	}
	switch chance.IntN(10) {
	case 0, 1, 2, 3, 4:
		return postCommand{p}
	case 5, 6:
		p.Kind = "hold"
		return holdCommand{p}
	case 7, 8:
		return resolveCommand{[]ledger.Kind{ledger.KindPost, ledger.KindVoid, ledger.KindExpire}[chance.IntN(3)], entry, chance.Int64N(61)}
	}
	return reverseCommand{entry, chance.Int64N(61), ledger.Reversal{Kind: "reversal", Ref: chance.Int64N(100_000)}}
}
