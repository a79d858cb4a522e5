package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"hourline/ledger"
)

// CardCells is how many cells a home card has.
const CardCells = 24

// Cells are what stands in the cells of a home card, two digits each. They are
// known in the elder's home only, so that whoever tells one was there; they
// print as nothing.
type Cells [CardCells]string

// A Card is an elder's home card.
type Card struct {
	Elder   Member // number, name and language
	Version int64  // of this elder's cards, from 1
	Cells   Cells
	Printed time.Time // for the first time
	asked   int       // the cell that was asked for last, 0 for none
}

// String keeps the cells out of logs and messages.
func (Cells) String() string { return "(cells)" }

// GoString keeps the cells out of %#v.
func (Cells) GoString() string { return "(cells)" }

// LogValue is whose card it is, and the how-manieth.
func (c Card) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("member", c.Elder.ID), slog.Int64("version", c.Version))
}

// holds reports whether a cell, counted from 1, holds these two digits.
func (c Card) holds(cell int, digits string) bool {
	return cell >= 1 && cell <= CardCells && digits != "" && c.Cells[cell-1] == digits
}

// ErrNoElder is returned for a member who asks for no visits.
var ErrNoElder = errors.New("only elders have a home card; give the member the role elder first")

// A CardOrder asks for a card to be printed.
type CardOrder struct {
	Number  string // the elder's, eight digits
	Actor   string // who prints it; kept
	Replace bool   // the old one is lost, and void from now on
}

// PrintCard is an elder's card for the printer. The first one is made; later
// the same card is printed once more, unless it is to be replaced.
func (c *Centre) PrintCard(ctx context.Context, o CardOrder) (card Card, err error) {
	if err := nameable(o.Actor); err != nil {
		return card, err
	}
	elder, err := c.MemberByNumber(ctx, o.Number)
	if err != nil {
		return card, err
	}
	if !elder.Roles.Has(Elder) {
		return card, ErrNoElder
	}
	err = c.write(ctx, func(v *verb) error {
		card, err = v.printCard(elder, o)
		return err
	})
	if err != nil {
		return card, fmt.Errorf("print a card of member %s: %w", elder.Number, err)
	}
	return card, nil
}

func (v *verb) printCard(elder Member, o CardOrder) (Card, error) {
	card, err := cardIn(v.View, v.policy, elder.ID)
	deed := "card printed again"
	switch fresh := errors.Is(err, sql.ErrNoRows); {
	case err != nil && !fresh:
		return card, err
	case fresh:
		deed, err = "card printed", nil
		card, err = v.newCard(Card{Elder: elder})
	case o.Replace:
		deed = "card replaced"
		if _, err = v.Exec(`UPDATE cards SET void_at = $1 WHERE elder = $2 AND void_at IS NULL`, ms(v.now), elder.ID); err == nil {
			card, err = v.newCard(card)
		}
	}
	if err != nil {
		return card, err
	}
	card.Elder = Member{ID: elder.ID, Number: elder.Number, Name: elder.Name, Lang: elder.Lang} // no more of the elder is on it
	return card, v.audit(Deed{Actor: o.Actor, What: deed, Member: elder.ID, Ref: card.Version})
}

// newCard draws the elder's next card; what was asked for last stays known.
func (v *verb) newCard(before Card) (Card, error) {
	card := Card{Elder: before.Elder, Version: before.Version + 1, Printed: v.now, asked: before.asked}
	for i := range card.Cells {
		card.Cells[i] = fmt.Sprintf("%02d", v.chance(100))
	}
	_, err := v.Exec(`INSERT INTO cards (elder, version, cells, asked, printed_at) VALUES ($1, $2, $3, $4, $5)`,
		card.Elder.ID, card.Version, strings.Join(card.Cells[:], ""), card.asked, ms(card.Printed))
	return card, err
}

// cardIn is the card that is valid in an elder's home, sql.ErrNoRows for none.
func cardIn(v *ledger.View, p *Policy, elder int64) (c Card, err error) {
	var cells string
	var printed int64
	err = v.QueryRow(`SELECT version, cells, asked, printed_at FROM cards WHERE elder = $1 AND void_at IS NULL`, elder).
		Scan(&c.Version, &cells, &c.asked, &printed)
	if err != nil {
		return c, err
	}
	for i := range c.Cells {
		c.Cells[i] = cells[2*i : 2*i+2]
	}
	c.Elder.ID, c.Printed = elder, p.moment(&printed)
	return c, nil
}
