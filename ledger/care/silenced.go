package care

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// silence makes that nobody rings a member who has died, or asks others to: it
// puts the telephones aside, and takes back all that was still to be said.
func (v *verb) silence(m Member, d Departure, by Member) error {
	return errors.Join(v.takeBackCalls(m), v.putPhonesAside(m, d), v.closeMaybes(m, by), v.dropMatters(m))
}

// takeBackCalls drops what waits in the outbox for a member, and hangs up what
// rings. On a line that somebody else has too, answers to texts go out all the
// same, and an elder in need is rung back.
func (v *verb) takeBackCalls(m Member) error {
	const theirs = `member = $1 AND NOT ((key LIKE 'reply/%' OR kind = 'elder') AND phone IN (SELECT phone FROM phones WHERE member <> $1))`
	v.roomForOthers()
	if _, err := v.Exec(`UPDATE outbox SET state = 'dropped' WHERE `+theirs+` AND state = 'waiting'`, m.ID); err != nil {
		return err
	}
	up, err := v.outgoings(`SELECT `+outgoingColumns+` FROM outbox WHERE `+theirs+` AND state = 'handed' AND action = 'call' AND lease_until IS NOT NULL AND sid <> ''`, m.ID)
	for _, o := range up {
		err = errors.Join(err, v.hangUp(o, o.SID))
	}
	return err
}

// putPhonesAside takes the phones of a member out of the books, and those of
// them that nobody else has from among the contacts of others.
func (v *verb) putPhonesAside(m Member, d Departure) error {
	for _, text := range []string{
		`INSERT INTO former_phones (phone, member, position) SELECT phone, member, position FROM phones WHERE member = $1`,
		`DELETE FROM phones WHERE member = $1`,
	} {
		if _, err := v.Exec(text, m.ID); err != nil {
			return err
		}
	}
	if _, err := v.Exec(`INSERT INTO former_contacts (departure, member, position, name, phone, relation)
		SELECT $1, member, position, name, phone, relation FROM contacts WHERE member <> $2
			AND phone IN (SELECT phone FROM former_phones WHERE member = $2) AND phone NOT IN (SELECT phone FROM phones)`, d.ID, m.ID); err != nil {
		return err
	}
	_, err := v.Exec(`DELETE FROM contacts WHERE EXISTS (SELECT 1 FROM former_contacts f
		WHERE f.departure = $1 AND f.member = contacts.member AND f.position = contacts.position)`, d.ID)
	return err
}

// bringPhonesBack undoes putPhonesAside.
func (v *verb) bringPhonesBack(m Member, d Departure) error {
	for _, text := range []string{
		`INSERT INTO phones (phone, member, position) SELECT phone, member, position FROM former_phones WHERE member = $1`,
		`DELETE FROM former_phones WHERE member = $1`,
	} {
		if _, err := v.Exec(text, m.ID); err != nil {
			return err
		}
	}
	// At the end of the list, where another has taken its place meanwhile.
	if _, err := v.Exec(`INSERT INTO contacts (member, position, name, phone, relation)
		SELECT f.member, CASE WHEN EXISTS (SELECT 1 FROM contacts c WHERE c.member = f.member AND c.position = f.position)
			THEN f.position + 1000 ELSE f.position END, f.name, f.phone, f.relation FROM former_contacts f WHERE f.departure = $1`, d.ID); err != nil {
		return err
	}
	_, err := v.Exec(`DELETE FROM former_contacts WHERE departure = $1`, d.ID)
	return err
}

// closeMaybes closes the cases that may be an emergency, when all whom they are
// about have died. An alarm stays: it is for the people who have it.
func (v *verb) closeMaybes(m Member, by Member) error {
	open, err := v.idsOf(`SELECT c.id FROM cases c JOIN case_members n ON n."case" = c.id
		WHERE n.member = $1 AND c.state IN ('ringing', 'accepted') AND c.kind IN ($2, $3, $4)`, m.ID, string(RingBack), string(SilentOne), string(HangUps))
	for _, id := range open {
		var k Case
		if err == nil {
			k, err = v.caseWhere(`id = $1`, id)
		}
		if err == nil {
			var left []Member
			if left, err = v.amongUs(k.Members); err == nil && len(left) == 0 {
				_, err = v.close(k, "the member has died", by.Number, none)
			}
		}
	}
	return err
}

