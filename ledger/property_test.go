package ledger_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hourline/ledger"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
)

// TestBankBehavesLikeTheModel gives random commands, in random groups, from
// many callers at once, to the bank and to the model, and compares every reply
// and after each batch the whole state.
func TestBankBehavesLikeTheModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := newPair(t)
		defer p.bank.Close()
		for range rapid.IntRange(1, 6).Draw(r, "batches") {
			p.clock.Advance(time.Duration(rapid.IntRange(0, 3).Draw(r, "minutes")) * time.Minute)
			groups := rapid.SliceOfN(drawGroup(), 1, 6).Draw(r, "groups")
			replies := p.send(r, groups, rapid.Bool().Draw(r, "one transaction"))
			p.compareReplies(r, groups, replies)
			p.compareState(r)
		}
		ledgertest.Check(t, p.bank)
	})
}

// A pair is a bank and its model, with the same accounts.
type pair struct {
	bank  *ledger.Bank
	model *model
	clock *clock.Manual
	past  []*model // after each batch
}

func newPair(t *testing.T) *pair {
	p := &pair{clock: ledgertest.Clock(t), model: newModel()}
	p.bank = ledgertest.Open(t, ledgertest.WithClock(p.clock))
	for n := range 4 {
		ledgertest.Member(t, p.bank, n)
	}
	ledgertest.Account(t, p.bank, "fund/donors", ledger.Fen, 0)
	ledgertest.Read(t, p.bank, func(v *ledger.View) error {
		for id := ledger.Issued; id <= 12; id++ {
			a, err := v.AccountByID(id)
			if err != nil {
				return err
			}
			p.model.accounts[id] = modelAccount{unit: a.Unit, floor: a.Floor}
		}
		return nil
	})
	return p
}

// Few accounts, references and amounts, so that commands meet.
var (
	drawAccount = rapid.SampledFrom([]ledger.AccountID{ledger.Issued, ledger.RedeemedGoods, ledger.Paid, 8, 9, 10, 11, 12, 13})
	drawKind    = rapid.SampledFrom([]ledger.Kind{"visit", "gift"})
	drawRef     = rapid.Int64Range(1, 12)
	drawAmount  = rapid.Int64Range(0, 60)
	drawEntry   = rapid.Custom(func(r *rapid.T) ledger.EntryID { return ledger.EntryID(rapid.Int64Range(0, 25).Draw(r, "entry")) })
)

func drawPosting(r *rapid.T) ledger.Posting {
	p := ledger.Posting{
		Debit: drawAccount.Draw(r, "debit"), Credit: drawAccount.Draw(r, "credit"),
		Amount: drawAmount.Draw(r, "amount"), Kind: drawKind.Draw(r, "kind"), Ref: drawRef.Draw(r, "ref"),
	}
	if rapid.Bool().Draw(r, "deposit") { // or nobody would have anything
		p.Debit, p.Credit = ledger.Issued, 8
	}
	return p
}

func drawGroup() *rapid.Generator[group] {
	one := rapid.Custom(func(r *rapid.T) command {
		switch rapid.IntRange(0, 9).Draw(r, "verb") {
		case 0, 1, 2, 3:
			return postCommand{drawPosting(r)}
		case 4, 5:
			return holdCommand{drawPosting(r)}
		case 6, 7:
			kind := rapid.SampledFrom([]ledger.Kind{ledger.KindPost, ledger.KindVoid, ledger.KindExpire}).Draw(r, "end")
			return resolveCommand{kind, drawEntry.Draw(r, "hold"), drawAmount.Draw(r, "amount")}
		case 8:
			return reverseCommand{drawEntry.Draw(r, "original"), drawAmount.Draw(r, "amount"),
				ledger.Reversal{Kind: "reversal", Ref: drawRef.Draw(r, "ref")}}
		}
		return closeCommand{drawAccount.Draw(r, "account")}
	})
	return rapid.Custom(func(r *rapid.T) group {
		return group{rapid.SliceOfN(one, 1, 4).Draw(r, "commands"), rapid.Bool().Draw(r, "lenient")}
	})
}

// A groupReply is what one caller saw, and when its last run had its turn.
type groupReply struct {
	order   int
	replies []reply
	err     error
}

