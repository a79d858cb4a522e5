package care

import (
	"context"
	"errors"
	"fmt"

	"hourline/ledger"
)

// A Farewell is a member of staff's word that somebody wants to be forgotten.
type Farewell struct {
	Member string // number
	Seen   string // what says so, such as the signed form
	Actor  string // number of the member of staff
	Pool   bool   // what hours are left go to the pool of the community
	Sweep  bool   // write the whole file anew whatever its size, though nobody can write meanwhile
}

// Forgotten is how far a farewell has come.
type Forgotten struct {
	Done  bool // two of the staff have asked for it
	Swept bool // and nothing of it is left in the file's freed places either
}

// renewedAtOnce is how large a file may be, in bytes, that is written anew while
// people call: about a second.
const renewedAtOnce = 48 << 20

// What keeps a member from being forgotten for now.
var (
	ErrForgotten    = errors.New("has asked to be forgotten, and was: the books know a number and hours, and nobody to go with them")
	ErrHoursLeft    = errors.New("still has hours or holds: give them away (--pool, hourline donate, hourline gift), pay them out (hourline redeem), or let what is held end; then ask again")
	ErrUnderWay     = errors.New("an emergency, a visit, a request, a redemption or a transfer of theirs is under way: end it, then ask again")
	ErrStillNamed   = errors.New("is named to have the hours of another member: have that changed first (hourline member nominee)")
	ErrStillOnDuty  = errors.New("stands on a roster or a ladder that is in force: arrange another first (hourline roster, hourline ladder)")
	ErrOnTheWay     = errors.New("a message that names them is on its way; ask again in a few minutes")
	ErrNoCoordinate = errors.New("one of the two who ask for it must be a coordinator")
)

// Forget keeps that a member wants to be forgotten. With the second such word,
// by somebody else, the books lose name, telephones, address, year, notes,
// family, home card, PIN, what was said and texted, and the secrets that tie the
// entries of the public log to the account. Journal, sums and the receipts of
// everybody else stay as they are. Asking again for who was forgotten sweeps
// the file.
func (c *Centre) Forget(ctx context.Context, f Farewell) (done Forgotten, err error) {
	if done, err = c.forget(ctx, f); err == nil && done.Done {
		done.Swept, err = c.renewFile(ctx, f.Sweep)
	}
	if err != nil {
		return done, fmt.Errorf("member %s: %w", f.Member, err)
	}
	return done, nil
}

func (c *Centre) forget(ctx context.Context, f Farewell) (done Forgotten, err error) {
	var found traces
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		m, err := memberNumbered(v, bareNumber(f.Member), "")
		if err == nil {
			found, err = findTraces(v, m)
		}
		return err
	})
	if err != nil {
		return done, err
	}
	err = c.write(ctx, func(v *verb) error {
		by, err := worker(v.View, f.Actor)
		if err != nil {
			return err
		}
		m, err := memberNumbered(v.View, bareNumber(f.Member), "")
		if err != nil {
			return err
		}
		if done.Done, err = isForgotten(v.View, m.ID); err != nil || done.Done {
			return err
		}
		if err := v.mayForget(m, f.Pool); err != nil {
			return err
		}
		ask := &matter{what: "forget", member: m, content: f.Pool, note: f.Seen}
		if done.Done, err = v.askTwo(ask, by); err != nil || !done.Done {
			return err
		}
		if (by.Roles|ask.first.Roles)&Coordinator == 0 {
			return ErrNoCoordinate
		}
		if err := v.poolRest(m, ask, by); err != nil {
			return err
		}
		return v.forgetAll(m, ask, by, found)
	})
	return done, err
}

// renewFile writes the file anew, unless that would keep callers waiting.
func (c *Centre) renewFile(ctx context.Context, whatever bool) (bool, error) {
	size, err := c.Bank.Size(ctx)
	if err != nil || size > renewedAtOnce && !whatever {
		return false, err
	}
	return true, c.Bank.Sweep(ctx)
}

func isForgotten(v *ledger.View, memberID int64) (is bool, err error) {
	err = v.QueryRow(`SELECT EXISTS (SELECT 1 FROM forgotten WHERE member = $1)`, memberID).Scan(&is)
	return is, err
}

