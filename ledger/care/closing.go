package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// A Closing is how a person at a desk ends a case.
type Closing struct {
	Actor   string // who says so
	Outcome string // how it ended, in a few words
}

// ErrCaseOver is returned for a case that is not open.
var ErrCaseOver = errors.New("the case is not open any more")

// CloseCase ends a case that is open, whatever it waits for.
func (c *Centre) CloseCase(ctx context.Context, id int64, how Closing) (k Case, err error) {
	if strings.TrimSpace(how.Actor) == "" || strings.TrimSpace(how.Outcome) == "" {
		return k, errors.New("a case is closed by somebody, and with an outcome: who are you, and how did it end?")
	}
	err = c.write(ctx, func(v *verb) error {
		if k, err = v.caseWhere(`id = $1`, id); err != nil {
			return err
		}
		if !k.Open() {
			return ErrCaseOver
		}
		k, err = v.close(k, how.Outcome, how.Actor, none)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoCase
	}
	if err != nil {
		return k, fmt.Errorf("close case %d: %w", id, err)
	}
	return k, nil
}

// Open reports whether nobody has ended the case.
func (k Case) Open() bool { return k.Progress.State == Ringing || k.Progress.State == CaseAccepted }

// close ends an open case: what rings and waits about it is taken back.
func (v *verb) close(k Case, outcome, actor string, by int) (Case, error) {
	before := k.Progress.State
	k.Progress.State = CaseClosed
	if err := v.storeProgress(k); err != nil {
		return k, err
	}
	if err := v.note(k, "closed", by); err != nil {
		return k, err
	}
	if err := v.closed(k, outcome, actor); err != nil {
		return k, err
	}
	if before == Ringing {
		return k, v.stopRinging(k, none)
	}
	return k, v.drop(AboutCheck, k.ID)
}

// closed keeps how a case ended.
func (v *verb) closed(k Case, outcome, actor string) error {
	_, err := v.Exec(`UPDATE cases SET closed_at = $1, outcome = $2, closed_by = $3 WHERE id = $4`, ms(v.now), outcome, actor, k.ID)
	return err
}

// supersede ends the cases of a phone that were not alarms, now that there is
// one.
func (v *verb) supersede(p Phone) error {
	if p == "" {
		return nil
	}
	ids, err := collect(v.View, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
		`SELECT id FROM cases WHERE phone = $1 AND state IN ('ringing', 'accepted') AND kind IN ($2, $3, $4)`,
		string(p), string(RingBack), string(SilentOne), string(HangUps))
	if err != nil {
		return err
	}
	for _, id := range ids {
		k, err := v.caseWhere(`id = $1`, id)
		if err != nil {
			return err
		}
		if _, err := v.close(k, "an alarm came", "", none); err != nil {
			return err
		}
	}
	return nil
}

// Drill rings the responders of a community as an alarm would, and says to
// each that it is a drill.
func (c *Centre) Drill(ctx context.Context, community, actor string) (k Case, err error) {
	err = c.write(ctx, func(v *verb) error {
		var open bool
		err := v.QueryRow(`SELECT EXISTS (SELECT 1 FROM cases WHERE state = 'ringing' AND kind = 'drill' AND community = $1)`, community).Scan(&open)
		if err != nil {
			return err
		}
		if open {
			return errors.New("a drill is under way there already")
		}
		k, err = v.openCase(Case{Kind: Drill, Community: community}, fmt.Sprintf("drill/%s/%d", community, ms(v.now)))
		if err == nil {
			err = v.note(k, "drill by "+actor, none)
		}
		return err
	})
	if err != nil {
		return k, fmt.Errorf("drill: %w", err)
	}
	return k, nil
}

// drillFailed is the end of a drill that nobody has accepted.
func (v *verb) drillFailed(k Case) error {
	if k.Kind == SelfTest {
		return v.closed(k, "nobody accepted", "") // the test tells by itself
	}
	v.told = append(v.told, func() { v.log.Error("nobody accepted a drill in time; who would have come?", "case", k.ID) })
	return errors.Join(v.note(k, "nobody accepted", none), v.closed(k, "nobody accepted", ""))
}
