package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// elsewhere is the other visit that a volunteer has begun and not finished;
// its ID is zero for none. Nobody is in two homes.
func (v *verb) elsewhere(w Visit) (Visit, error) {
	other, err := visitIn(v.View, v.policy, `volunteer = $1 AND id <> $2 AND open = 1 AND started_at IS NOT NULL AND finished_at IS NULL`, w.Volunteer, w.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return Visit{}, nil
	}
	return other, err
}

// finishFirst refuses to begin a visit before another one is over, and says
// which.
func finishFirst(w, other Visit) answer {
	return answer{words: "start.elsewhere", ref: w.ID, facts: Facts{Code: other.Code}}
}

// overlaps reports whether another visit of the same volunteer took place at
// the same time as this one, which has both ends.
func (v *verb) overlaps(w Visit) (so bool, err error) {
	err = v.QueryRow(`SELECT EXISTS (SELECT 1 FROM visits WHERE volunteer = $1 AND id <> $2 AND ended IN ('', 'posted') AND started_at IS NOT NULL
		AND min($3, coalesce(finished_at, $3)) - max($4, started_at) >= $5)`,
		w.Volunteer, w.ID, ms(w.FinishedAt), ms(w.StartedAt), v.policy.Signals.Overlap.Std().Milliseconds()).Scan(&so)
	return so, err
}

// A Remark is what one of the staff has learnt of a visit.
type Remark struct {
	Visit  int64
	Reason Reason
	Actor  string // number of the member of staff
}

// Remark adds a reason to a visit, whatever became of it. Nothing else of the
// visit changes.
func (c *Centre) Remark(ctx context.Context, k Remark) error {
	return c.onVisit(ctx, k.Visit, k.Actor, func(v *verb, r Request, by Member) error {
		if _, err := ParseReason(string(k.Reason)); err != nil {
			return err
		}
		if err := v.audit(Deed{Actor: by.Number, What: "visit remarked on", Member: r.Elder, Ref: k.Visit, Note: string(k.Reason)}); err != nil {
			return err
		}
		_, err := v.except(r.Visit, by.Number, k.Reason)
		return err
	})
}

// except adds reasons to a visit: what stood there stays. All of them come back.
func (v *verb) except(w Visit, actor string, reasons ...Reason) (all string, err error) {
	words := split(w.Review)
	for _, reason := range reasons {
		words = append(words, string(reason))
		if err := v.happened(VisitEvent{Visit: w.ID, What: "review", Actor: actor, Reason: reason}); err != nil {
			return "", err
		}
	}
	all = strings.Join(words, "|")
	_, err = v.Exec(`UPDATE visits SET review = $1 WHERE id = $2`, all, w.ID)
	return all, err
}

// review marks a visit for a person, with reason codes.
func (v *verb) review(w Visit, reasons ...Reason) error {
	all, err := v.except(w, "", reasons...)
	if err != nil {
		return err
	}
	return v.ticket(Ticket{Source: fmt.Sprintf("visit/%d/review/%s", w.ID, all), Kind: Review, Member: w.Volunteer, Ref: w.ID, Note: all})
}
