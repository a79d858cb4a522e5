package care

import (
	"fmt"
	"testing"
	"time"

	"hourline/ledger"
)

// moves posts an entry between the account of a member and another, in minutes:
// below zero they go out.
func (h *house) moves(m Member, code string, minutes int64, ref int64) (e ledger.Entry) {
	h.t.Helper()
	h.must(h.write(ctx, func(v *verb) error {
		other, err := v.openWith(code, 1000)
		if err != nil {
			return err
		}
		p := ledger.Posting{Debit: other, Credit: m.Account, Amount: minutes, Kind: "test", Ref: ref, Actor: "test"}
		if minutes < 0 {
			p.Debit, p.Credit, p.Amount = m.Account, other, -minutes
		}
		e, err = v.Post(p)
		return err
	}))
	return e
}

// openWith opens an account with so many minutes on it.
func (v *verb) openWith(code string, minutes int64) (ledger.AccountID, error) {
	if a, err := v.Account(code); err == nil {
		return a.ID, nil
	}
	id, err := v.OpenAccount(code, ledger.Minutes, 0)
	if err == nil {
		_, err = v.Post(ledger.Posting{Debit: ledger.Suspense, Credit: id, Amount: minutes, Kind: "test", Ref: -int64(id), Actor: "test"})
	}
	return id, err
}

func (h *house) passbook(m Member) Passbook {
	h.t.Helper()
	b, err := h.Passbook(ctx, m.ID)
	h.must(err)
	return b
}

// Whatever hours come from or go to has a name.
func TestThePassbookSaysWhatEveryEntryWasFor(t *testing.T) {
	s := newStreet(t)
	for i, step := range []struct {
		code    string
		minutes int64
		want    Purpose
	}{
		{"issued", 600, ForServing}, {"redeemed/service", -30, ForHelp}, {"redeemed/goods", -30, ForGoods}, {"redeemed/cash", -60, ForCash},
		{"pool/翠湖", -30, ToPool}, {"pool/翠湖", 45, FromPool}, {"grant/street", 60, FromGrant}, {"member/99", 15, FromFamily},
		{"member/99", -15, ToFamily}, {"estate/7", 60, FromEstate}, {"suspense", 30, OtherPurpose},
	} {
		s.moves(s.zhang, step.code, step.minutes, int64(i))
		if got := s.passbook(s.zhang).Last[0]; got.Purpose != step.want || got.Minutes != step.minutes {
			t.Errorf("%d from %s reads %+v", step.minutes, step.code, got)
		}
	}
}

