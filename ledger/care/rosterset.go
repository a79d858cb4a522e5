package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"time"

	"hourline/ledger"
)

// A RosterFile is a roster that somebody wants to arrange.
type RosterFile struct {
	Community string
	Actor     string    // who arranges it
	File      io.Reader // CSV: days,from,until,member and more members
	GBK       bool      // a file without a mark that is not in UTF-8 is in GBK
	Check     bool      // only look for faults
}

// An ArrangedRoster is what became of a RosterFile.
type ArrangedRoster struct {
	Arrangement             // that holds now; what was there before when it was only checked
	Gaps        []Gap       // in which nobody is on duty
	Instead     []Responder // who is rung first in a gap, besides all staff
}

// A RosterError tells all faults of a roster that was not stored.
type RosterError struct{ Rows []RowError } // in the order of their lines

// Error is a table with one fault on each line.
func (e *RosterError) Error() string {
	return "the roster was not stored; mend this and set it again:" + RowErrors(e.Rows)
}

// SetRoster stores the roster of a community, from which on those whose shift
// it is are rung first. Setting the same again changes nothing.
func (c *Centre) SetRoster(ctx context.Context, f RosterFile) (done ArrangedRoster, err error) {
	data, err := io.ReadAll(f.File)
	if err != nil {
		return done, fmt.Errorf("set roster: %w", err)
	}
	r, bad, err := readRoster(data, f.GBK)
	if err == nil {
		err = c.write(ctx, func(v *verb) error {
			done, err = v.setRoster(f, r, bad)
			return err
		})
	}
	if err != nil {
		return done, fmt.Errorf("set roster: %w", err)
	}
	return done, nil
}

func (v *verb) setRoster(f RosterFile, r Roster, bad []RowError) (done ArrangedRoster, err error) {
	if err := mayArrange(v.View, f.Community, f.Actor); err != nil {
		return done, err
	}
	r, unknown, err := recogniseShifts(v.View, r)
	if err != nil {
		return done, err
	}
	bad = append(bad, unknown...)
	if len(bad) == 0 {
		bad = r.overlaps()
	}
	if len(bad) == 0 {
		done.Gaps = r.Gaps(wall(v.now))
		done.Instead, bad, err = v.instead(f.Community, done.Gaps)
	}
	if err == nil && len(bad) > 0 {
		slices.SortStableFunc(bad, byLine)
		err = &RosterError{bad}
	}
	if err != nil {
		return done, err
	}
	body, err := r.body()
	if err != nil {
		return done, err
	}
	if f.Check {
		done.Arrangement, err = arrangement(v.View, rosterKind, f.Community)
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		return done, err
	}
	if done.Arrangement, err = v.arrange(rosterKind, f.Community, f.Actor, body); err != nil {
		return done, err
	}
	return done, v.lookAtRosterNow(f.Community)
}

// instead tells who is rung first while nobody is on duty; it is a fault when
// that is nobody.
func (v *verb) instead(community string, gaps []Gap) (people []Responder, bad []RowError, err error) {
	plan, err := v.communityPlan(community)
	if err != nil {
		return nil, nil, err
	}
	return guide{View: v.View, policy: v.policy, fallback: v.fallback, community: community, plan: plan}.instead(gaps)
}

// recogniseShifts puts the numbers of members in the place of what people
// wrote.
func recogniseShifts(v *ledger.View, r Roster) (known Roster, bad []RowError, err error) {
	var shifts []Shift
	for _, s := range r.Shifts {
		written := s.Members
		s.Members = nil
		for i, cell := range written {
			m, err := memberWritten(v, cell)
			fault := unfit(m, err)
			switch {
			case fault == nil && slices.Contains(s.Members, m.Number):
				bad = append(bad, RowError{s.Line, fmt.Sprintf("member %d of this line is there twice; leave one out", i+1)})
			case fault == nil:
				s.Members = append(s.Members, m.Number)
			case errors.As(fault, new(refusal)):
				bad = append(bad, RowError{s.Line, fmt.Sprintf("member %d of this line %v", i+1, fault)})
			default:
				return known, nil, fault
			}
		}
		shifts = append(shifts, s)
	}
	return newRoster(shifts), bad, nil
}

