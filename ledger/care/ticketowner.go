package care

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"hourline/ledger"
)

// staffRoles are those who work on tickets.
const staffRoles = Duty | Coordinator

// Works reports whether a member is one of the staff who work on tickets.
func (m Member) Works() bool { return m.Roles&staffRoles != 0 }

// ErrOwnCause is returned when somebody would decide about their own visit,
// their own hours, or those of their family.
var ErrOwnCause = errors.New("nobody judges in their own cause: it is about this member, or about family; somebody else must do it")

// ErrNoCoordinator is returned for what only a coordinator sees to.
var ErrNoCoordinator = errors.New("what is odd is seen to by a coordinator (role coordinator)")

// ErrNoWorker is returned for an actor who is not one of the staff.
var ErrNoWorker = errors.New("is not the number of one of the staff (role duty or coordinator); `hourline member list` shows them")

// worker is the member of staff with this number.
func worker(v *ledger.View, number string) (m Member, err error) {
	m, err = withNumber(v, bareNumber(number))
	if errors.Is(err, ErrNoMember) || err == nil && !m.Works() {
		return m, fmt.Errorf("%q %w", number, ErrNoWorker)
	}
	return m, err
}

// forCoordinators are the kinds that only a coordinator owns: what is odd, and
// hours about which nobody has said anything.
var forCoordinators = []TicketKind{SignalTicket, Unanswered}

// ownerOf is whose work a ticket will be: of the staff of the community those
// who have the least to do, and of them whoever got something the longest time
// ago. Some kinds are for coordinators. Zero where nobody of the community can.
func (v *verb) ownerOf(t Ticket) (owner int64, community string, err error) {
	if t.Member == 0 {
		return 0, "", nil
	}
	if err := v.QueryRow(`SELECT community FROM members WHERE id = $1`, t.Member).Scan(&community); err != nil {
		return 0, "", err
	}
	roles := staffRoles
	if slices.Contains(forCoordinators, t.Kind) {
		roles = Coordinator
	}
	const enough = 50 // more open tickets than that are equally many
	staff, err := collect(v.View, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) }, `
		SELECT m.id FROM members m WHERE m.roles & $1 <> 0 AND m.community = $2
		  AND EXISTS (SELECT 1 FROM phones p WHERE p.member = m.id)
		ORDER BY (SELECT count(*) FROM (SELECT 1 FROM tickets t WHERE t.owner = m.id AND t.closed_at IS NULL LIMIT $3)),
		  coalesce((SELECT max(t.id) FROM tickets t WHERE t.owner = m.id AND t.owner <> 0), 0), m.id`, int64(roles), community, enough)
	if err != nil {
		return 0, community, err
	}
	for _, id := range staff {
		if own, err := ownCause(v.View, id, t); err != nil || !own {
			return id, community, err
		}
	}
	return 0, community, nil
}

// aboutVisits are the kinds whose Ref is a visit.
var aboutVisits = []TicketKind{NoCompanion, NotAnnounced, Inconvenient, NotBegun, NotConfirmed, NotRight, NotSatisfied, Unanswered, ByHandTicket, Review}

// parties are the members whom a ticket is about: for a visit both sides.
func parties(v *ledger.View, t Ticket) (ids []int64, err error) {
	if t.Member != 0 {
		ids = append(ids, t.Member)
	}
	if t.Kind == SignalTicket {
		var other int64
		err := v.QueryRow(`SELECT other FROM signals WHERE id = $1`, t.Ref).Scan(&other)
		if other != 0 {
			ids = append(ids, other)
		}
		return ids, ignoreNoRows(err)
	}
	if !slices.Contains(aboutVisits, t.Kind) {
		return ids, nil
	}
	var elder, volunteer int64
	err = v.QueryRow(`SELECT r.elder, w.volunteer FROM visits w JOIN requests r ON r.id = w.request WHERE w.id = $1`, t.Ref).Scan(&elder, &volunteer)
	if err != nil {
		return ids, ignoreNoRows(err)
	}
	return append(ids, elder, volunteer), nil
}

// ownCause tells whether a ticket is about a member, or about somebody who is
// tied to the member.
func ownCause(v *ledger.View, memberID int64, t Ticket) (bool, error) {
	ids, err := parties(v, t)
	if err != nil || slices.Contains(ids, memberID) {
		return true, err
	}
	me, err := member(v, memberID)
	if err != nil {
		return true, err
	}
	for _, id := range ids {
		other, err := member(v, id)
		if err == nil {
			other, err = asTheyWere(v, other)
		}
		if err != nil {
			return true, err
		}
		if is, err := tied(v, me, other); err != nil || is {
			return true, err
		}
	}
	return false, nil
}
