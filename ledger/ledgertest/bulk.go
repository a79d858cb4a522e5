package ledgertest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"time"

	"hourline/ledger"
)

// A Bulk writes a journal past the bank's writer, many times as fast, and row
// for row as the writer would have: so a test can have a bank of any size. The
// file must be a closed bank's, of which nobody has another copy to lose: until
// Close it is not safe from a crash, and its balances are behind.
//
// What it is asked for is taken as right, except that no account falls below
// its floor: natural keys, units and open holds are for the caller to keep.
type Bulk struct {
	db       *sql.DB
	conn     *sql.Conn
	accounts []standing // by number; the first is nobody's
	last     ledger.EntryID
	entries  *Rows
	opened   *Rows
	rows     []*Rows
	without  []string // to be made again
}

// A standing is an account as its entries have made it.
type standing struct {
	posted, held, seq int64
	head              ledger.EntryID
	floor             ledger.Floor
}

// OpenBulk goes on where the bank at path ends.
func OpenBulk(path string) (*Bulk, error) {
	u := url.URL{Scheme: "file", Path: path}
	db, err := sql.Open("sqlite", u.String()+"?_journal_mode=OFF&_synchronous=OFF&_pragma=locking_mode(EXCLUSIVE)&_pragma=cache_size(-262144)")
	if err != nil {
		return nil, err
	}
	b := &Bulk{db: db}
	if err := b.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), b.release())
	}
	b.entries = b.Into("entries", "id", "recorded_at", "effective_at", "kind", "ref", "debit", "credit", "amount", "held",
		"undoes", "resolves", "policy", "actor",
		"debit_prev", "debit_seq", "debit_after", "debit_held", "credit_prev", "credit_seq", "credit_after", "credit_held")
	b.opened = b.Into("accounts", "id", "code", "unit", "opened_at")
	return b, nil
}

