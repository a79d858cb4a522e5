package demo

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

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

// Which of an elder's cards is read.
const (
	hangsThere = "void_at IS NULL"
	replaced   = "void_at IS NOT NULL"
)

// asks is how a text asks for a cell.
var asks = regexp.MustCompile(`(?:第|cell )(\d+)\D.*(?:KS|JS) (\d{4})`)

// reads is what a helper reads in the cell that was asked for last, or, off by
// so much, something else; on the card that hangs there, or on the first of
// those that were replaced.
func (t *Town) reads(off int, which string) func(*carrier.Handset) (string, bool) {
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
					JOIN cards c ON c.elder = r.elder AND c.`+which+` WHERE w.code = $2 ORDER BY w.id DESC, c.version LIMIT 1`, 2*cell-1, asked[2]).Scan(&digits)
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

// byHand enters a visit, or vouches for one, in the name of a member of staff.
func (t *Town) byHand(who, does string, args []string) error {
	by, err := t.whose(who)
	if err != nil {
		return err
	}
	centre, ctx := t.App.Centre, context.Background()
	switch {
	case does == "enters" && len(args) == 3:
		return t.enters(by, args)
	case does == "confirms" && len(args) == 1:
		visit, _ := strconv.ParseInt(args[0], 10, 64)
		_, err = centre.ConfirmByHand(ctx, visit, by.Number)
		return err
	case does == "cannot" && len(args) == 2 && args[0] == "confirm":
		visit, _ := strconv.ParseInt(args[1], 10, 64)
		if _, err = centre.ConfirmByHand(ctx, visit, by.Number); errors.Is(err, care.ErrSecondPerson) || errors.Is(err, care.ErrOwnCause) {
			return nil
		}
		return fmt.Errorf("%s vouches for it: %v", who, err)
	}
	return fmt.Errorf("nobody %s a visit like that", does)
}

// enters enters a visit that is just over: elder, volunteer, and how long it was.
func (t *Town) enters(by care.Member, args []string) error {
	elder, err := t.whose(args[0])
	if err != nil {
		return err
	}
	helper, err := t.whose(args[1])
	if err != nil {
		return err
	}
	long, err := time.ParseDuration(args[2])
	if err != nil {
		return err
	}
	now := t.App.Centre.Now()
	_, err = t.App.Centre.EnterVisit(context.Background(), care.HandEntry{
		Elder: elder.Number, Volunteer: helper.Number, Kind: care.Company, From: now.Add(-long), To: now, Actor: by.Number, Reason: "手机没电",
	})
	return err
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
