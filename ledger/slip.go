package ledger

import (
	"fmt"
	"time"

	"hourline/ledger/proof"
)

// Slip is the bank's signed word on an entry to one of its accounts, in one
// text; the day is where the bank is. It may be signed before the entry is on
// disk, so it must not leave before.
//
// The errors are ErrNotTheirs, ErrNoLog, and ErrInvalid for what is not in
// minutes or moved none.
func (b *Bank) Slip(v *View, e Entry, account AccountID, place *time.Location) (string, error) {
	text, err := b.slip(v, e, account, place)
	if err != nil {
		return "", fmt.Errorf("slip of entry %d: %w", e.ID, err)
	}
	return text, nil
}

func (b *Bank) slip(v *View, e Entry, account AccountID, place *time.Location) (string, error) {
	if b.notary == nil {
		return "", ErrNoLog
	}
	if account != e.Debit && account != e.Credit {
		return "", ErrNotTheirs
	}
	a, err := v.AccountByID(account)
	if err != nil {
		return "", err
	}
	if a.Unit != Minutes || e.Amount == 0 {
		return "", invalid("a slip is for minutes that moved")
	}
	number, err := v.Number(e)
	if err != nil {
		return "", err
	}
	side := e.SideOf(account)
	return b.notary.key.SignSlip(proof.Slip{
		Number: number, Day: e.RecordedAt.In(place).Format("060102"), Debit: account == e.Debit,
		Minutes: e.Amount, Balance: side.Posted, Seq: side.Seq,
	})
}