// mayForget refuses while something is still to come for the member, or from
// them.
func (v *verb) mayForget(m Member, pool bool) error {
	for _, one := range []struct {
		query   string
		refusal error
	}{
		{`SELECT EXISTS (SELECT 1 FROM cases c JOIN case_members w ON w."case" = c.id WHERE w.member = $1 AND c.state IN ('ringing', 'accepted'))`, ErrUnderWay},
		{`SELECT EXISTS (SELECT 1 FROM requests WHERE elder = $1 AND state NOT IN ('posted', 'cancelled', 'expired'))`, ErrUnderWay},
		{`SELECT EXISTS (SELECT 1 FROM visits w JOIN requests r ON r.id = w.request WHERE w.volunteer = $1 AND (w.open = 1 OR r.visit = w.id AND r.state NOT IN ('posted', 'cancelled', 'expired')))`, ErrUnderWay},
		{`SELECT EXISTS (SELECT 1 FROM redemptions WHERE member = $1 AND ended_at IS NULL)`, ErrUnderWay},
		{`SELECT EXISTS (SELECT 1 FROM transfers_out WHERE member = $1 AND ended_at IS NULL)`, ErrUnderWay},
		{`SELECT EXISTS (SELECT 1 FROM estates WHERE member = $1 AND state IN ('open', 'disputed'))`, ErrHoursLeft},
		{`SELECT EXISTS (SELECT 1 FROM nominees e JOIN nominations n ON n.id = e.nomination WHERE e.nominee = $1
			AND n.id = (SELECT max(id) FROM nominations WHERE member = n.member) AND NOT EXISTS (SELECT 1 FROM forgotten WHERE member = n.member))`, ErrStillNamed},
	} {
		var is bool
		if err := v.QueryRow(one.query, m.ID).Scan(&is); err != nil {
			return err
		}
		if is {
			return one.refusal
		}
	}
	if is, err := v.onDutyList(m); err != nil || is {
		return errors.Join(err, ErrStillOnDuty)
	}
	accounts, err := v.accountsOf(m)
	for _, id := range accounts {
		if err != nil {
			return err
		}
		var b ledger.Balance
		if b, err = v.Balance(ledger.AccountID(id)); err == nil && (b.Held != 0 || b.Posted != 0 && !(pool && ledger.AccountID(id) == m.Account)) {
			return ErrHoursLeft
		}
	}
	return err
}

// onDutyList tells whether an arrangement that is in force names the member.
func (v *verb) onDutyList(m Member) (is bool, err error) {
	err = v.QueryRow(`SELECT EXISTS (SELECT 1 FROM arrangements a WHERE body LIKE $1 AND NOT EXISTS
		(SELECT 1 FROM arrangements newer WHERE newer.kind = a.kind AND newer.community = a.community AND newer.version > a.version))`, "%"+m.Number+"%").Scan(&is)
	return is, err
}

// accountsOf are all that was ever a member's.
func (v *verb) accountsOf(m Member) ([]int64, error) {
	return v.idsOf(`SELECT account FROM members WHERE id = $1 UNION SELECT account FROM allotments WHERE member = $1 UNION SELECT account FROM estates WHERE member = $1`, m.ID)
}

// poolRest gives what is left to the community.
func (v *verb) poolRest(m Member, ask *matter, by Member) error {
	b, err := v.Balance(m.Account)
	if err != nil || b.Posted == 0 {
		return err
	}
	_, err = v.donate(Donation{Source: fmt.Sprintf("forget/%d", ask.id), Member: m, Minutes: b.Posted, Actor: ask.two(by)})
	return err
}

// forgetAll is all that a farewell changes.
func (v *verb) forgetAll(m Member, ask *matter, by Member, found traces) error {
	if err := v.wipeTraces(m, found); err != nil {
		return err
	}
	if err := errors.Join(v.dropMatters(m), v.closeAll(m, by)); err != nil {
		return err
	}
	if err := v.wipeRows(m, found.phones); err != nil {
		return err
	}
	accounts, err := v.accountsOf(m)
	for _, id := range accounts {
		if err == nil {
			err = v.EraseSecret(ledger.AccountID(id))
		}
		if err == nil {
			err = v.closeIfOpen(ledger.AccountID(id))
		}
	}
	if err != nil {
		return err
	}
	_, err = v.Exec(`INSERT INTO forgotten (member, matter, at) VALUES ($1, $2, $3)`, m.ID, ask.id, ms(v.now))
	return err
}