func (b *Bulk) read() (err error) {
	ctx := context.Background()
	if b.conn, err = b.db.Conn(ctx); err != nil {
		return err
	}
	if _, err = b.conn.ExecContext(ctx, "BEGIN EXCLUSIVE"); err != nil {
		return err
	}
	if err = b.conn.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM entries`).Scan(&b.last); err != nil {
		return err
	}
	rows, err := b.conn.QueryContext(ctx, `SELECT account, posted, held, seq, head, coalesce(floor, $1) FROM balances ORDER BY account`, int64(ledger.Unlimited))
	if err != nil {
		return err
	}
	defer rows.Close()
	b.accounts = make([]standing, 1)
	for rows.Next() {
		var id int
		var s standing
		if err := rows.Scan(&id, &s.posted, &s.held, &s.seq, &s.head, &s.floor); err != nil {
			return err
		}
		if b.accounts = append(b.accounts, s); id != len(b.accounts)-1 {
			return fmt.Errorf("account %d has no balance", len(b.accounts)-1)
		}
	}
	return rows.Err()
}

// Account opens an account.
func (b *Bulk) Account(code string, unit ledger.Unit, floor ledger.Floor, at time.Time) (ledger.AccountID, error) {
	id := len(b.accounts)
	b.accounts = append(b.accounts, standing{floor: floor})
	return ledger.AccountID(id), b.opened.Add(int64(id), code, string(unit), at.UnixMilli())
}

// Without takes triggers and indexes away until Close: those whose work the
// caller does, and those that cost more row by row than all at once.
func (b *Bulk) Without(names ...string) error {
	for _, name := range names {
		var kind, text string
		err := b.conn.QueryRowContext(context.Background(), `SELECT type, sql FROM sqlite_schema WHERE type IN ('trigger', 'index') AND name = $1`, name).Scan(&kind, &text)
		if err == nil {
			err = b.Exec("DROP " + kind + " " + name)
		}
		if err != nil {
			return fmt.Errorf("do without %s: %w", name, err)
		}
		b.without = append(b.without, text)
	}
	return nil
}

// Available is what can be spent of an account.
func (b *Bulk) Available(id ledger.AccountID) int64 {
	return b.accounts[id].posted - b.accounts[id].held
}

// Last is the newest entry.
func (b *Bulk) Last() ledger.EntryID { return b.last }

// Post is ledger.Tx.Post at a moment, which never runs back.
func (b *Bulk) Post(at time.Time, p ledger.Posting) (ledger.Entry, error) {
	return b.add(at, ledger.Entry{
		Kind: p.Kind, Ref: p.Ref, Debit: p.Debit, Credit: p.Credit, Amount: p.Amount,
		EffectiveAt: p.EffectiveAt, Policy: p.Policy, Actor: p.Actor,
	})
}

// Hold is ledger.Tx.Hold at a moment.
func (b *Bulk) Hold(at time.Time, p ledger.Posting) (ledger.Entry, error) {
	return b.add(at, ledger.Entry{
		Kind: p.Kind, Ref: p.Ref, Debit: p.Debit, Credit: p.Credit, Held: p.Amount,
		EffectiveAt: p.EffectiveAt, Policy: p.Policy, Actor: p.Actor,
	})
}

// Resolve ends a hold as ledger.Tx does it: by PostHold with the amount when
// kind is KindPost, else by VoidHold or ExpireHold with none.
func (b *Bulk) Resolve(at time.Time, kind ledger.Kind, hold ledger.Entry, amount int64, r ledger.Resolution) (ledger.Entry, error) {
	return b.add(at, ledger.Entry{
		Kind: kind, Ref: int64(hold.ID), Debit: hold.Debit, Credit: hold.Credit, Amount: amount, Held: -hold.Held,
		Resolves: hold.ID, EffectiveAt: r.EffectiveAt, Policy: r.Policy, Actor: r.Actor,
	})
}

// Reverse is ledger.Tx.Reverse at a moment.
func (b *Bulk) Reverse(at time.Time, original ledger.Entry, amount int64, r ledger.Reversal) (ledger.Entry, error) {
	return b.add(at, ledger.Entry{
		Kind: r.Kind, Ref: r.Ref, Debit: original.Credit, Credit: original.Debit, Amount: amount,
		Undoes: original.ID, EffectiveAt: r.EffectiveAt, Policy: r.Policy, Actor: r.Actor,
	})
}

func (b *Bulk) add(at time.Time, e ledger.Entry) (ledger.Entry, error) {
	debit, credit := &b.accounts[e.Debit], &b.accounts[e.Credit]
	if left := debit.posted - debit.held - e.Amount - e.Held; debit.floor != ledger.Unlimited && left < int64(debit.floor) {
		return e, fmt.Errorf("%s %d: %w", e.Kind, e.Ref, ledger.ErrInsufficient)
	}
	if e.EffectiveAt.IsZero() {
		e.EffectiveAt = at
	}
	b.last++
	e.ID, e.RecordedAt = b.last, at
	e.DebitSide = debit.move(e.ID, -e.Amount, e.Held)
	e.CreditSide = credit.move(e.ID, e.Amount, 0)
	d, c := e.DebitSide, e.CreditSide
	return e, b.entries.Add(int64(e.ID), at.UnixMilli(), e.EffectiveAt.UnixMilli(), string(e.Kind), e.Ref, int64(e.Debit), int64(e.Credit), e.Amount, e.Held,
		orNull(int64(e.Undoes)), orNull(int64(e.Resolves)), orNull(e.Policy), e.Actor,
		int64(d.Prev), d.Seq, d.Posted, d.Held, int64(c.Prev), c.Seq, c.Posted, c.Held)
}

func orNull(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// move makes e the newest entry of s.
func (s *standing) move(e ledger.EntryID, posted, held int64) ledger.Side {
	before := s.head
	s.posted, s.held, s.seq, s.head = s.posted+posted, s.held+held, s.seq+1, e
	return ledger.Side{Prev: before, Seq: s.seq, Posted: s.posted, Held: s.held}
}

// Close writes what is left, and the balances, and gives the file back as a
// bank's.
func (b *Bulk) Close() error {
	return errors.Join(b.finish(), b.release())
}

func (b *Bulk) finish() error {
	balances := b.Into("balances", "account", "posted", "held", "seq", "head", "floor")
	if err := b.Exec(`DELETE FROM balances`); err != nil {
		return err
	}
	for id, s := range b.accounts[1:] {
		var floor any
		if s.floor != ledger.Unlimited {
			floor = int64(s.floor)
		}
		if err := balances.Add(int64(id+1), s.posted, s.held, s.seq, int64(s.head), floor); err != nil {
			return err
		}
	}
	for _, r := range b.rows {
		if err := r.flush(); err != nil {
			return err
		}
	}
	for _, text := range b.without {
		if err := b.Exec(text); err != nil {
			return err
		}
	}
	return errors.Join(b.Exec("COMMIT"), b.Exec("PRAGMA locking_mode = NORMAL"), b.Exec("PRAGMA journal_mode = WAL"))
}

// Exec runs a statement on what has been written.
func (b *Bulk) Exec(text string, args ...any) error {
	_, err := b.conn.ExecContext(context.Background(), text, args...)
	return err
}

func (b *Bulk) release() error {
	var errs []error
	for _, r := range b.rows {
		errs = append(errs, r.close())
	}
	if b.conn != nil {
		errs = append(errs, b.conn.Close())
	}
	return errors.Join(append(errs, b.db.Close())...)
}
