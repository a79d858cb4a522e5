package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hourline/cmd/internal/carrier"
	"hourline/ledger/care"
)

// What the desk does with hours that become goods or cash, as lines of a story.

// fund lets two of the staff enter yuan that came in from the lottery: fund ma
// he 500. It is opened the first time.
func (t *Town) fund(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("write it like: fund ma he 500")
	}
	yuan, err := strconv.ParseInt(args[2], 10, 64)
	if err != nil {
		return fmt.Errorf("%q is no number of yuan", args[2])
	}
	by, err := t.whose(args[0])
	if err != nil {
		return err
	}
	with, err := t.whose(args[1])
	if err != nil {
		return err
	}
	f, err := t.App.Centre.OpenFund(context.Background(), "welfare-lottery", by.Number, with.Number)
	if err != nil || yuan == 0 {
		return err
	}
	_, err = t.App.Centre.AddToFund(context.Background(), care.FundReceipt{
		Source: f.Source, Document: fmt.Sprintf("after %d fen", f.Given), Fen: yuan * 100, By: by.Number, With: with.Number,
	})
	return err
}

// redeem is one step of a redemption: `redeem ma asks zhou 10h`, or `haircut`
// in place of hours; then by its number `redeem he approves 1`, `refuses`,
// `pays`, `confirms`, `contests`, `cancels`; `redeem ma cannot approves 1`.
func (t *Town) redeem(args []string) error {
	if len(args) == 4 && args[1] == "asks" {
		return t.asks(args[0], args[2], args[3])
	}
	if len(args) > 3 && args[1] == "cannot" {
		if err := t.redeem(slices.Delete(slices.Clone(args), 1, 2)); err == nil {
			return fmt.Errorf("%s can", args[0])
		}
		return nil
	}
	if len(args) != 3 {
		return fmt.Errorf("write it like: redeem he approves 1")
	}
	by, err := t.whose(args[0])
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(args[2], 10, 64)
	if err != nil {
		return fmt.Errorf("%q is no number of a redemption", args[2])
	}
	return t.does(by, args[1], id)
}

func (t *Town) does(by care.Member, what string, id int64) (err error) {
	ctx, c, word := context.Background(), t.App.Centre, care.RedemptionWord{Actor: by.Number, Reason: "the story says so"}
	switch what {
	case "approves":
		_, err = c.ApproveRedemption(ctx, id, by.Number)
	case "refuses":
		_, err = c.RefuseRedemption(ctx, id, word)
	case "pays":
		_, err = c.HandOutRedemption(ctx, id, by.Number, "")
	case "confirms":
		_, err = c.ConfirmRedemption(ctx, id, by.Number)
	case "contests":
		_, err = c.ContestRedemption(ctx, id, word)
	case "cancels":
		_, err = c.CancelRedemption(ctx, id, word)
	default:
		err = fmt.Errorf("nobody %s a redemption", what)
	}
	return err
}

func (t *Town) asks(staff, member, what string) error {
	by, err := t.whose(staff)
	if err != nil {
		return err
	}
	m, err := t.whose(member)
	if err != nil {
		return err
	}
	o := care.RedemptionOrder{Member: m.Number, Channel: care.AtDesk, Actor: by.Number, Goods: what}
	if d, err := time.ParseDuration(what); err == nil {
		o.Goods, o.Minutes = "", int64(d/time.Minute)
	}
	_, err = t.App.Centre.Redeem(context.Background(), o)
	return err
}

// pin sets the PIN of a member, `pin ma he sets zhou`, or tries one: `pin zhou
// wrong is wrong`, `pin zhou right is locked`.
func (t *Town) pin(args []string) error {
	ctx, c := context.Background(), t.App.Centre
	if len(args) != 4 {
		return fmt.Errorf("write it like: pin ma he sets zhou, or: pin zhou wrong is locked")
	}
	if args[2] == "sets" {
		var numbers []string
		for _, handset := range []string{args[0], args[1], args[3]} {
			m, err := t.whose(handset)
			if err != nil {
				return err
			}
			numbers = append(numbers, m.Number)
		}
		pin, err := c.SetPIN(ctx, numbers[2], numbers[0], numbers[1])
		t.pins[args[3]] = pin
		return err
	}
	m, err := t.whose(args[0])
	if err != nil {
		return err
	}
	tried := t.pins[args[0]]
	if args[1] == "wrong" {
		tried = strings.Repeat("0", care.PINLength)
	}
	got, err := c.CheckPIN(ctx, m.Number, tried)
	if want := map[string]care.PINVerdict{"right": care.PINRight, "wrong": care.PINWrong, "locked": care.PINLocked}[args[3]]; err == nil && got != want {
		err = fmt.Errorf("the PIN is %d, not %s", got, args[3])
	}
	return err
}

// knowsPIN is the PIN of whoever has this handset.
func (t *Town) knowsPIN(h *carrier.Handset) (string, bool) {
	pin, ok := t.pins[h.Name]
	return pin, ok
}

// guessesPIN is a PIN that is never set: all its digits are alike.
func guessesPIN(*carrier.Handset) (string, bool) { return strings.Repeat("1", care.PINLength), true }

// cardOf is the number on the member card of the one with a handset, which
// others are shown.
func (t *Town) cardOf(handset string) func(*carrier.Handset) (string, bool) {
	return func(*carrier.Handset) (string, bool) {
		m, err := t.whose(handset)
		return m.Number, err == nil
	}
}
