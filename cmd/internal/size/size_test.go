package size

import (
	"path/filepath"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
	"hourline/ledger/reports"
)

// until is when the little town is looked at.
var until = time.Date(2026, time.November, 25, 4, 0, 0, 0, time.UTC)

// TestALittleTown builds the same town as `make big` does, of another size, and
// finds its books whole and its reports full.
func TestALittleTown(t *testing.T) {
	p := plan{Entries: 20_000, Accounts: 400, Months: 24}
	dir := t.TempDir()
	if err := build(dir, p, until, nil); err != nil {
		t.Fatal(err)
	}
	c, err := care.Open(t.Context(), filepath.Join(dir, "hourline.db"), care.Config{Clock: clock.NewManual(until).Clock()})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ledgertest.Check(t, c.Bank)
	report, err := c.Bank.Verify(t.Context(), nil)
	if err != nil || report.Entries < p.Entries || report.Entries > p.Entries+10 || report.Accounts != int64(p.Accounts) {
		t.Errorf("%+v, %v", report, err)
	}
	kinds := map[ledger.Kind]int{}
	ledgertest.Read(t, c.Bank, func(v *ledger.View) error {
		rows, err := v.Query(`SELECT kind, count(*) FROM entries GROUP BY kind`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var kind ledger.Kind
			var n int
			if err := rows.Scan(&kind, &n); err != nil {
				return err
			}
			kinds[kind] = n
		}
		return rows.Err()
	})
	for _, kind := range []ledger.Kind{"deposit", "service", "service-back", "objection", "redeem", "post", "void", "expire", "redeem-fen", "fund-in", "budget", "opening", "donation"} {
		if kinds[kind] == 0 {
			t.Errorf("there is no entry of the kind %s", kind)
		}
	}
	m, err := reports.MonthOf(t.Context(), c, care.Month{Year: 2026, Month: time.October})
	if err != nil || m.All.Visits == 0 || m.All.Stored == 0 || m.Requests.Asked == 0 || m.Staff.ByHand == 0 || m.Redeemed[0].Minutes == 0 {
		t.Errorf("%+v, %v", m, err)
	}
	s, err := reports.SolvencyOf(t.Context(), c)
	if err != nil || s.Own == 0 || s.Granted == 0 || s.Fund == 0 || s.Trend[0].Served == 0 || s.Open[0].Count == 0 {
		t.Errorf("%+v, %v", s, err)
	}
}
