package reports

import (
	"database/sql"

	"hourline/ledger"
)

// Redeemed is what was taken out of the bank in a month, one way.
type Redeemed struct {
	How     string // service, goods, cash
	Times   int
	Minutes int64 // less what was taken back
}

// ways are the accounts to which hours go that are taken out.
var ways = map[ledger.AccountID]string{ledger.RedeemedService: "service", ledger.RedeemedGoods: "goods", ledger.RedeemedCash: "cash"}

// countRedeemed reads the month's part of the journal once.
func (m *Month) countRedeemed(s span) error {
	first, err := entriesBefore(s.View, s.from)
	if err != nil {
		return err
	}
	last, err := entriesBefore(s.View, s.until)
	if err != nil {
		return err
	}
	of := map[string]Redeemed{}
	_, err = collect(s.View, func(r *sql.Rows) (none struct{}, err error) {
		var to ledger.AccountID
		var d Redeemed
		err = r.Scan(&to, &d.Times, &d.Minutes)
		how := ways[to]
		of[how] = Redeemed{How: how, Times: of[how].Times + d.Times, Minutes: of[how].Minutes + d.Minutes}
		return none, err
	}, `SELECT CASE WHEN credit IN (2, 3, 4) THEN credit ELSE debit END, sum(CASE WHEN credit IN (2, 3, 4) THEN 1 ELSE -1 END),
			sum(CASE WHEN credit IN (2, 3, 4) THEN amount ELSE -amount END)
		FROM entries WHERE id > $1 AND id <= $2 AND amount > 0 AND (credit IN (2, 3, 4) OR debit IN (2, 3, 4)) GROUP BY 1`, first, last)
	for _, how := range []string{"service", "goods", "cash"} {
		r := of[how]
		r.How = how
		m.Redeemed = append(m.Redeemed, r)
	}
	return err
}