// A refusal is why a word of a file names nobody who can be on duty.
type refusal struct{ error }

// unfit is why m cannot be on duty.
func unfit(m Member, err error) error {
	switch {
	case err != nil:
		return err
	case !m.Roles.Has(Duty):
		return refusal{errors.New("does not have the role duty; give it with \"hourline member add\" or \"member import\"")}
	case m.Phone() == "":
		return refusal{errors.New("has no phone to be rung; give one with \"hourline member add\" or \"member import\"")}
	}
	return nil
}

// numberForm is a member's number, with dashes and a name behind it or not.
var numberForm = regexp.MustCompile(`^(\d{4})[- ]?(\d{4})(?: +(\D.*))?$`)

// memberWritten is the member whom a number, or a name with a phone, means.
func memberWritten(v *ledger.View, cell string) (m Member, err error) {
	if parts := numberForm.FindStringSubmatch(cell); parts != nil {
		return memberNumbered(v, parts[1]+parts[2], parts[3])
	}
	c, err := ParseContact(cell)
	if err != nil || c.Relation != "" {
		return m, refusal{errors.New("cannot be read; write the number of a member, or name and phone like 王主任:13800000102")}
	}
	ids, err := alike(v, Member{Name: c.Name, Phones: []Phone{c.Phone}})
	switch {
	case err != nil:
		return m, err
	case len(ids) == 0:
		return m, refusal{errors.New("is not in the books under this name and phone; \"hourline member list\" shows who is")}
	case len(ids) > 1:
		return m, refusal{errors.New("could be several people of this name and phone; write the number")}
	}
	return member(v, ids[0])
}

// memberNumbered is the member with a number; a name beside it must be theirs.
func memberNumbered(v *ledger.View, number, name string) (m Member, err error) {
	m, err = withNumber(v, number)
	if errors.Is(err, ErrNoMember) || err == nil && !ValidNumber(number) {
		return m, refusal{errors.New("is not in the books under this number; \"hourline member list\" shows who is")}
	}
	if err != nil {
		return m, err
	}
	if name != "" && name != m.Name {
		return m, refusal{errors.New("has another name than the one beside the number; correct one of the two")}
	}
	return m, nil
}

// rosterOf is the roster that holds in a community; ok is false for none.
func (v *verb) rosterOf(community string) (r Roster, ok bool, err error) {
	a, err := arrangement(v.View, rosterKind, community)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	if err != nil {
		return r, false, err
	}
	if r, err = a.roster(); err != nil {
		// Nobody must be left alone because of a file: without a roster all
		// staff are rung.
		v.log.Error("a stored roster cannot be read; all duty staff of the community count as on duty", "version", a.Version, "error", err)
		return r, false, nil
	}
	return r, true, nil
}

// roster reads a stored roster.
func (a Arrangement) roster() (Roster, error) {
	r, bad, err := readRoster([]byte(a.Body), false)
	if err == nil && len(bad) > 0 {
		err = &RosterError{bad}
	}
	if err != nil {
		return r, fmt.Errorf("roster %d of a community: %w", a.Version, err)
	}
	return r, nil
}

// onDuty are the members whose shift it is at a moment, in the order in which
// they are rung. One who has left the staff since the roster was written is
// not among them.
func (v *verb) onDuty(community string, at time.Time) (ids []int64, hasRoster bool, err error) {
	r, ok, err := v.rosterOf(community)
	if err != nil || !ok {
		return nil, false, err
	}
	for _, number := range r.on(wall(at.In(v.policy.Place))) {
		id, err := staffNumbered(v.View, number)
		if err != nil {
			return nil, true, err
		}
		if id != 0 {
			ids = append(ids, id)
		}
	}
	return ids, true, nil
}

// staffNumbered is the id of a member of staff, 0 when nobody has the number
// and the role any more.
func staffNumbered(v *ledger.View, number string) (id int64, err error) {
	err = v.QueryRow(`SELECT id FROM members WHERE number = $1 AND roles & $2 <> 0`, number, int64(Duty)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}
