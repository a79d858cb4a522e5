package ledger

import (
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// An EntryID numbers an entry in the journal: 1, 2, 3, without gaps.
type EntryID int64

// A Kind says what an entry's reference means. Together they are its natural
// key: there is one entry for each visit that is deposited.
type Kind string

// Kinds that the ledger gives out itself; the other rooms have their own.
const (
	KindDeposit Kind = "deposit" // the reference is a visit
	KindPost    Kind = "post"    // of a hold, which is the reference; so for the next two
	KindVoid    Kind = "void"
	KindExpire  Kind = "expire"
)

// An Entry moves Amount from the Debit account to the Credit account and
// changes by Held what is set aside on the Debit account. Entries are never
// changed; a mistake is corrected by an entry that Undoes it.
type Entry struct {
	ID          EntryID
	RecordedAt  time.Time // when the bank wrote it, never earlier than the entry before
	EffectiveAt time.Time // when it happened
	Kind        Kind
	Ref         int64 // what it is about, by Kind

	Debit, Credit AccountID // of one unit, never equal
	Amount        int64     // whole minutes or fen; 0 in a hold and in the end of one that is not posted
	Held          int64     // above 0 in a hold, below 0 in the end of one, else 0

	Undoes   EntryID // the entry that this one takes back, in part or whole, or 0
	Resolves EntryID // the hold that this one ends, or 0
	Policy   int64   // version in force, or 0
	Actor    string  // who did it

	DebitSide, CreditSide Side

	Repeated bool // it was recorded before; nothing was written this time
}

// A Side is what an entry is to one of its accounts.
type Side struct {
	Prev   EntryID // the account's entry before this one, 0 when it is the first
	Seq    int64   // this is the account's Seq-th entry, from 1
	Posted int64   // the account's balance after it
	Held   int64   // what is held on the account after it
}

// SideOf is the account's side of e, which must concern it.
func (e Entry) SideOf(account AccountID) Side {
	if account == e.Debit {
		return e.DebitSide
	}
	return e.CreditSide
}

// Entry is the entry numbered id, or ErrNoEntry.
func (v *View) Entry(id EntryID) (Entry, error) {
	e, err := scanEntry(v.queryRow(`SELECT `+entryColumns+` FROM entries WHERE id = $1`, id))
	if err != nil {
		return e, fmt.Errorf("entry %d: %w", id, err)
	}
	return e, nil
}

// EntryFor is the entry with this natural key, or ErrNoEntry.
func (v *View) EntryFor(kind Kind, ref int64) (Entry, error) {
	e, err := scanEntry(v.queryRow(`SELECT `+entryColumns+` FROM entries WHERE ref = $1 AND kind = $2`, ref, kind))
	if err != nil {
		return e, fmt.Errorf("%s %d: %w", kind, ref, err)
	}
	return e, nil
}

// recorded tells whether the natural key is taken.
func (v *View) recorded(kind Kind, ref int64) (found bool, err error) {
	err = v.queryRow(`SELECT EXISTS (SELECT 1 FROM entries WHERE ref = $1 AND kind = $2)`, ref, kind).Scan(&found)
	return found, err
}

const entryColumns = `id, recorded_at, effective_at, kind, ref, debit, credit, amount, held,
	coalesce(undoes, 0), coalesce(resolves, 0), coalesce(policy, 0), actor,
	debit_prev, debit_seq, debit_after, debit_held, credit_prev, credit_seq, credit_after, credit_held`

// fields are e's places for entryColumns, with the two times apart. They are
// plain numbers, for database/sql reads others by way of their digits.
func (e *Entry) fields(recorded, effective *int64) []any {
	d, c := &e.DebitSide, &e.CreditSide
	return []any{(*int64)(&e.ID), recorded, effective, (*string)(&e.Kind), &e.Ref, (*int64)(&e.Debit), (*int64)(&e.Credit), &e.Amount, &e.Held,
		(*int64)(&e.Undoes), (*int64)(&e.Resolves), &e.Policy, &e.Actor,
		(*int64)(&d.Prev), &d.Seq, &d.Posted, &d.Held, (*int64)(&c.Prev), &c.Seq, &c.Posted, &c.Held}
}

func scanEntry(row interface{ Scan(...any) error }) (Entry, error) {
	var e Entry
	var recorded, effective int64
	err := row.Scan(e.fields(&recorded, &effective)...)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoEntry
	}
	if err != nil {
		return Entry{}, err
	}
	e.RecordedAt, e.EffectiveAt = fromMilli(recorded), fromMilli(effective)
	return e, nil
}

// insertEntry writes e as it stands, unless its natural key is taken.
func (tx *Tx) insertEntry(e Entry) (written bool, err error) {
	d, c := e.DebitSide, e.CreditSide
	return tx.insert(`INSERT INTO entries (id, recorded_at, effective_at, kind, ref, debit, credit, amount, held,
		undoes, resolves, policy, actor,
		debit_prev, debit_seq, debit_after, debit_held, credit_prev, credit_seq, credit_after, credit_held)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
		ON CONFLICT (ref, kind) DO NOTHING`,
		int64(e.ID), e.RecordedAt.UnixMilli(), e.EffectiveAt.UnixMilli(), string(e.Kind), e.Ref, int64(e.Debit), int64(e.Credit), e.Amount, e.Held,
		orNull(e.Undoes), orNull(e.Resolves), orNull(e.Policy), e.Actor,
		int64(d.Prev), d.Seq, d.Posted, d.Held, int64(c.Prev), c.Seq, c.Posted, c.Held)
}

func orNull[T ~int64](n T) any {
	if n == 0 {
		return nil
	}
	return int64(n)
}
