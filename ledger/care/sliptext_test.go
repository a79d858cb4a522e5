package care

import (
	"errors"
	"strings"
	"testing"

	"hourline/ledger"
	"hourline/ledger/proof"
)

// Zhang asks for the bank's signed word by text: of the newest entry, or of one
// by its number. Liu gets none of his, and learns nothing.
func TestASlipIsForWhoseEntryItIs(t *testing.T) {
	s := newStreetWith(t, func(c *Config) { c.Origin = "bank.example/log" })
	ask := func(m Member, number string) (words, slip string) {
		t.Helper()
		text := s.from(m.Phone())
		s.must(s.SlipText(ctx, text, number))
		rows := s.rows(`key = $1`, "reply/"+text.SID)
		if len(rows) != 1 {
			t.Fatalf("%d answers", len(rows))
		}
		return rows[0].Kind, rows[0].Facts.Slip
	}
	if words, _ := ask(s.zhang, ""); words != "slip.none" {
		t.Errorf("before the first entry: %s", words)
	}
	in := s.moves(s.zhang, "issued", 600, 1)
	out := s.moves(s.zhang, "redeemed/goods", -60, 2)
	s.must(s.write(ctx, func(v *verb) error { // which moves nothing
		_, err := v.Hold(ledger.Posting{Debit: s.zhang.Account, Credit: out.Credit, Amount: 30, Kind: "aside", Ref: 3, Actor: "test"})
		return err
	}))
	for number, want := range map[string]proof.Slip{
		"":           {Number: s.number(out), Day: "261123", Debit: true, Minutes: 60, Balance: 540, Seq: 2},
		s.number(in): {Number: s.number(in), Day: "261123", Minutes: 600, Balance: 600, Seq: 1},
	} {
		words, slip := ask(s.zhang, number)
		if got, err := proof.OpenSlip(slip, s.Bank.LogKey()); words != "slip" || got != want || err != nil || len(slip) > 160 {
			t.Errorf("%s: %s %q, %v", number, words, slip, err)
		}
	}
	none, nothing := ask(s.liu, ledger.Number(99, 7))
	if words, slip := ask(s.liu, s.number(in)); words != "slip.none" || words != none || slip != nothing || slip != "" {
		t.Errorf("another's is %s %q, and none is %s %q", words, slip, none, nothing)
	}
	if words, _ := ask(s.zhang, "000000001000"); words != "slip.wrong" {
		t.Errorf("a wrong digit: %s", words)
	}
}

func TestWithoutALogThereIsNoSlip(t *testing.T) {
	s := newStreet(t)
	if s.Bank.LogKey() != "" {
		t.Fatal("the log has a key")
	}
	s.moves(s.zhang, "issued", 600, 1)
	text := s.from(s.zhang.Phone())
	s.must(s.SlipText(ctx, text, ""))
	s.wantReply(text, "slip.unsigned")
}

// Staff print a receipt for one party, who must be named where there are two.
func TestAReceiptIsPrintedForOneParty(t *testing.T) {
	s := newStreetWith(t, func(c *Config) { c.Origin = "bank.example/log" })
	s.moves(s.zhang, "issued", 600, 1)
	var gift ledger.Entry
	s.must(s.write(ctx, func(v *verb) (err error) {
		gift, err = v.Post(ledger.Posting{Debit: s.zhang.Account, Credit: s.liu.Account, Amount: 60, Kind: "gift", Ref: 1, Actor: "test"})
		return err
	}))
	order := ReceiptOrder{Number: s.number(gift), Actor: "吴主任"}
	if _, err := s.PrintReceipt(ctx, order); !errors.Is(err, ErrBothSides) {
		t.Errorf("of nobody: %v", err)
	}
	for _, m := range []Member{s.zhang, s.liu, s.chen} {
		order.Member = m.Number
		p, err := s.PrintReceipt(ctx, order)
		if m.ID == s.chen.ID {
			if !errors.Is(err, ledger.ErrNotTheirs) || p != (Proved{}) {
				t.Errorf("a stranger's: %+v, %v", p, err)
			}
			continue
		}
		r, wrong := proof.ParseReceipt([]byte(p.Text))
		if wrong == nil {
			_, wrong = r.Check(p.Key)
		}
		if err != nil || wrong != nil || r.Side.Debit != (m.ID == s.zhang.ID) {
			t.Errorf("%+v, %v, %v", r.Side, err, wrong)
		}
		deeds, err := s.Deeds(ctx, m.ID)
		s.must(err)
		if len(deeds) != 1 || deeds[0].What != "receipt printed" || deeds[0].Ref != int64(gift.ID) {
			t.Errorf("%+v", deeds)
		}
	}
	own := s.moves(s.zhang, "redeemed/goods", -60, 2)
	slip, err := s.PrintReceipt(ctx, ReceiptOrder{Number: s.number(own), Actor: "吴主任", Slip: true})
	if err != nil || !strings.HasPrefix(slip.Text, "TB1 ") {
		t.Errorf("%+v, %v", slip, err)
	}
	if _, err := s.PrintReceipt(ctx, ReceiptOrder{Number: s.number(own)}); err == nil {
		t.Error("nobody asks for it")
	}
}