func (v *verb) closeIfOpen(id ledger.AccountID) error {
	var closed bool
	err := v.QueryRow(`SELECT closed_at IS NOT NULL FROM accounts WHERE id = $1`, id).Scan(&closed)
	if err != nil || closed {
		return err
	}
	return v.CloseAccount(id)
}

// closeAll closes what there was to do about the member, and gives the member's
// own work to others.
func (v *verb) closeAll(m Member, by Member) error {
	if _, err := v.Exec(`UPDATE tickets SET owner = 0 WHERE owner = $1 AND closed_at IS NULL`, m.ID); err != nil {
		return err
	}
	open, err := ticketsIn(v.View, v.policy, `SELECT `+ticketColumns+` FROM tickets WHERE member = $1 AND closed_at IS NULL ORDER BY id`, m.ID)
	for _, t := range open {
		if err == nil {
			err = v.closeTicket(Task{Ticket: t}, by, "forgotten")
		}
	}
	return err
}

// wiped are the rows that are about the member alone, and what of others is
// emptied. Phones that somebody shares stay with who shares them.
var wiped = []string{
	`UPDATE members SET name = '', address = '', born = 0, flags = '', roles = 0, resting = 0 WHERE id = $1`,
	`DELETE FROM phones WHERE member = $1`,
	`DELETE FROM contacts WHERE member = $1`,
	`DELETE FROM former_phones WHERE member = $1`,
	`DELETE FROM former_contacts WHERE member = $1 OR departure IN (SELECT id FROM departures WHERE member = $1)`,
	`DELETE FROM pins WHERE member = $1`,
	`DELETE FROM cards WHERE elder = $1`,
	`DELETE FROM checkins WHERE member = $1`,
	`DELETE FROM checkin_days WHERE member = $1`,
	`DELETE FROM kin WHERE member = $1 OR relative = $1`,
	`DELETE FROM nominees WHERE nomination IN (SELECT id FROM nominations WHERE member = $1)`,
	`DELETE FROM nominations WHERE member = $1`,
	`UPDATE visits SET code = '', door_word = 0 WHERE volunteer = $1 OR request IN (SELECT id FROM requests WHERE elder = $1)`,
	`UPDATE outbox SET phone = '', facts = '{}', body = '' WHERE member = $1`,
	`UPDATE tickets SET phone = '', note = '', outcome = '' WHERE member = $1`,
	`UPDATE ticket_events SET note = '' WHERE note <> '' AND ticket IN (SELECT id FROM tickets WHERE member = $1)`,
	`UPDATE matters SET note = '', content = '' WHERE member = $1 AND what <> 'forget'`,
	`UPDATE matters SET note = '' WHERE other = $1`,
	`UPDATE audit SET note = '' WHERE member = $1 AND deed NOT LIKE 'forget%' AND note <> ''`,
	`UPDATE estates SET note = '' WHERE member = $1`,
	`UPDATE redemption_events SET note = '' WHERE redemption IN (SELECT id FROM redemptions WHERE member = $1)`,
	`UPDATE transfers_out SET their_number = '', their_name = '', note = '', answer = '' WHERE member = $1`,
	`UPDATE transfers_in SET note = '', answer = '' WHERE member = $1`,
}

// wipeRows empties and removes what is found by the member.
func (v *verb) wipeRows(m Member, own []Phone) error {
	for _, query := range wiped {
		if _, err := v.Exec(query, m.ID); err != nil {
			return err
		}
	}
	for _, phone := range own {
		for _, query := range []string{
			`DELETE FROM contacts WHERE phone = $1`,
			`DELETE FROM former_contacts WHERE phone = $1`,
			`DELETE FROM optouts WHERE phone = $1`,
			`DELETE FROM wrong_codes WHERE phone = $1`,
			`UPDATE outbox SET key = 'forgotten/' || id WHERE phone = $1 AND key LIKE 'stranger/%'`,
			`UPDATE outbox SET phone = '', facts = '{}', body = '' WHERE phone = $1`,
		} {
			if _, err := v.Exec(query, phone); err != nil {
				return err
			}
		}
		// '0' comes behind '/': these are all that begin so.
		if _, err := v.Exec(`UPDATE tickets SET source = 'forgotten/' || id WHERE source >= $1 AND source < $2`, "locked/"+string(phone)+"/", "locked/"+string(phone)+"0"); err != nil {
			return err
		}
	}
	return nil
}