// amongUs are those of some members who have not died.
func (v *verb) amongUs(members []Member) (left []Member, err error) {
	for _, m := range members {
		dead, err := isDead(v.View, m.ID)
		if err != nil {
			return nil, err
		}
		if !dead {
			left = append(left, m)
		}
	}
	return left, nil
}

// dropMatters ends what waits for a second person about a member who has died.
func (v *verb) dropMatters(m Member) error {
	waiting, err := v.idsOf(`SELECT id FROM matters WHERE (member = $1 OR other = $1) AND ended_at IS NULL`, m.ID)
	for _, id := range waiting {
		err = errors.Join(err, v.replaceMatter(id))
	}
	return err
}

// aboutTheLiving are the kinds of ticket for which somebody would ring a member
// or go there.
var aboutTheLiving = []TicketKind{CallBack, Unfinished, NobodyTook, NotTold, NotAnnounced, Inconvenient, NotBegun, FirstContact, NotWell, Exchange, OptedOut}

// closeWork closes the tickets for which somebody would ring a member who has
// died, and gives those that were the member's own work to nobody.
func (v *verb) closeWork(m Member, by Member) (closed []int64, err error) {
	if _, err := v.Exec(`UPDATE tickets SET owner = 0 WHERE owner = $1 AND closed_at IS NULL`, m.ID); err != nil {
		return nil, err
	}
	open, err := ticketsIn(v.View, v.policy, `SELECT `+ticketColumns+` FROM tickets WHERE member = $1 AND closed_at IS NULL ORDER BY id`, m.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range open {
		if !slices.Contains(aboutTheLiving, t.Kind) {
			continue
		}
		if err := v.closeTicket(Task{Ticket: t}, by, "the member has died"); err != nil {
			return nil, fmt.Errorf("ticket %d: %w", t.ID, err)
		}
		closed = append(closed, t.ID)
	}
	return closed, nil
}

// wakeUp lets everything go on as it was before a departure that was an error.
func (v *verb) wakeUp(m Member, k kept, by Member) error {
	if _, err := v.Exec(`UPDATE cards SET void_at = NULL WHERE elder = $1 AND version = $2
		AND NOT EXISTS (SELECT 1 FROM cards c WHERE c.elder = $1 AND c.void_at IS NULL)`, m.ID, k.Card); err != nil {
		return err
	}
	if k.Checkin {
		if _, err := v.Exec(`UPDATE checkins SET next_at = $1 WHERE member = $2 AND next_at IS NULL`, ms(v.now), m.ID); err != nil {
			return err
		}
		if err := v.eachCheckin(v.now, func(checkinRow) error { return nil }, `member = $1`, m.ID); err != nil {
			return err
		}
	}
	for _, id := range k.Tickets {
		t, err := taskIn(v.View, v.policy, id)
		if err == nil && !t.Closed.IsZero() {
			err = v.reopenTicket(t, by)
		}
		if err != nil {
			return err
		}
	}
	for _, id := range k.Requests {
		if err := v.askAnew(id); err != nil {
			return fmt.Errorf("request %d: %w", id, err)
		}
	}
	return nil
}

// askAnew books once more what was cancelled, for the time at which somebody
// was to come, unless that is over.
func (v *verb) askAnew(request int64) error {
	r, err := v.requestWhere(`id = $1`, request)
	if err != nil {
		return err
	}
	first, last, keep := r.FirstDay, r.LastDay, time.Time{}
	if w, err := visitIn(v.View, v.policy, `request = $1 AND ended = 'cancelled'`, request); err == nil {
		keep, first, last = w.PlannedAt, Today.Day(w.PlannedAt), Today.Day(w.PlannedAt)
	}
	if today := Today.Day(v.now); first.Before(today) {
		first = today
	}
	if last.Before(first) || !keep.IsZero() && !keep.After(v.now) {
		return nil
	}
	var id int64
	err = v.QueryRow(`INSERT INTO requests (source, elder, kind, first_day, last_day, state, created_at, keep_at, urgent)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
		fmt.Sprintf("request/%d/anew", request), r.Elder, string(r.Kind), first.Format(time.DateOnly), last.Format(time.DateOnly), string(OpenState),
		ms(v.now), msOrNull(keep), !keep.IsZero() && keep.Sub(v.now) <= v.policy.Dispatch.Urgent.Within.Std()).Scan(&id)
	if err != nil {
		return err
	}
	if r, err = v.requestWhere(`id = $1`, id); err == nil {
		_, err = v.dispatch(r)
	}
	return err
}
