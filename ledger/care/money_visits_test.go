package care

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// visitHabits are all that makes hours, and unmakes them.
func (b *bursar) visitHabits() []habit {
	return []habit{{5, b.serves}, {1, b.enters}, {2, b.vouches}, {3, b.objects}, {2, b.decidesVisit}, {4, b.corrects}}
}

// entry is a visit of the last days, by one of few, so that they meet.
func (b *bursar) entry(r *rapid.T) (how string, v *visitModel, do func() error, want error) {
	helper, elder := twoOf(r, "helper", "elder")
	by := employee(r)
	day := rapid.IntRange(0, 9).Draw(r, "days ago")
	hour := rapid.SampledFrom([]int{8, 11, 14, 17}).Draw(r, "hour")
	length := time.Duration(rapid.SampledFrom([]int{60, 120, 67, 52, 180, 250, 6}).Draw(r, "minutes")) * time.Minute
	y, month, d := b.m.now.AddDate(0, 0, -day).Date()
	from := time.Date(y, month, d, hour, 0, 0, 0, b.m.now.Location())
	v, want = b.m.enter(helper, elder, from, length, by)
	how = fmt.Sprintf("%s was with %s on %s for %s, says %s", b.name(helper), b.name(elder), from.Format("2 Jan 15:04"), length, b.hand(by))
	return how, v, func() error {
		_, err := b.EnterVisit(ctx, HandEntry{Elder: b.who[elder].Number, Volunteer: b.who[helper].Number, Kind: Company,
			From: from, To: from.Add(length), Actor: b.number(by), Reason: "手机坏了"})
		return err
	}, want
}

func (b *bursar) enters(r *rapid.T) {
	how, _, do, want := b.entry(r)
	b.twice(r, "enter a visit", how, want, do)
}

// serves is a visit that a second person vouches for at once.
func (b *bursar) serves(r *rapid.T) {
	how, v, do, want := b.entry(r)
	b.wants(r, "enter a visit", how, do(), want)
	if want == nil {
		b.vouch(r, v)
	}
}

// vouch is somebody else of the staff; seldom the same.
func (b *bursar) vouch(r *rapid.T, v *visitModel) {
	by := another(r, v.enteredBy)
	want := b.m.vouch(v, by)
	b.wants(r, "vouch", fmt.Sprintf("%s for visit %d", b.hand(by), v.id), second(b.ConfirmByHand(ctx, v.id, b.number(by))), want)
}

// visit is one of the last, mostly in one of some states; nil while there are
// none.
func (b *bursar) visit(r *rapid.T, states ...State) *visitModel {
	if len(b.m.visits) == 0 {
		return nil
	}
	last := len(b.m.visits) - 1
	if in := func(v *visitModel) bool { return slices.Contains(states, v.state) }; !chance(r, "any", 4) && slices.ContainsFunc(b.m.visits, in) {
		for !in(b.m.visits[last]) {
			last--
		}
		return b.m.visits[last]
	}
	return b.m.visits[last-rapid.IntRange(0, min(last, 7)).Draw(r, "visit, of the last")]
}

func (b *bursar) vouches(r *rapid.T) {
	if v := b.visit(r, Finished); v != nil {
		b.vouch(r, v)
	}
}

// objects is the elder's key after a visit, or the elder's word to the staff.
func (b *bursar) objects(r *rapid.T) {
	v := b.visit(r, Credited)
	if v == nil {
		return
	}
	how := fmt.Sprintf("%s, about visit %d", b.name(v.elder), v.id)
	switch rapid.IntRange(0, 3).Draw(r, "how") {
	case 0:
		if v.state == Credited {
			v.state = Posted
		}
		b.twice(r, "press 1", how, nil, func() error { return b.Confirm(ctx, v.id, time.Minute) })
	case 1:
		_ = b.m.object(v) // where nothing is to be decided a key does nothing
		b.twice(r, "press 2", how, nil, func() error { return b.Dispute(ctx, v.id, time.Minute) })
	default:
		by := employee(r)
		want := b.m.object(v)
		b.wants(r, "object", how+" to "+b.hand(by), b.ObjectByHand(ctx, Decision{v.id, b.number(by), "她说没来"}), want)
	}
}

func (b *bursar) decidesVisit(r *rapid.T) {
	v, by := b.visit(r, Disputed), employee(r)
	if v == nil {
		return
	}
	how := fmt.Sprintf("%s about visit %d", b.hand(by), v.id)
	if chance(r, "gives it up", 2) {
		want := b.m.withdraw(v)
		b.wants(r, "withdraw a visit", how, b.WithdrawVisit(ctx, Decision{v.id, b.number(by), "没有去"}), want)
		return
	}
	want := b.m.settleVisit(v, by)
	b.wants(r, "settle a visit", how, b.SettleVisit(ctx, Decision{v.id, b.number(by), "问过了"}), want)
}

func (b *bursar) corrects(r *rapid.T) {
	v := b.visit(r)
	if v == nil {
		return
	}
	minutes := rapid.SampledFrom([]int64{0, 60, 120, 180, 240, 15, 20}).Draw(r, "minutes")
	unlock := rapid.IntRange(noOne, crew-1).Draw(r, "unlocked by")
	b.byTwo(r, func(by int) {
		b.clock.Advance(time.Second) // the texts of two corrections are told apart by the second
		b.m.now = b.m.now.Add(time.Second)
		want := b.m.correct(v, minutes, unlock, by)
		_, err := b.CorrectVisit(ctx, Correction{Visit: v.id, Minutes: minutes, Reason: Edited, Actor: b.number(by), Unlock: b.number(unlock)})
		b.wants(r, "correct", fmt.Sprintf("visit %d to %d min, says %s, unlocked by %s", v.id, minutes, b.hand(by), b.hand(unlock)), err, want)
	})
}
