package ledger

import (
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A Balance is what stands on an account, in its unit.
type Balance struct {
	Posted int64   // credits less debits
	Held   int64   // of it set aside by open holds
	Seq    int64   // entries of this account so far
	Head   EntryID // the newest of them, 0 when none
}

// Available is what can be spent: posted less held.
func (b Balance) Available() int64 { return b.Posted - b.Held }

// Balance is what stands on the account now, or ErrNoAccount.
func (v *View) Balance(id AccountID) (Balance, error) {
	if s := v.remembered(id); s != nil {
		return s.Balance, nil
	}
	var b Balance
	err := v.queryRow(`SELECT posted, held, seq, head FROM balances WHERE account = $1`, id).
		Scan(&b.Posted, &b.Held, &b.Seq, &b.Head)
	if err != nil {
		return Balance{}, fmt.Errorf("balance of account %d: %w", id, noAccount(err))
	}
	return b, nil
}

// BalanceAt is what stood on the account after the last entry recorded at the
// moment at or before it; nothing when there was none yet.
func (v *View) BalanceAt(id AccountID, at time.Time) (Balance, error) {
	if _, err := v.Balance(id); err != nil {
		return Balance{}, err
	}
	e, err := scanEntry(v.QueryRow(walkSQL+`WHERE recorded_at <= $2 ORDER BY id DESC LIMIT 1`, id, at.UnixMilli(), endless))
	if errors.Is(err, ErrNoEntry) {
		return Balance{}, nil
	}
	if err != nil {
		return Balance{}, fmt.Errorf("balance of account %d at %s: %w", id, at, err)
	}
	side := e.SideOf(id)
	return Balance{Posted: side.Posted, Held: side.Held, Seq: side.Seq, Head: e.ID}, nil
}

func noAccount(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNoAccount
	}
	return err
}

// A standing is a balance and what limits it.
type standing struct {
	Balance
	account AccountID
	owner
	closed  bool
	floor   Floor
	touched bool // its row is behind
}

// standing is how the account stands, the entries of this transaction included.
func (tx *Tx) standing(id AccountID) (*standing, error) {
	if s := tx.remembered(id); s != nil {
		return s, nil
	}
	s := standing{account: id}
	var floor sql.Null[int64]
	var secret []byte
	// Not a join: SQLite would plan it anew each time that $1 becomes or ceases
	// to be 1, the account of nearly every other question.
	err := tx.queryRow(`SELECT posted, held, seq, head, floor,
			(SELECT unit FROM accounts WHERE id = account), (SELECT code FROM accounts WHERE id = account),
			(SELECT closed_at IS NOT NULL FROM accounts WHERE id = account), (SELECT secret FROM secrets s WHERE s.account = balances.account)
		FROM balances WHERE account = $1`, id).
		Scan(&s.Posted, &s.Held, &s.Seq, &s.Head, &floor, &s.unit, &s.code, &s.closed, &secret)
	if err != nil {
		return nil, fmt.Errorf("account %d: %w", id, noAccount(err))
	}
	s.floor = floorOf(floor)
	s.hasSecret = copy(s.secret[:], secret) > 0
	tx.books.standings[id] = &s
	return &s, nil
}

// remembered is the account as the writer knows it, or nil when it must be read.
func (v *View) remembered(id AccountID) *standing {
	if v.books == nil || v.usable() != nil {
		return nil
	}
	return v.books.standings[id]
}

// next is the side of an entry that adds posted and held to s.
func (s *standing) next(posted, held int64) Side {
	return Side{Prev: s.Head, Seq: s.Seq + 1, Posted: s.Posted + posted, Held: s.Held + held}
}

// breached tells whether after would make less available than the floor.
func (s *standing) breached(after Side) bool {
	return s.floor != Unlimited && after.Posted-after.Held < int64(s.floor)
}
