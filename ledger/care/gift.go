package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"hourline/ledger"
)

// Kinds of entries of gifts. The reference of both is the gift.
const (
	giftHours    ledger.Kind = "gift"
	giftOverflow ledger.Kind = "gift-overflow" // what found no room with the receiver, to the pool
)

// What a gift is refused for, besides the limits of policy.
var (
	ErrNotFamily   = errors.New("hours are given to a spouse, a parent, a grandparent or a child, and two of the staff must have seen the document: see hourline family link")
	ErrGiftUsed    = errors.New("this reference stands for another gift already; every form has a number of its own")
	ErrNoReference = errors.New("a gift needs a reference of 1 to 40 letters, such as the number of the form that was signed")
	ErrGiftLimit   = errors.New("more than may be given")
	ErrFull        = errors.New("more than the receiver can store; give less, or let the rest go to the community's pool")
)

// A Gift is hours that a member gives to a relative, at the desk.
type Gift struct {
	From, To  string // member numbers
	Minutes   int64
	Reference string // of the form: the same again is the same gift
	Overflow  bool   // what the receiver cannot store goes to the pool
	Actor     string // member number of the one at the desk
}

// A Given is what became of a gift.
type Given struct {
	ID          int64
	Minutes     int64 // of them
	Pooled      int64 // went to the pool
	Entry       int64 // of what arrived
	Giver       Member
	Receiver    Member
	GiverHas    int64 // minutes, afterwards
	ReceiverHas int64
	Repeated    bool // it was given before; nothing happened this time
}

// Give moves hours from a member to a relative, within the limits of policy,
// and tells both. The same reference again gives nothing more.
func (c *Centre) Give(ctx context.Context, g Gift) (given Given, err error) {
	g.Reference = strings.ToUpper(tidy(g.Reference)) // as people write the number of one form
	if n := len([]rune(g.Reference)); n == 0 || n > 40 || strings.ContainsFunc(g.Reference, unspeakable) {
		return given, ErrNoReference
	}
	err = c.write(ctx, func(v *verb) error {
		given, err = v.give(g)
		return err
	})
	if err != nil {
		return Given{}, fmt.Errorf("gift %s: %w", g.Reference, err)
	}
	return given, nil
}

