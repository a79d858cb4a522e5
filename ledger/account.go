package ledger

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Unit is what an account counts. Minutes and fen never mix in one entry.
type Unit string

const (
	Minutes Unit = "minutes" // of service
	Fen     Unit = "fen"     // 1/100 yuan of the project's money
)

// An AccountID numbers an account, from 1.
type AccountID int64

// The accounts that every bank has from the beginning, all without a floor.
const (
	Issued          AccountID = iota + 1 // issued: the other side of served minutes
	RedeemedService                      // redeemed/service
	RedeemedGoods                        // redeemed/goods
	RedeemedCash                         // redeemed/cash
	Suspense                             // suspense: minutes whose owner is not known yet
	Paid                                 // paid: fen that left the project
	Fee                                  // fee: fen that carriers and banks took
)

// A Floor is the least that may be available on an account, in its unit. The
// zero Floor is what members and funds have.
type Floor int64

// Unlimited is no floor at all.
const Unlimited Floor = -1 << 63

func (f Floor) column() sql.Null[int64] {
	return sql.Null[int64]{V: int64(f), Valid: f != Unlimited}
}

func floorOf(c sql.Null[int64]) Floor {
	if !c.Valid {
		return Unlimited
	}
	return Floor(c.V)
}

func (f Floor) String() string {
	if f == Unlimited {
		return "no floor"
	}
	return fmt.Sprintf("a floor of %d", int64(f))
}

// An Account holds one unit for one owner.
type Account struct {
	ID       AccountID
	Code     string // member/17, issued, fund/street-office
	Unit     Unit
	Floor    Floor
	OpenedAt time.Time // UTC
	ClosedAt time.Time // zero while it is open
}

// chart is the first word of a code, and the unit that such accounts count.
var chart = map[string]Unit{
	"member": Minutes, "pool": Minutes, "grant": Minutes, "estate": Minutes, "peer": Minutes, "settled": Minutes,
	"issued": Minutes, "redeemed": Minutes, "suspense": Minutes,
	"fund": Fen, "given": Fen, "paid": Fen, "fee": Fen,
}

// chartFloor is the floor that such accounts have, for those that are always the same.
func chartFloor(word string, is Floor) Floor {
	switch word {
	case "member", "grant", "estate", "fund":
		return 0
	case "issued", "redeemed", "suspense", "given", "paid", "fee":
		return Unlimited
	}
	return is
}

// OpenAccount opens the account called code, or finds it if it is open
// already. The codes are member/<id>, pool/<community>, grant/<fund>,
// estate/<id>, peer/<bank> and settled/<bank>, the other side of what was paid
// between two banks, in minutes, fund/<source> in fen, and given/<source>, the
// other side of what a fund was given; the others exist from the beginning. The
// same code with another unit or floor gives ErrKeyReused; a closed one gives
// ErrAccountClosed.
func (tx *Tx) OpenAccount(code string, unit Unit, floor Floor) (AccountID, error) {
	switch a, err := tx.Account(code); {
	case err == nil:
		return a.reopen(unit, floor)
	case !errors.Is(err, ErrNoAccount):
		return 0, err
	}
	word, _, _ := strings.Cut(code, "/")
	if chart[word] != unit || floor != chartFloor(word, floor) || len(code) > 128 || strings.HasSuffix(code, "/") {
		return 0, invalid("account %q in %q with %s is not in the chart", code, unit, floor)
	}
	var id AccountID
	if err := tx.QueryRow(`SELECT coalesce(max(id), 0) + 1 FROM accounts`).Scan(&id); err != nil {
		return 0, fmt.Errorf("open account %s: %w", code, err)
	}
	_, err := tx.Exec(`INSERT INTO accounts (id, code, unit, opened_at) VALUES ($1, $2, $3, $4)`,
		id, code, unit, tx.Now.UnixMilli())
	if err == nil {
		_, err = tx.Exec(`INSERT INTO balances (account, posted, held, seq, head, floor) VALUES ($1, 0, 0, 0, 0, $2)`,
			id, floor.column())
	}
	if err == nil {
		_, err = tx.giveSecret(id)
	}
	if err != nil {
		return 0, fmt.Errorf("open account %s: %w", code, err)
	}
	return id, nil
}

// reopen answers a second request to open a.
func (a Account) reopen(unit Unit, floor Floor) (AccountID, error) {
	if !a.ClosedAt.IsZero() {
		return 0, fmt.Errorf("account %s: %w", a.Code, ErrAccountClosed)
	}
	if a.Unit != unit || a.Floor != floor {
		return 0, fmt.Errorf("account %s: %w", a.Code, ErrKeyReused)
	}
	return a.ID, nil
}

// SetFloor gives an account another floor. With less available already the
// answer is ErrInsufficient.
func (tx *Tx) SetFloor(id AccountID, floor Floor) error {
	b, err := tx.Balance(id)
	if err != nil {
		return err
	}
	if floor != Unlimited && b.Available() < int64(floor) {
		return fmt.Errorf("%w: account %d has %d, below a floor of %d", ErrInsufficient, id, b.Available(), floor)
	}
	if _, err := tx.Exec(`UPDATE balances SET floor = $1 WHERE account = $2`, floor.column(), id); err != nil {
		return fmt.Errorf("floor of account %d: %w", id, err)
	}
	return nil
}

// CloseAccount closes an account for good; a second time changes nothing. With
// anything posted or held on it the answer is ErrNotZero.
func (tx *Tx) CloseAccount(id AccountID) error {
	switch b, err := tx.Balance(id); {
	case err != nil:
		return err
	case b.Posted != 0 || b.Held != 0:
		return fmt.Errorf("account %d has %d posted, %d held: %w", id, b.Posted, b.Held, ErrNotZero)
	}
	_, err := tx.Exec(`UPDATE accounts SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL`, tx.Now.UnixMilli(), id)
	if err != nil {
		return fmt.Errorf("close account %d: %w", id, err)
	}
	return nil
}

// Account is the account called code, open or closed, or ErrNoAccount.
func (v *View) Account(code string) (Account, error) {
	a, err := scanAccount(v.QueryRow(accountSQL+` WHERE a.code = $1`, code))
	if err != nil {
		return a, fmt.Errorf("account %s: %w", code, err)
	}
	return a, nil
}

// AccountByID is the account numbered id, open or closed, or ErrNoAccount.
func (v *View) AccountByID(id AccountID) (Account, error) {
	a, err := scanAccount(v.QueryRow(accountSQL+` WHERE a.id = $1`, id))
	if err != nil {
		return a, fmt.Errorf("account %d: %w", id, err)
	}
	return a, nil
}

const accountSQL = `SELECT a.id, a.code, a.unit, b.floor, a.opened_at, a.closed_at
	FROM accounts a JOIN balances b ON b.account = a.id`

func scanAccount(row *sql.Row) (Account, error) {
	var (
		a             Account
		floor, closed sql.Null[int64]
		opened        int64
	)
	err := row.Scan(&a.ID, &a.Code, &a.Unit, &floor, &opened, &closed)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoAccount
	}
	if err != nil {
		return Account{}, err
	}
	a.Floor, a.OpenedAt = floorOf(floor), fromMilli(opened)
	if closed.Valid {
		a.ClosedAt = fromMilli(closed.V)
	}
	return a, nil
}

func fromMilli(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
