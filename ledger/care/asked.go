package care

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// What a volunteer says with a key who is rung because a visit has not begun,
// or has not ended. Each is answered by text with the codes for what follows.

// askVolunteer rings the volunteer of a visit.
func (v *verb) askVolunteer(r Request, n nudge, about string) error {
	helper, err := member(v.View, r.Visit.Volunteer)
	if err != nil {
		return err
	}
	return v.queue(Outgoing{
		Key: nudgeKey(r.Visit, n) + "/call", Lane: CallLane, Action: PlaceCall, Kind: about, Ref: r.Visit.ID,
		Member: helper.ID, Phone: helper.Phone(), Lang: helper.Lang,
	})
}

// OnTheWay is a volunteer's key: on the way, and there soon. The elder is told.
func (c *Centre) OnTheWay(ctx context.Context, visit int64) error {
	return c.askedAbout(ctx, visit, func(v *verb, r Request) (answer, error) {
		if r.State != Accepted && r.State != Announced {
			return answer{}, nil
		}
		there := v.now.Add(v.policy.Reminders.OnTheWay.Std())
		late := int64(there.Sub(r.Visit.PlannedAt) / time.Minute)
		return v.late(r, max(late, r.Visit.Late))
	})
}

// Arrived is a volunteer's key: the visit begins. It is worth a text without a
// cell of the home card.
func (c *Centre) Arrived(ctx context.Context, visit int64) error {
	return c.askedAbout(ctx, visit, func(v *verb, r Request) (answer, error) {
		if !r.State.allows(start) {
			return answer{}, nil
		}
		r, err := v.start(r, end{at: v.now, grade: ByCode})
		if err != nil {
			return answer{}, err
		}
		return v.asItStands(r)
	})
}

// CannotCome is a volunteer's key: somebody else is looked for at once.
func (c *Centre) CannotCome(ctx context.Context, visit int64) error {
	return c.askedAbout(ctx, visit, func(v *verb, r Request) (answer, error) { return v.dropVisit(r) })
}

// Left is a volunteer's key: the visit is over.
func (c *Centre) Left(ctx context.Context, visit int64) error {
	return c.askedAbout(ctx, visit, func(v *verb, r Request) (answer, error) {
		if r.State != Started {
			return answer{}, nil
		}
		return v.finish(r, end{at: v.now, grade: ByCode})
	})
}

// askedAbout is a key of the volunteer of a visit. One that comes too late
// changes nothing.
func (c *Centre) askedAbout(ctx context.Context, visit int64, do func(*verb, Request) (answer, error)) error {
	err := c.write(ctx, func(v *verb) error {
		r, err := v.requestWhere(`visit = $1`, visit)
		if err != nil {
			return ignoreNoRows(err)
		}
		a, err := do(v, r)
		if err != nil || a.words == "" {
			return err
		}
		helper, err := member(v.View, r.Visit.Volunteer)
		if err != nil {
			return err
		}
		return v.text(fmt.Sprintf("visit/%d/key/%s/%d", visit, a.words, v.now.Unix()), a.words, a.ref, helper, a.facts)
	})
	if err != nil {
		return fmt.Errorf("asked about visit %d: %w", visit, err)
	}
	return nil
}

// late notes that the volunteer comes so many minutes later than planned, and
// lets the elder hear it when it is long.
func (v *verb) late(r Request, minutes int64) (answer, error) {
	was := r.Visit.Late
	if _, err := v.Exec(`UPDATE visits SET late_minutes = $1 WHERE id = $2`, minutes, r.Visit.ID); err != nil {
		return answer{}, err
	}
	r.Visit.Late, v.queued[timers] = minutes, true
	a := answer{words: "late.noted", ref: r.Visit.ID, facts: Facts{Kind: r.Kind, Code: r.Visit.Code, Minutes: minutes, When: r.Visit.ExpectedAt()}}
	if err := v.changed(r.Visit.ID, "late", fmt.Sprint(was), fmt.Sprint(minutes)); err != nil {
		return answer{}, err
	}
	if minutes == was || time.Duration(minutes)*time.Minute < v.policy.Reminders.TellLate.Std() {
		return a, nil
	}
	return a, v.tellDelay(r)
}

// dropVisit has somebody else looked for.
func (v *verb) dropVisit(r Request) (answer, error) {
	w := r.Visit
	_, err := v.replace(r, drop)
	if errors.Is(err, errWrongState) {
		return v.asItStands(r)
	}
	return answer{words: "cancelled", ref: w.ID, facts: Facts{Kind: r.Kind, When: w.PlannedAt, Code: w.Code}}, err
}
