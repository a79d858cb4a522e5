package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/transfer"
)

// An oldTown is another time bank, with which the town's has agreed on terms.
// Everybody who is named there has an account in both.
type oldTown struct {
	centre       *care.Centre
	boss, vice   care.Member // its coordinators
	note, answer []byte      // the last ones, on whoever's table they lie
}

// whatOldTownMayOwe is the limit on both sides, in minutes.
const whatOldTownMayOwe = 600

// transfer is one step between the town's bank and that of the old town:
// `transfer ma sends zhou 2h he` (he approves it), `transfer ma takes` the last
// answer, `transfer ma credits zhou` the last note; and over there `transfer
// oldtown credits`, `transfer oldtown refuses`, `transfer oldtown sends zhou 1h`
// and `transfer oldtown reads zhou +120`, what zhou has there. `transfer ma
// cannot takes` must be refused.
func (t *Town) transfer(args []string) error {
	if len(args) < 2 {
		return errors.New("write it like: transfer ma sends zhou 2h he")
	}
	if err := t.meetOldTown(); err != nil {
		return err
	}
	if args[1] == "cannot" {
		if err := t.transfer(append(args[:1:1], args[2:]...)); err == nil {
			return errors.New("nobody was refused")
		}
		return nil
	}
	rest := append(args[2:], "", "", "")
	if args[0] == "oldtown" {
		return t.oldTown.does(t, args[1], rest)
	}
	by, err := t.whose(args[0])
	if err != nil {
		return err
	}
	switch centre, ctx := t.App.Centre, context.Background(); args[1] {
	case "sends":
		with, err := t.whose(rest[2])
		if err != nil {
			return err
		}
		t.oldTown.note, err = t.sends(centre, t.oldTown.centre, rest, care.TransferOrder{Peer: "old-town", Actor: by.Number, With: with.Number})
		return err
	case "takes":
		_, err := centre.TakeAnswer(ctx, t.oldTown.answer, by.Number)
		return err
	case "credits":
		m, err := t.person(rest[0])
		if err != nil {
			return err
		}
		_, t.oldTown.answer, err = centre.ReceiveHours(ctx, t.oldTown.note, m.Number, by.Number)
		return err
	}
	return fmt.Errorf("nobody %s hours", args[1])
}

// does is one step at the other bank.
func (o *oldTown) does(t *Town, what string, rest []string) (err error) {
	ctx := context.Background()
	switch what {
	case "credits":
		n, err := transfer.ReadNote(o.note, t.App.Centre.Bank.LogKey())
		if err != nil {
			return err
		}
		_, o.answer, err = o.centre.ReceiveHours(ctx, o.note, n.Member, o.boss.Number)
		return err
	case "refuses":
		_, o.answer, err = o.centre.RefuseHours(ctx, o.note, transfer.Unwanted, o.boss.Number)
		return err
	case "takes":
		_, err := o.centre.TakeAnswer(ctx, o.answer, o.boss.Number)
		return err
	case "sends":
		o.note, err = t.sends(o.centre, t.App.Centre, rest, care.TransferOrder{Peer: "green-lake", Actor: o.boss.Number, With: o.vice.Number})
		return err
	case "reads":
		m, err := t.there(o.centre, rest[0])
		if err != nil {
			return err
		}
		b, err := o.centre.Passbook(ctx, m.ID)
		if want := strings.TrimPrefix(rest[1], "+"); err == nil && fmt.Sprint(b.Balance) != want {
			err = fmt.Errorf("%s has %d minutes there", rest[0], b.Balance)
		}
		return err
	}
	return fmt.Errorf("nobody there %s hours", what)
}

// sends is the note for the hours of somebody who has a number in both banks.
func (t *Town) sends(from, to *care.Centre, rest []string, o care.TransferOrder) ([]byte, error) {
	long, err := time.ParseDuration(rest[1])
	if err != nil {
		return nil, err
	}
	here, err := t.there(from, rest[0])
	if err != nil {
		return nil, err
	}
	there, err := t.there(to, rest[0])
	if err != nil {
		return nil, err
	}
	o.Member, o.Minutes, o.TheirNumber, o.TheirName = here.Number, int64(long/time.Minute), there.Number, there.Name
	sent, err := from.SendHours(context.Background(), o)
	if err != nil {
		return nil, err
	}
	_, note, err := from.TransferNote(context.Background(), sent.ID, o.Actor)
	return note, err
}

// there is somebody of the town in the books of either bank. In the old town's
// they are entered the first time, with ten hours.
func (t *Town) there(centre *care.Centre, called string) (care.Member, error) {
	m, err := t.person(called)
	if err != nil || centre == t.App.Centre {
		return m, err
	}
	ctx := context.Background()
	all, err := centre.Members(ctx)
	if err != nil {
		return m, err
	}
	for _, other := range all {
		if other.Name == m.Name {
			return other, nil
		}
	}
	if m, err = centre.AddMember(ctx, care.Member{Name: m.Name, Roles: care.Elder, Community: "老城"}); err != nil {
		return m, err
	}
	return m, centre.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Deposit(m.ID, m.Account, 600, tx.Now, 1, "before")
		return err
	})
}

// meetOldTown opens the other bank, and lets two coordinators of each agree on
// terms with the other.
func (t *Town) meetOldTown() error {
	if t.oldTown != nil {
		return nil
	}
	dir, err := os.MkdirTemp("", "hourline-old-town-")
	if err != nil {
		return err
	}
	t.left = append(t.left, dir)
	centre, err := care.Open(context.Background(), filepath.Join(dir, "hourline.db"), care.Config{Clock: t.Clock.Clock(), Origin: "old-town.example/log"})
	if err != nil {
		return err
	}
	o := &oldTown{centre: centre}
	t.oldTown = o
	if o.boss, o.vice, err = coordinators(centre, "老城"); err != nil {
		return err
	}
	ours, second, err := coordinators(t.App.Centre, "翠湖社区")
	if err != nil {
		return err
	}
	return errors.Join(
		agree(t.App.Centre, care.PeerTerms{Name: "old-town", Title: "老城时间银行", Key: centre.Bank.LogKey(), Limit: whatOldTownMayOwe}, ours, second),
		agree(centre, care.PeerTerms{Name: "green-lake", Title: bankName, Key: t.App.Centre.Bank.LogKey(), Limit: whatOldTownMayOwe}, o.boss, o.vice))
}

// coordinators are two who have nothing to do with one another.
func coordinators(centre *care.Centre, community string) (one, other care.Member, err error) {
	ctx := context.Background()
	one, err = centre.AddMember(ctx, care.Member{Name: "高主任", Roles: care.Coordinator, Community: community})
	if err == nil {
		other, err = centre.AddMember(ctx, care.Member{Name: "段主任", Roles: care.Coordinator, Community: community})
	}
	return one, other, err
}

func agree(centre *care.Centre, terms care.PeerTerms, by ...care.Member) error {
	for _, m := range by {
		terms.Actor = m.Number
		if _, err := centre.AddPeer(context.Background(), terms); err != nil {
			return err
		}
	}
	return nil
}
