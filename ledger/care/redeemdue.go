package care

import "errors"

// redemptionsAtOnce is how many are looked at before emergencies are again.
const redemptionsAtOnce = 20

// stepRedemptions does what is due with redemptions by itself: what was not
// decided or not fetched expires, what is queued is looked at again, and what
// was given out and not confirmed is shown to a person.
func (v *verb) stepRedemptions() error {
	due, err := redemptionsIn(v.View, v.policy, `next_at <= $1 ORDER BY next_at, id LIMIT $2`, ms(v.now), redemptionsAtOnce)
	if err != nil {
		return err
	}
	for _, r := range due {
		// One before may have changed it: what was queued is ready by now, and is
		// not to expire before it can be fetched.
		r, err := redemptionIn(v.View, v.policy, `id = $1 AND next_at <= $2`, r.ID, ms(v.now))
		if errors.Is(err, ErrNoRedemption) {
			continue
		}
		if err != nil {
			return err
		}
		if err := v.stepRedemption(r); err != nil {
			return err
		}
	}
	return nil
}

func (v *verb) stepRedemption(r Redemption) error {
	switch r.State {
	case Asked, Ready:
		return v.end(r, expireIt, Member{}, "", "redeem.expired")
	case Queued:
		if _, err := v.Exec(`UPDATE redemptions SET next_at = $1 WHERE state = 'queued'`, ms(v.nextTry())); err != nil {
			return err
		}
		return v.payQueue()
	}
	if _, err := v.Exec(`UPDATE redemptions SET next_at = NULL WHERE id = $1`, r.ID); err != nil || r.State != HandedOut {
		return err
	}
	return v.redemptionTicket(r, Member{})
}
