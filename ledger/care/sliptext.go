package care

import (
	"context"
	"errors"

	"hourline/ledger"
)

// SlipText answers with the bank's signed word on an entry of the sender's: the
// one with that receipt number, or the newest that moved hours. That a receipt
// is another's and that there is none is the same answer.
func (c *Centre) SlipText(ctx context.Context, t Text, number string) error {
	return c.fromMember(ctx, t, func(v *verb, senders []Member) (answer, error) {
		e, account, err := v.entryToSign(senders, number)
		switch {
		case errors.Is(err, ledger.ErrNumber):
			return answer{words: "slip.wrong"}, nil
		case errors.Is(err, ledger.ErrNoEntry):
			return answer{words: "slip.none"}, nil
		case err != nil:
			return answer{}, err
		}
		text, err := c.Bank.Slip(v.View, e, account, v.policy.Place)
		switch {
		case errors.Is(err, ledger.ErrInvalid): // hours that were set aside have not moved
			return answer{words: "slip.none"}, nil
		case errors.Is(err, ledger.ErrNoLog):
			return answer{words: "slip.unsigned"}, nil
		}
		return answer{words: "slip", ref: int64(e.ID), facts: Facts{Slip: text}}, err
	})
}

// entryToSign is the entry that is asked for, and the account of whom it is:
// members of one telephone are asked for together.
func (v *verb) entryToSign(senders []Member, number string) (e ledger.Entry, account ledger.AccountID, err error) {
	if number == "" {
		account = senders[0].Account
		e, err = newestMoved(v.View, account)
		return e, account, err
	}
	if e, err = v.EntryByNumber(number); err != nil {
		return e, 0, err
	}
	for _, m := range senders {
		if m.Account == e.Debit || m.Account == e.Credit {
			return e, m.Account, nil
		}
	}
	return e, 0, ledger.ErrNoEntry
}

// newestMoved is an account's newest entry that moved hours, or ErrNoEntry.
func newestMoved(v *ledger.View, account ledger.AccountID) (ledger.Entry, error) {
	for limit := 8; ; limit *= 8 {
		lines, err := v.Statement(account, limit)
		if err != nil {
			return ledger.Entry{}, err
		}
		for _, l := range lines {
			if l.Change != 0 {
				return l.Entry, nil
			}
		}
		if len(lines) < limit {
			return ledger.Entry{}, ledger.ErrNoEntry
		}
	}
}
