package ledger_test

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"time"

	"hourline/ledger"
)

// A model is the bank as a reader of its documentation would build it in
// memory: no SQL, no transactions, no batches. The property test holds the
// bank against it.
type model struct {
	now      time.Time
	accounts map[ledger.AccountID]modelAccount
	entries  []ledger.Entry // entry n is at n-1
	keys     map[modelKey]ledger.EntryID
	ended    map[ledger.EntryID]ledger.Kind // holds, and how
	undone   map[ledger.EntryID]int64       // minutes of it
}

// A modelKey is what an entry is known by.
type modelKey struct {
	kind ledger.Kind
	ref  int64
}

func newModel() *model {
	return &model{accounts: map[ledger.AccountID]modelAccount{}, keys: map[modelKey]ledger.EntryID{}, ended: map[ledger.EntryID]ledger.Kind{}, undone: map[ledger.EntryID]int64{}}
}

type modelAccount struct {
	ledger.Balance
	unit   ledger.Unit
	floor  ledger.Floor
	closed bool
}

func (m *model) clone() *model {
	return &model{now: m.now, accounts: maps.Clone(m.accounts), entries: slices.Clone(m.entries),
		keys: maps.Clone(m.keys), ended: maps.Clone(m.ended), undone: maps.Clone(m.undone)}
}

// A command is one verb with its arguments.
type command interface {
	bank(tx *ledger.Tx) (ledger.Entry, error)
	model(m *model) (ledger.Entry, error)
}

type (
	postCommand    struct{ p ledger.Posting }
	holdCommand    struct{ p ledger.Posting }
	resolveCommand struct {
		kind   ledger.Kind
		hold   ledger.EntryID
		amount int64
	}
	reverseCommand struct {
		original ledger.EntryID
		amount   int64
		r        ledger.Reversal
	}
	closeCommand struct{ account ledger.AccountID }
)

func (c postCommand) bank(tx *ledger.Tx) (ledger.Entry, error) { return tx.Post(c.p) }
func (c holdCommand) bank(tx *ledger.Tx) (ledger.Entry, error) { return tx.Hold(c.p) }

func (c resolveCommand) bank(tx *ledger.Tx) (ledger.Entry, error) {
	switch c.kind {
	case ledger.KindPost:
		return tx.PostHold(c.hold, c.amount, ledger.Resolution{})
	case ledger.KindVoid:
		return tx.VoidHold(c.hold, ledger.Resolution{})
	}
	return tx.ExpireHold(c.hold, ledger.Resolution{})
}

func (c reverseCommand) bank(tx *ledger.Tx) (ledger.Entry, error) {
	return tx.Reverse(c.original, c.amount, c.r)
}

func (c closeCommand) bank(tx *ledger.Tx) (ledger.Entry, error) {
	return ledger.Entry{}, tx.CloseAccount(c.account)
}

func (c postCommand) model(m *model) (ledger.Entry, error) { return m.ask(c.p, c.p.Amount, 0) }
func (c holdCommand) model(m *model) (ledger.Entry, error) { return m.ask(c.p, 0, c.p.Amount) }

func (m *model) ask(p ledger.Posting, amount, held int64) (ledger.Entry, error) {
	if p.Amount < 1 || p.Debit == p.Credit {
		return ledger.Entry{}, ledger.ErrInvalid
	}
	return m.add(ledger.Entry{Kind: p.Kind, Ref: p.Ref, Debit: p.Debit, Credit: p.Credit,
		Amount: amount, Held: held, EffectiveAt: p.EffectiveAt})
}

func (c resolveCommand) model(m *model) (ledger.Entry, error) {
	if c.kind == ledger.KindPost && c.amount < 1 {
		return ledger.Entry{}, ledger.ErrInvalid
	}
	h, ok := m.entry(c.hold)
	switch {
	case !ok:
		return ledger.Entry{}, ledger.ErrNoEntry
	case h.Held <= 0:
		return ledger.Entry{}, ledger.ErrNotHold
	case c.kind == ledger.KindPost && c.amount > h.Held:
		return ledger.Entry{}, ledger.ErrTooMuch
	}
	if how := m.ended[h.ID]; how != "" && how != c.kind {
		return ledger.Entry{}, ledger.ErrResolved
	}
	amount := c.amount
	if c.kind != ledger.KindPost {
		amount = 0
	}
	return m.add(ledger.Entry{Kind: c.kind, Ref: int64(h.ID), Debit: h.Debit, Credit: h.Credit,
		Amount: amount, Held: -h.Held, Resolves: h.ID})
}

