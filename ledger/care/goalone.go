package care

import (
	"context"
	"errors"
	"time"
)

// What a newcomer cannot be allowed to do.
var (
	ErrNotAllowed = errors.New("only a coordinator lets a newcomer go alone (role coordinator)")
	ErrNotWaiting = errors.New("nobody waits for a companion there: somebody goes along, or it is over")
)

// GoAlone is a coordinator's leave for a newcomer to make a first visit without
// a companion, with the reason that is kept. Nobody is looked for any more; the
// newcomer is told where to go, and the elder who comes.
func (c *Centre) GoAlone(ctx context.Context, d Decision) error {
	return c.decideVisit(ctx, d, "visit alone", func(v *verb, r Request, by Member) error {
		along, err := pairOf(v.View, v.policy, r.Visit)
		switch {
		case err != nil:
			return err
		case !by.Roles.Has(Coordinator):
			return ErrNotAllowed
		case along.ID == 0 || along.Taken() || !r.State.allows(start) || !r.Visit.PlannedAt.After(v.now):
			return ErrNotWaiting
		}
		if along, err = v.move(along, cancel); err != nil {
			return err
		}
		if err := errors.Join(v.lookAgain(along, time.Time{}), v.closeAbout(r.Visit, by, NoCompanion, "goes alone")); err != nil {
			return err
		}
		return v.tellGoes(r, "pair.alone", "")
	})
}
