package reports

import (
	"crypto/rand"
	"testing"

	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/ledgertest"
	"hourline/ledger/proof"
	"hourline/ledger/reports/reportstest"
)

// known lets two coordinators add a bank that may owe so many minutes.
func known(t *testing.T, c *care.Centre, name string, limit int64) {
	t.Helper()
	key, err := proof.NewKey(rand.Reader, name+".example/log")
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"甲" + name, "乙" + name} {
		m, err := c.AddMember(t.Context(), care.Member{Name: who, Roles: care.Coordinator, Community: "翠湖"})
		if err == nil {
			_, err = c.AddPeer(t.Context(), care.PeerTerms{Name: name, Key: key.Public, Limit: limit, Actor: m.Number})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// What banks owe one another is nobody's hours: it is told beside those that
// people hold, and in what it stands for.
func TestWhatBanksOweOneAnother(t *testing.T) {
	c := reportstest.Open(t)
	before := solvency(t, c)
	known(t, c, "old-town", 600)
	known(t, c, "new-town", 0)
	member := ledgertest.Account(t, c.Bank, "member/900000", ledger.Minutes, 0)
	ref := int64(0)
	move := func(debit, credit string, minutes int64) {
		ledgertest.Write(t, c.Bank, func(tx *ledger.Tx) error {
			from, err := tx.Account(debit)
			if err != nil {
				return err
			}
			to, err := tx.Account(credit)
			if err != nil {
				return err
			}
			ref++
			_, err = tx.Post(ledger.Posting{Debit: from.ID, Credit: to.ID, Amount: minutes, Kind: "test", Ref: ref})
			return err
		})
	}
	move("peer/old-town", "member/900000", 250) // came
	move("issued", "member/900000", 70)
	move("member/900000", "peer/new-town", 90) // went
	after := solvency(t, c)
	if got := after.Outstanding - before.Outstanding; got != 230 || got != ledgertest.Balance(t, c.Bank, member).Posted {
		t.Errorf("%d minutes more are outstanding", got)
	}
	if after.WeOwe != 90 || after.TheyOwe != 250 || after.Stop.Outstanding != after.Outstanding {
		t.Errorf("we owe %d, they owe %d, and the stop rule counts %d of %d", after.WeOwe, after.TheyOwe, after.Stop.Outstanding, after.Outstanding)
	}
	s, err := SettlementOf(t.Context(), c)
	if err != nil || len(s.Peers) != 2 {
		t.Fatalf("%+v (%v)", s, err)
	}
	newTown, oldTown := s.Peers[0], s.Peers[1]
	if newTown.WeOwe != 90 || newTown.TheyOwe != 0 || newTown.Fen != Cost(90, s.Rate) || newTown.Used() != 0 {
		t.Errorf("%+v", newTown)
	}
	if oldTown.TheyOwe != 250 || oldTown.Left != 350 || oldTown.Used() != 41 || oldTown.Fen != Cost(250, s.Rate) {
		t.Errorf("%+v", oldTown)
	}
}