// Three entries at most, whatever holds stand among them.
func TestThePassbookTellsWhatIsOnHoldApart(t *testing.T) {
	s := newStreet(t)
	s.moves(s.zhang, "issued", 600, 1)
	s.moves(s.zhang, "redeemed/goods", -60, 2)
	s.must(s.write(ctx, func(v *verb) error {
		for ref := range int64(20) {
			e, err := v.Hold(ledger.Posting{Debit: s.zhang.Account, Credit: ledger.RedeemedCash, Amount: 10, Kind: "test", Ref: 100 + ref, Actor: "test"})
			if err != nil {
				return err
			}
			if ref%2 == 0 {
				if _, err := v.VoidHold(e.ID, ledger.Resolution{Actor: "test"}); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	b := s.passbook(s.zhang)
	if b.Balance != 540 || b.Held != 100 || b.Available() != 440 || len(b.Last) != 2 || b.Last[0].Minutes != -60 {
		t.Errorf("%+v", b)
	}
	question := s.from(s.zhang.Phone())
	s.must(s.Hours(ctx, question))
	s.wantReply(question, "hours.held")
	f := s.rows(`kind = 'hours.held'`)[0].Facts
	if f.Balance != 540 || f.Available != 440 || f.Last[0].Minutes != -60 || f.Last[1].Minutes != 600 || !f.Last[2].At.IsZero() {
		t.Errorf("%+v", f)
	}
}

// A deposit that was taken back and made again is still for its visit, and what
// took it back is a correction; each has a receipt.
func TestADepositThatWasMadeAgainKeepsItsName(t *testing.T) {
	s := newStreet(t)
	r := s.credited()
	s.must(s.Undo(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	s.finish(s.request(r.ID))
	var got []string
	for _, m := range s.passbook(s.zhang).Last {
		got = append(got, fmt.Sprintf("%s %s %+d", m.Purpose, m.Kind, m.Minutes))
	}
	if want := "[served company +120 correction  -120 served company +120]"; fmt.Sprint(got) != want {
		t.Errorf("reads %v, want %s", got, want)
	}
}

// Each entry that moves hours of a member's has one receipt, with its number.
func TestEveryDepositAndWithdrawalHasAReceipt(t *testing.T) {
	s := newStreet(t)
	in := s.moves(s.zhang, "issued", 600, 1)
	out := s.moves(s.zhang, "redeemed/goods", -60, 2)
	for range 2 {
		s.must(s.write(ctx, func(v *verb) error {
			if err := v.receiptOf(in, s.zhang); err != nil {
				return err
			}
			return v.receiptOf(out, s.zhang)
		}))
	}
	for kind, e := range map[string]ledger.Entry{"receipt.in": in, "receipt.out": out} {
		rows := s.rows(`kind = $1`, kind)
		if len(rows) != 1 || rows[0].Facts.Receipt != s.number(e) || rows[0].Facts.Minutes != e.Amount || rows[0].Facts.Balance != e.SideOf(s.zhang.Account).Posted {
			t.Errorf("%s: %+v", kind, rows)
		}
	}
}

// number is the receipt number of an entry.
func (s *street) number(e ledger.Entry) (number string) {
	s.must(s.read(ctx, func(v *ledger.View, _ *Policy) (err error) {
		number, err = v.Number(e)
		return err
	}))
	return number
}

// A receipt is read back to its own member; for everybody else it is as good as
// none.
func TestAReceiptIsReadBackToItsOwnerOnly(t *testing.T) {
	s := newStreet(t)
	e := s.moves(s.zhang, "issued", 600, 1)
	look := func(m Member, number string) Receipt {
		r, err := s.Receipt(ctx, m.ID, number)
		s.must(err)
		return r
	}
	if r := look(s.zhang, s.number(e)); !r.Known || r.Minutes != 600 || r.Purpose != ForServing {
		t.Errorf("its owner hears %+v", r)
	}
	never := ledger.Number(e.ID+1, 7)
	if others, none := look(s.liu, s.number(e)), look(s.liu, never); others != none || others != (Receipt{}) {
		t.Errorf("another hears %+v, and of none %+v", others, none)
	}
	if r := look(s.zhang, fmt.Sprintf("%012d", 5)); !r.Slip {
		t.Errorf("a slip is %+v", r)
	}
	if r := look(Member{ID: 999}, s.number(e)); r != (Receipt{}) {
		t.Errorf("nobody hears %+v", r)
	}
}

// Who has paid is told when it was not the elder alone, and it was the last
// thing that happened.
func TestAnElderReadsWhoPaidForHelp(t *testing.T) {
	s := newStreet(t)
	asks := func() (string, Facts) {
		t.Helper()
		text := s.from(s.wang.Phone())
		s.must(s.Hours(ctx, text))
		return s.reply(text), s.rows(`key = $1`, "reply/"+text.SID)[0].Facts
	}
	if words, _ := asks(); words != "hours" {
		t.Errorf("before anybody came: %s", words)
	}
	s.gives(s.wang, 50)
	s.grants(s.wang, 100)
	r := s.finished()
	s.must(s.Confirm(ctx, r.Visit.ID, Unmeasured))
	if words, f := asks(); words != "hours.helped" || f.Paid != (Payment{Own: 50, Granted: 70}) || f.Balance != 0 {
		t.Errorf("after it: %s %+v", words, f)
	}
	b, err := s.Passbook(ctx, s.wang.ID)
	if err != nil || b.Granted != 30 || !b.Helped.At.Equal(r.Visit.FinishedAt) {
		t.Errorf("%+v %v", b, err)
	}
	s.clock.Advance(time.Hour)
	s.gives(s.wang, 300)
	if words, _ := asks(); words != "hours" {
		t.Errorf("after something newer: %s", words)
	}
}