func (c reverseCommand) model(m *model) (ledger.Entry, error) {
	o, ok := m.entry(c.original)
	switch {
	case !ok:
		return ledger.Entry{}, ledger.ErrNoEntry
	case o.Amount == 0 || o.Undoes != 0:
		return ledger.Entry{}, ledger.ErrNotReversible
	case c.amount < 1:
		return ledger.Entry{}, ledger.ErrInvalid
	}
	if left := o.Amount - m.undone[o.ID]; c.amount > left && m.find(c.r.Kind, c.r.Ref) == nil {
		return ledger.Entry{}, ledger.ErrTooMuch
	}
	return m.add(ledger.Entry{Kind: c.r.Kind, Ref: c.r.Ref, Debit: o.Credit, Credit: o.Debit,
		Amount: c.amount, Undoes: o.ID})
}

func (c closeCommand) model(m *model) (ledger.Entry, error) {
	a, ok := m.accounts[c.account]
	switch {
	case !ok:
		return ledger.Entry{}, ledger.ErrNoAccount
	case a.Posted != 0 || a.Held != 0:
		return ledger.Entry{}, ledger.ErrNotZero
	}
	a.closed = true
	m.accounts[c.account] = a
	return ledger.Entry{}, nil
}

func (m *model) entry(id ledger.EntryID) (ledger.Entry, bool) {
	if id < 1 || int(id) > len(m.entries) {
		return ledger.Entry{}, false
	}
	return m.entries[id-1], true
}

func (m *model) find(kind ledger.Kind, ref int64) *ledger.Entry {
	id := m.keys[modelKey{kind, ref}]
	if id == 0 {
		return nil
	}
	return &m.entries[id-1]
}

func (m *model) add(e ledger.Entry) (ledger.Entry, error) {
	e.EffectiveAt = cmp.Or(e.EffectiveAt, m.now)
	if first := m.find(e.Kind, e.Ref); first != nil {
		same := first.Debit == e.Debit && first.Credit == e.Credit && first.Amount == e.Amount &&
			first.Held == e.Held && first.Undoes == e.Undoes && first.Resolves == e.Resolves
		if !same {
			return ledger.Entry{}, ledger.ErrKeyReused
		}
		again := *first
		again.Repeated = true
		return again, nil
	}
	debit, ok := m.accounts[e.Debit]
	credit, ok2 := m.accounts[e.Credit]
	switch {
	case !ok || !ok2:
		return ledger.Entry{}, ledger.ErrNoAccount
	case debit.unit != credit.unit:
		return ledger.Entry{}, ledger.ErrInvalid
	case (debit.closed || credit.closed) && !(e.Amount == 0 && e.Held < 0):
		return ledger.Entry{}, ledger.ErrAccountClosed
	}
	e.ID = ledger.EntryID(len(m.entries) + 1)
	e.RecordedAt = m.now
	e.DebitSide = debit.move(e.ID, -e.Amount, e.Held)
	e.CreditSide = credit.move(e.ID, e.Amount, 0)
	if debit.floor != ledger.Unlimited && debit.Available() < int64(debit.floor) {
		return ledger.Entry{}, ledger.ErrInsufficient
	}
	m.accounts[e.Debit], m.accounts[e.Credit] = debit, credit
	m.entries = append(m.entries, e)
	m.keys[modelKey{e.Kind, e.Ref}] = e.ID
	m.undone[e.Undoes] += e.Amount
	if e.Resolves != 0 {
		m.ended[e.Resolves] = e.Kind
	}
	return e, nil
}

func (a *modelAccount) move(id ledger.EntryID, posted, held int64) ledger.Side {
	side := ledger.Side{Prev: a.Head, Seq: a.Seq + 1, Posted: a.Posted + posted, Held: a.Held + held}
	a.Balance = ledger.Balance{Posted: side.Posted, Held: side.Held, Seq: side.Seq, Head: id}
	return side
}

// A group is some commands in one transaction. A strict one gives up at the
// first refusal; a lenient one goes on, and keeps what was done.
type group struct {
	commands []command
	lenient  bool
}

// A reply is what a command came to.
type reply struct {
	entry ledger.Entry
	err   error
}

var errGivenUp = errors.New("the group was given up")

func (g group) run(do func(command) (ledger.Entry, error)) (replies []reply, err error) {
	for _, c := range g.commands {
		e, err := do(c)
		replies = append(replies, reply{e, err})
		if err != nil && !g.lenient {
			return replies, errGivenUp
		}
	}
	return replies, nil
}

// onModel runs g all or nothing.
func (g group) onModel(m *model) ([]reply, error) {
	trial := m.clone()
	replies, err := g.run(func(c command) (ledger.Entry, error) { return c.model(trial) })
	if err == nil {
		*m = *trial
	}
	return replies, err
}
