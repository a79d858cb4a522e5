package demo

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"hourline/cmd/internal/carrier"
	"hourline/ledger"
	"hourline/ledger/care"
)

// card prints the card of the first elder on a phone; a lost one is replaced.
func (t *Town) card(args []string) error {
	if len(args) == 0 || len(args) > 2 || len(args) == 2 && args[1] != "replaced" {
		return fmt.Errorf("write it like: card wang, or: card wang replaced")
	}
	h := t.Network.Handset(args[0])
	if h == nil {
		return fmt.Errorf("%s has no phone here", args[0])
	}
	line, err := t.App.Centre.Line(context.Background(), care.Phone(h.E164))
	if err != nil {
		return err
	}
	if len(line.Elders) == 0 {
		return fmt.Errorf("%s is no elder", args[0])
	}
	_, err = t.App.Centre.PrintCard(context.Background(), care.CardOrder{Number: line.Elders[0].Number, Actor: "王主任", Replace: len(args) == 2})
	return err
}

// asks is how a text asks for a cell.
var asks = regexp.MustCompile(`(?:第|cell )(\d+)\D.*(?:KS|JS) (\d{4})`)

// reads is what a helper reads in the cell that was asked for last, or, off by
// so much, something else.
func (t *Town) reads(off int) func(*carrier.Handset) (string, bool) {
	return func(h *carrier.Handset) (string, bool) {
		texts := h.Texts()
		for i := len(texts) - 1; i >= 0; i-- {
			asked := asks.FindStringSubmatch(texts[i].Body)
			if asked == nil || !texts[i].Received {
				continue
			}
			cell, _ := strconv.Atoi(asked[1])
			var digits int
			err := t.App.Centre.Bank.Read(context.Background(), func(v *ledger.View) error {
				return v.QueryRow(`SELECT CAST(substr(c.cells, $1, 2) AS INTEGER) FROM visits w JOIN requests r ON r.id = w.request
					JOIN cards c ON c.elder = r.elder AND c.void_at IS NULL WHERE w.code = $2 ORDER BY w.id DESC LIMIT 1`, 2*cell-1, asked[2]).Scan(&digits)
			})
			return fmt.Sprintf("%02d", (digits+off)%100), err == nil
		}
		return "", false
	}
}

// codeAt is the code of the latest visit to whoever is rung on a handset.
func (t *Town) codeAt(h *carrier.Handset) (code string, ok bool) {
	err := t.App.Centre.Bank.Read(context.Background(), func(v *ledger.View) error {
		return v.QueryRow(`SELECT w.code FROM visits w JOIN requests r ON r.id = w.request
			JOIN phones p ON p.member = r.elder WHERE p.phone = $1 ORDER BY w.id DESC LIMIT 1`, h.E164).Scan(&code)
	})
	return code, err == nil
}

// signals checks the kinds of what is odd, the newest first; none for no words.
func (t *Town) signals(want []string) error {
	all, err := t.App.Centre.Signals(context.Background())
	if err != nil {
		return err
	}
	var got []string
	for _, s := range all {
		got = append(got, string(s.Kind))
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		return fmt.Errorf("the signals are %v", got)
	}
	return nil
}