func (v *verb) give(g Gift) (d Given, err error) {
	by, err := worker(v.View, g.Actor)
	if err != nil {
		return d, err
	}
	if d.Giver, err = numbered(v.View, g.From); err != nil {
		return d, err
	}
	if d.Receiver, err = numbered(v.View, g.To); err != nil {
		return d, err
	}
	if known, err := v.givenBefore(g, &d); err != nil || known {
		return d, err
	}
	d.Minutes = g.Minutes
	if err := v.mayGive(g, &d, by); err != nil {
		return d, err
	}
	err = v.QueryRow(`INSERT INTO gifts (reference, giver, receiver, minutes, pooled, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		g.Reference, d.Giver.ID, d.Receiver.ID, d.Minutes, d.Pooled, ms(v.now), by.Number).Scan(&d.ID)
	if err != nil {
		return d, err
	}
	if err := v.audit(Deed{Actor: by.Number, What: "gift", Member: d.Giver.ID, Ref: d.ID, Note: g.Reference}); err != nil {
		return d, err
	}
	return d, v.carryOver(&d, "staff "+by.Number)
}

// givenBefore reports whether the reference of a gift is known. As another gift
// it is refused.
func (v *verb) givenBefore(g Gift, d *Given) (known bool, err error) {
	var giver, receiver int64
	err = v.QueryRow(`SELECT id, giver, receiver, minutes, pooled FROM gifts WHERE reference = $1`, g.Reference).
		Scan(&d.ID, &giver, &receiver, &d.Minutes, &d.Pooled)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if giver != d.Giver.ID || receiver != d.Receiver.ID || d.Minutes != g.Minutes {
		return true, ErrGiftUsed
	}
	d.Repeated = true
	if e, err := v.EntryFor(giftHours, d.ID); err == nil {
		d.Entry = int64(e.ID)
	}
	return true, v.haveNow(d)
}

// mayGive refuses what policy does not allow, and finds what goes to the pool.
func (v *verb) mayGive(g Gift, d *Given, by Member) error {
	if err := fourEyes(v.View, by, nil, []Member{d.Giver, d.Receiver}); err != nil {
		return err
	}
	if err := errors.Join(living(v.View, d.Giver), living(v.View, d.Receiver)); err != nil {
		return err
	}
	switch as, err := kinOf(v.View, d.Giver.ID, d.Receiver.ID); {
	case errors.Is(err, ErrNotLinked) || err == nil && !as.mayReceive():
		return ErrNotFamily
	case err != nil:
		return err
	}
	if err := v.withinLimits(d.Giver, g.Minutes); err != nil {
		return err
	}
	room, err := v.roomOf(d.Receiver)
	if err != nil {
		return err
	}
	if d.Pooled = max(g.Minutes-room, 0); d.Pooled > 0 && (!g.Overflow || d.Pooled == g.Minutes) {
		return fmt.Errorf("%w: there is room for %d min", ErrFull, room)
	}
	return nil
}

// withinLimits refuses more than one member may give: at once, in a month or a
// year of the calendar, and of what must stay.
func (v *verb) withinLimits(giver Member, minutes int64) error {
	f := v.policy.Family
	if minutes < 1 || minutes > f.GiftMinutes {
		return fmt.Errorf("%w: one gift has 1 to %d min", ErrGiftLimit, f.GiftMinutes)
	}
	y, m, _ := v.now.Date()
	for _, limit := range []struct {
		name  string
		since time.Time
		most  int64
	}{
		{"month", DayStart(y, m, 1, v.policy.Place), f.MonthMinutes},
		{"year", DayStart(y, time.January, 1, v.policy.Place), f.YearMinutes},
	} {
		var gave int64
		if err := v.QueryRow(`SELECT coalesce(sum(minutes), 0) FROM gifts WHERE giver = $1 AND at >= $2`, giver.ID, ms(limit.since)).Scan(&gave); err != nil {
			return err
		}
		if gave+minutes > limit.most {
			return fmt.Errorf("%w: %d min are left of this %s's %d", ErrGiftLimit, max(limit.most-gave, 0), limit.name, limit.most)
		}
	}
	b, err := v.Balance(giver.Account)
	if err == nil && b.Available()-minutes < f.KeepMinutes {
		err = fmt.Errorf("%w: %d min are available, of which %d must stay", ErrGiftLimit, b.Available(), f.KeepMinutes)
	}
	return err
}

// carryOver moves the hours and tells both.
func (v *verb) carryOver(d *Given, who string) error {
	p := ledger.Posting{Debit: d.Giver.Account, Credit: d.Receiver.Account, Amount: d.Minutes - d.Pooled, Kind: giftHours, Ref: d.ID,
		Policy: v.policy.Version, Actor: who}
	e, err := v.Post(p)
	if err != nil {
		return err
	}
	d.Entry = int64(e.ID)
	if err := v.overflow(p, d.Receiver.Community, d.Pooled, giftOverflow); err != nil {
		return err
	}
	if err := v.haveNow(d); err != nil {
		return err
	}
	number, err := v.Number(e)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("gift/%d/", d.ID)
	if d.Pooled > 0 {
		if err := v.text(key+"pooled", "gift.pooled", d.ID, d.Giver, Facts{Name: d.Receiver.Name, Minutes: d.Pooled, Balance: d.GiverHas}); err != nil {
			return err
		}
	}
	return errors.Join(
		v.text(key+"given", "gift.given", d.ID, d.Giver, Facts{Name: d.Receiver.Name, Minutes: p.Amount, Balance: d.GiverHas, Receipt: number}),
		v.text(key+"received", "gift.received", d.ID, d.Receiver, Facts{Name: d.Giver.Name, Minutes: p.Amount, Balance: d.ReceiverHas, Receipt: number}))
}

// overflow moves what p's receiver cannot store to the pool of a community.
func (v *verb) overflow(p ledger.Posting, community string, minutes int64, kind ledger.Kind) (err error) {
	if minutes == 0 {
		return nil
	}
	if p.Credit, err = v.pool(community); err != nil {
		return err
	}
	p.Kind, p.Amount = kind, minutes
	_, err = v.Post(p)
	return err
}

// roomOf is how many minutes more a member can store.
func (v *verb) roomOf(m Member) (int64, error) {
	b, err := v.Balance(m.Account)
	return max(v.policy.Caps.StoredMinutes-b.Posted, 0), err
}

// haveNow reads what giver and receiver have after a gift.
func (v *verb) haveNow(d *Given) error {
	giver, err := v.Balance(d.Giver.Account)
	if err != nil {
		return err
	}
	receiver, err := v.Balance(d.Receiver.Account)
	d.GiverHas, d.ReceiverHas = giver.Posted, receiver.Posted
	return err
}
