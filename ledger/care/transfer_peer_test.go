package care

import (
	"strings"
	"testing"

	"hourline/ledger"
)

func TestTermsWithABankNeedTwoCoordinators(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	key := w.old.Bank.LogKey()
	good := PeerTerms{Name: "old", Key: key, Limit: 60, Actor: w.lake.boss.Number}
	for _, row := range []struct {
		label  string
		change func(*PeerTerms)
		want   error
	}{
		{"no coordinator", func(p *PeerTerms) { p.Actor = w.lake.ma.Number }, ErrNotCoordinator},
		{"a bad name", func(p *PeerTerms) { p.Name = "Old Town" }, ErrPeerName},
		{"a long title", func(p *PeerTerms) { p.Title = strings.Repeat("老", 21) }, ErrPeerTitle},
		{"a bad key", func(p *PeerTerms) { p.Key = key[:len(key)-2] }, ErrPeerKey},
		{"our own key", func(p *PeerTerms) { p.Key = w.lake.Bank.LogKey() }, ErrOwnKey},
		{"another's key", func(p *PeerTerms) { p.Name = "new" }, ErrPeerKeyUsed},
		{"a limit below nothing", func(p *PeerTerms) { p.Limit = -1 }, ErrPeerLimit},
	} {
		p := good
		row.change(&p)
		_, err := w.lake.AddPeer(ctx, p)
		refused(t, row.label, err, row.want)
	}
	// Two who say two things have agreed on nothing.
	done, err := w.lake.AddPeer(ctx, good)
	w.lake.must(err)
	other := good
	other.Actor, other.Limit = w.lake.vice.Number, 61
	if again, err := w.lake.AddPeer(ctx, other); err != nil || done || again {
		t.Errorf("terms hold that two did not agree on: %v %v", again, err)
	}
	all, waiting, own, err := w.lake.Peers(ctx)
	w.lake.must(err)
	if own != w.lake.Bank.LogKey() || len(all) != 1 || all[0].Limit != 600 || len(waiting) != 1 || waiting[0].Limit != 61 {
		t.Errorf("the banks are %+v, and %+v waits", all, waiting)
	}
}

// A bank that owes more than a new limit keeps its debt, and gets no more.
func TestALowerLimit(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	_, first := w.lake.sends(120)
	_, second := w.lake.sends(1)
	_, _, err := w.old.receives(first)
	w.old.must(err)
	w.old.knows(w.lake, 60)
	_, _, err = w.old.receives(second)
	refused(t, "one minute more", err, ErrOverLimit)
	w.old.has(120, 0, -120)
	w.old.knows(w.lake, 121)
	_, _, err = w.old.receives(second)
	w.old.must(err)
	w.old.has(121, 0, -121)
}

// The limit is a rule of the database too.
func TestTheFloorOfABanksAccount(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	account := w.old.account("peer/lake")
	err := w.old.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Post(ledger.Posting{Debit: account, Credit: w.old.wang.Account, Amount: 601, Kind: "test", Ref: 1})
		return err
	})
	refused(t, "past the limit", err, ledger.ErrInsufficient)
	err = w.old.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`UPDATE balances SET posted = -601 WHERE account = $1`, int64(account))
		return err
	})
	if err == nil {
		t.Error("the database lets a bank owe more than its limit")
	}
}

func TestWhatWasDecidedIsNeverChanged(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	_, note := w.lake.sends(120)
	_, answer, err := w.old.receives(note)
	w.old.must(err)
	_, err = w.lake.TakeAnswer(ctx, answer, w.lake.ma.Number)
	w.lake.must(err)
	for b, all := range map[*banker][]string{
		w.lake: {`UPDATE transfers_out SET state = 'back'`, `UPDATE transfers_out SET minutes = 1`, `DELETE FROM transfers_out`,
			`UPDATE peer_terms SET limit_minutes = 9999`, `DELETE FROM peer_terms`},
		w.old: {`UPDATE transfers_in SET reason = 'expired', entry = NULL, member = NULL`, `UPDATE transfers_in SET code = 'x'`, `DELETE FROM transfers_in`},
	} {
		for _, text := range all {
			if err := b.Bank.Write(ctx, func(tx *ledger.Tx) error { _, err := tx.Exec(text); return err }); err == nil {
				t.Errorf("the database allows %s", text)
			}
		}
	}
}
