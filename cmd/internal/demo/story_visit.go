package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"hourline/ledger/care"
)

// visit does something by hand about a visit: `visit ma moves 1 "2026-11-25 15:00"`,
// `visit ma corrects 1 90`, `visit director allows 1 alone`, `visit ma enters wang zhang 2h` (company, until now),
// `visit he confirms 1`, `visit he cannot confirm 1`.
func (t *Town) visit(args []string) error {
	if len(args) > 2 && slices.Contains([]string{"enters", "confirms", "cannot"}, args[1]) {
		return t.byHand(args[0], args[1], args[2:])
	}
	if len(args) != 4 {
		return errors.New(`write it like: visit ma moves 1 "2026-11-25 15:00"`)
	}
	by, err := t.whose(args[0])
	if err != nil {
		return err
	}
	visit, err := strconv.ParseInt(args[2], 10, 64)
	if err != nil {
		return fmt.Errorf("%q is no number of a visit", args[2])
	}
	switch args[1] {
	case "moves":
		to, err := time.ParseInLocation("2006-01-02 15:04", args[3], nineInTheMorning().Location())
		if err != nil {
			return err
		}
		_, err = t.App.Centre.MoveVisit(context.Background(), care.VisitMove{Visit: visit, To: to, Actor: by.Number})
		return err
	case "allows":
		return t.App.Centre.GoAlone(context.Background(), care.Decision{Visit: visit, Actor: by.Number, Reason: args[3]})
	case "corrects":
		minutes, err := strconv.ParseInt(args[3], 10, 64)
		if err != nil {
			return fmt.Errorf("%q is no number of minutes", args[3])
		}
		_, err = t.App.Centre.CorrectVisit(context.Background(), care.Correction{Visit: visit, Minutes: minutes, Reason: care.Edited, Actor: by.Number})
		return err
	}
	return fmt.Errorf("nobody %s a visit", args[1])
}

// whose is the member whose first phone a handset is.
func (t *Town) whose(handset string) (care.Member, error) {
	h := t.Network.Handset(handset)
	if h == nil {
		return care.Member{}, fmt.Errorf("%s has no phone here", handset)
	}
	members, err := t.App.Centre.Members(context.Background())
	if err != nil {
		return care.Member{}, err
	}
	for _, m := range members {
		if string(m.Phone()) == h.E164 {
			return m, nil
		}
	}
	return care.Member{}, fmt.Errorf("%s is not in the books", handset)
}
