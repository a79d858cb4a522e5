package care

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/BurntSushi/toml"

	"hourline/ledger"
)

// A LadderFile is a ladder that somebody wants to arrange.
type LadderFile struct {
	Community string
	Actor     string // who arranges it
	Body      []byte // TOML, see Plan
	Check     bool   // only look for faults
}

// A LadderError tells all faults of a ladder that was not stored.
type LadderError struct{ Faults []error }

// Error is a list with one fault on each line.
func (e *LadderError) Error() string {
	return "the ladder was not stored; mend this and set it again:\n" + errors.Join(e.Faults...).Error()
}

// SetLadder stores the ladder of a community, which alarms opened from then on
// follow. Setting the same again changes nothing.
func (c *Centre) SetLadder(ctx context.Context, f LadderFile) (a Arrangement, err error) {
	body, err := decodeFile(f.Body, false)
	if err != nil {
		return a, fmt.Errorf("set ladder: %w", err)
	}
	plan, err := ParsePlan([]byte(body))
	if err != nil {
		return a, fmt.Errorf("set ladder: %w", &LadderError{[]error{err}})
	}
	err = c.write(ctx, func(v *verb) error {
		a, err = v.setLadder(f, plan, body)
		return err
	})
	if err != nil {
		return a, fmt.Errorf("set ladder: %w", err)
	}
	return a, nil
}

func (v *verb) setLadder(f LadderFile, plan Plan, body string) (a Arrangement, err error) {
	if err := mayArrange(v.View, f.Community, f.Actor); err != nil {
		return a, err
	}
	g, err := v.guideTo(v.View, v.policy, f.Community, plan)
	if err != nil {
		return a, err
	}
	faults, err := g.faults()
	if err == nil && len(faults) > 0 {
		err = &LadderError{faults}
	}
	if err != nil || f.Check {
		return a, err
	}
	return v.arrange(ladderKind, f.Community, f.Actor, body)
}

// communityPlan is the plan of a community, or the policy's. One that cannot
// be read leaves nobody alone.
func (v *verb) communityPlan(community string) (Plan, error) {
	a, err := arrangement(v.View, ladderKind, community)
	if errors.Is(err, sql.ErrNoRows) {
		return v.policy.Emergency.Plan, nil
	}
	if err != nil {
		return Plan{}, err
	}
	plan, err := ParsePlan([]byte(a.Body))
	if err != nil {
		v.log.Error("a stored ladder cannot be read; the policy's is taken", "version", a.Version, "error", err)
		return v.policy.Emergency.Plan, nil
	}
	return plan, nil
}

// A LadderTable is a community's ladder as people read it.
type LadderTable struct {
	Arrangement // Version 0: the policy's
	Plan        Plan
	People      map[Who][]Responder // whom the words mean at this moment
	Place       *time.Location
}

// OfElder tells whether a word means people whom only an elder knows.
func (LadderTable) OfElder(w Who) bool { return ofElder(w) }

// LadderTable is the ladder that an alarm of a community would follow now.
func (c *Centre) LadderTable(ctx context.Context, community string) (t LadderTable, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		t, err = c.ladderTable(v, p, community)
		return err
	})
	if err != nil {
		return t, fmt.Errorf("the ladder: %w", err)
	}
	return t, nil
}

func (c *Centre) ladderTable(v *ledger.View, p *Policy, community string) (t LadderTable, err error) {
	t = LadderTable{Plan: p.Emergency.Plan, People: map[Who][]Responder{}, Place: p.Place}
	t.Arrangement, err = arrangement(v, ladderKind, community)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		t.Community = community
	case err != nil:
		return t, err
	default:
		if t.Plan, err = ParsePlan([]byte(t.Body)); err != nil {
			return t, fmt.Errorf("version %d: %w", t.Version, err)
		}
	}
	g, err := c.guideTo(v, p, community, t.Plan)
	if err != nil {
		return t, err
	}
	for _, s := range t.Plan.Steps {
		for _, w := range slices.Concat(s.Call, s.Text) {
			if t.People[w], err = g.named(w); err != nil {
				return t, err
			}
		}
	}
	return t, nil
}

// ToEdit is the ladder as the file that was set, or the policy's as one that
// can be.
func (t LadderTable) ToEdit() (string, error) {
	if t.Version > 0 {
		return t.Body, nil
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# The ladder of the policy, which %s follows while it has none of its own.\n", t.Community)
	err := toml.NewEncoder(&b).Encode(t.Plan)
	return b.String(), err
}
