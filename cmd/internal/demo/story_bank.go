package demo

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

// What coordinators do with the bank, as lines of a story.

// policy changes one number of the policy: `policy director proposes
// round_minutes 60 2026-11-25`, `policy stranger confirms 1`, `policy director
// cannot confirm 1`.
func (t *Town) policy(args []string) error {
	if len(args) < 3 {
		return fmt.Errorf("write it like: policy director proposes round_minutes 60 2026-11-25")
	}
	by, err := t.memberAt(args[0])
	if err != nil {
		return err
	}
	switch {
	case args[1] == "proposes" && len(args) == 5:
		return t.propose(by, args[2], args[3], args[4])
	case args[1] == "confirms":
		return t.confirm(by, args[2])
	case args[1] == "cannot" && len(args) == 4:
		if t.confirm(by, args[3]) == nil {
			return fmt.Errorf("%s could confirm it", args[0])
		}
		return nil
	}
	return fmt.Errorf("nobody %s a policy", args[1])
}

func (t *Town) propose(by care.Member, setting, value, day string) error {
	at, err := time.ParseInLocation(time.DateOnly, day, nineInTheMorning().Location())
	if err != nil {
		return err
	}
	var now ledger.Policy
	ctx := context.Background()
	if err := t.App.Centre.Bank.Read(ctx, func(v *ledger.View) (err error) { now, err = v.PolicyAt(v.Now); return err }); err != nil {
		return err
	}
	line := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(setting) + ` = \S+`)
	if !line.Match(now.Body) {
		return fmt.Errorf("the policy has no %s", setting)
	}
	_, err = t.App.Centre.ProposePolicy(ctx, care.PolicyDraft{Body: line.ReplaceAll(now.Body, []byte(setting+" = "+value)), At: at, Actor: by.Number})
	return err
}

func (t *Town) confirm(by care.Member, proposal string) error {
	id, err := strconv.ParseInt(proposal, 10, 64)
	if err != nil {
		return err
	}
	_, _, err = t.App.Centre.ConfirmPolicy(context.Background(), id, by.Number)
	return err
}

// grant puts time into a fund, which two coordinators want: grant opening 10h
// director stranger.
func (t *Town) grant(args []string) error {
	if len(args) != 4 {
		return fmt.Errorf("write it like: grant opening 10h director stranger")
	}
	d, err := time.ParseDuration(args[1])
	if err != nil {
		return err
	}
	for _, handset := range args[2:] {
		by, err := t.memberAt(handset)
		if err != nil {
			return err
		}
		o := care.GrantOrder{Fund: args[0], Minutes: int64(d / time.Minute), Reason: "街道定的", Actor: by.Number}
		if _, _, err := t.App.Centre.OrderGrant(context.Background(), o); err != nil {
			return err
		}
	}
	return nil
}

// paid checks who has paid for a visit: paid 1 own 60 granted 30 pool 30; all
// three are named.
func (t *Town) paid(args []string) error {
	const form = "own %d granted %d pool %d"
	if len(args) != 7 {
		return fmt.Errorf("write it like: paid 1 own 60 granted 30 pool 30")
	}
	visit, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return err
	}
	p, err := t.App.Centre.Paid(context.Background(), visit)
	if err != nil {
		return err
	}
	want := fmt.Sprintf("own %s granted %s pool %s", args[2], args[4], args[6])
	if got := fmt.Sprintf(form, p.Own, p.Granted, p.Pool); got != want {
		return fmt.Errorf("visit %d was paid: %s", visit, got)
	}
	return nil
}

// pool checks what stands in the pool of a community: pool 翠湖社区 -120.
func (t *Town) pool(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("write it like: pool 翠湖社区 -120")
	}
	var b ledger.Balance
	err := t.App.Centre.Bank.Read(context.Background(), func(v *ledger.View) error {
		a, err := v.Account("pool/" + args[0])
		if err == nil {
			b, err = v.Balance(a.ID)
		}
		return err
	})
	if err == nil && strconv.FormatInt(b.Posted, 10) != args[1] {
		err = fmt.Errorf("the pool has %d minutes", b.Posted)
	}
	return err
}