// send gives all groups to the bank at once.
func (p *pair) send(r *rapid.T, groups []group, together bool) []groupReply {
	got := make([]groupReply, len(groups))
	turns := 0 // the writer is one goroutine, so it needs no lock
	fns := make([]func(*ledger.Tx) error, len(groups))
	for i, g := range groups {
		fns[i] = func(tx *ledger.Tx) error {
			turns++
			got[i].order = turns
			var err error
			got[i].replies, err = g.run(func(c command) (ledger.Entry, error) { return c.bank(tx) })
			return err
		}
	}
	if together {
		for i, err := range p.bank.Together(ctx, fns...) {
			got[i].err = err
		}
		return got
	}
	var wg sync.WaitGroup
	for i, fn := range fns {
		wg.Go(func() { got[i].err = p.bank.Write(ctx, fn) })
	}
	wg.Wait()
	return got
}

// compareReplies runs the groups on the model, in the order of the bank.
func (p *pair) compareReplies(r *rapid.T, groups []group, got []groupReply) {
	p.model.now = p.clock.Now().UTC()
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return got[a].order - got[b].order })
	for _, i := range order {
		replies, err := groups[i].onModel(p.model)
		if !errors.Is(got[i].err, err) {
			r.Fatalf("group %+v is told %v, want %v", groups[i], got[i].err, err)
		}
		for j, want := range replies {
			if g := got[i].replies[j]; !errors.Is(g.err, want.err) || g.entry != want.entry {
				r.Fatalf("%+v gives\n     %+v, %v\nwant %+v, %v", groups[i].commands[j], g.entry, g.err, want.entry, want.err)
			}
		}
	}
	p.past = append(p.past, p.model.clone())
}

func (p *pair) compareState(r *rapid.T) {
	looked := drawAccount.Draw(r, "looked at")
	err := p.bank.Read(ctx, func(v *ledger.View) error {
		p.compareEntries(r, v)
		for id, want := range p.model.accounts {
			if b, err := v.Balance(id); err != nil || b != want.Balance {
				r.Fatalf("account %d has %+v, %v, want %+v", id, b, err, want.Balance)
			}
		}
		if _, there := p.model.accounts[looked]; there {
			p.compareStatement(r, v, looked)
			p.comparePast(r, v, looked, rapid.SampledFrom(p.past).Draw(r, "past"))
		}
		return nil
	})
	if err != nil {
		r.Fatal(err)
	}
}

// compareEntries looks at the entries of this batch and past the end.
func (p *pair) compareEntries(r *rapid.T, v *ledger.View) {
	seen := 0
	if n := len(p.past); n > 1 {
		seen = len(p.past[n-2].entries)
	}
	for _, want := range p.model.entries[seen:] {
		if e, err := v.Entry(want.ID); err != nil || e != want {
			r.Fatalf("the entry is\n     %+v, %v\nwant %+v", e, err, want)
		}
	}
	if _, err := v.Entry(ledger.EntryID(len(p.model.entries) + 1)); !errors.Is(err, ledger.ErrNoEntry) {
		r.Fatalf("there is one entry too many: %v", err)
	}
}

func (p *pair) compareStatement(r *rapid.T, v *ledger.View, id ledger.AccountID) {
	lines, err := v.Statement(id, 1000)
	if err != nil {
		r.Fatal(err)
	}
	slices.Reverse(lines)
	for _, want := range p.model.entries {
		if want.Debit != id && want.Credit != id {
			continue
		}
		if len(lines) == 0 || lines[0].Entry != want {
			r.Fatalf("the statement of account %d lacks %+v", id, want)
		}
		lines = lines[1:]
	}
	if len(lines) != 0 {
		r.Fatalf("the statement of account %d has %+v as well", id, lines)
	}
}

// comparePast: batches at one moment are one past; the last of them counts.
func (p *pair) comparePast(r *rapid.T, v *ledger.View, id ledger.AccountID, then *model) {
	last := p.past[len(p.past)-1]
	for _, m := range p.past {
		if m.now.Equal(then.now) {
			last = m
		}
	}
	if b, err := v.BalanceAt(id, then.now); err != nil || b != last.accounts[id].Balance {
		r.Fatalf("at %s account %d had %+v, %v, want %+v", then.now, id, b, err, last.accounts[id].Balance)
	}
}
