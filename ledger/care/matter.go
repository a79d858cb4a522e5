package care

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"hourline/ledger"
)

// A matter is something that two members of staff must ask for. The first one
// who does is kept; it is carried out when a second one asks for the same.
type matter struct {
	id      int64
	what    string
	member  Member   // whom it is about
	other   Member   // and whom else; zero for nobody
	gain    []Member // who gain by it
	content any      // both must ask for the same
	note    string   // what was seen, or the reason
	first   Member   // who asked first, once there are two
}

// two are the numbers of those who asked, as an entry names them.
func (m *matter) two(second Member) string { return staffActor(m.first, second) }

// askTwo keeps what by asks for; done is true when somebody else has asked for
// the same before. Nobody asks for what is about themselves or theirs.
func (v *verb) askTwo(m *matter, by Member) (done bool, err error) {
	if err := v.mayAsk(m, by); err != nil {
		return false, err
	}
	content, err := json.Marshal(m.content)
	if err != nil {
		return false, err
	}
	asked, first, err := v.matterAsked(m)
	switch {
	case err != nil:
		return false, err
	case m.id == 0 || asked != string(content):
		return false, v.askFirst(m, string(content), by)
	case first == by.ID:
		return false, nil // the same person again is still one person
	}
	return true, v.askSecond(m, first, by)
}

// mayAsk refuses whoever a matter is about, or who is tied to them.
func (v *verb) mayAsk(m *matter, by Member) (err error) {
	var about []Member
	for _, one := range append([]Member{m.member, m.other}, m.gain...) {
		if one.ID != 0 {
			about = append(about, one)
		}
	}
	if err := fourEyes(v.View, by, nil, about); err != nil {
		return err
	}
	m.note, err = reasonOf(m.note)
	return err
}

// reasonOf is a reason, or what was seen, on one line.
func reasonOf(note string) (string, error) {
	note = strings.Join(strings.Fields(note), " ")
	switch n := len([]rune(note)); {
	case n == 0:
		return note, ErrNoReason
	case n > longestOutcome:
		return note, fmt.Errorf("that has %d letters, and %d are the most", n, longestOutcome)
	}
	return note, nil
}

// matterAsked is what waits for a second person; m.id stays zero for nothing.
func (v *verb) matterAsked(m *matter) (content string, first int64, err error) {
	err = v.QueryRow(`SELECT id, content, asked_by FROM matters WHERE what = $1 AND member = $2 AND other = $3 AND ended_at IS NULL`,
		m.what, m.member.ID, m.other.ID).Scan(&m.id, &content, &first)
	return content, first, ignoreNoRows(err)
}

// askFirst keeps what the first person asks for, in the place of what waited,
// and calls a second one.
func (v *verb) askFirst(m *matter, content string, by Member) error {
	if err := v.audit(Deed{Actor: by.Number, What: m.what + " asked", Member: m.member.ID, Ref: m.other.ID, Note: m.note}); err != nil {
		return err
	}
	if err := v.replaceMatter(m.id); err != nil {
		return err
	}
	err := v.QueryRow(`INSERT INTO matters (what, member, other, content, note, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		m.what, m.member.ID, m.other.ID, content, m.note, by.ID, ms(v.now)).Scan(&m.id)
	if err != nil {
		return err
	}
	if err := v.ticket(Ticket{Source: matterSource(m.id), Kind: SecondTicket, Member: m.member.ID, Ref: m.id, Note: m.what}); err != nil {
		return err
	}
	_, err = v.Exec(`UPDATE tickets SET owner = 0 WHERE source = $1 AND owner = $2`, matterSource(m.id), by.ID)
	return err
}

func matterSource(id int64) string { return fmt.Sprintf("matter/%d", id) }

// replaceMatter ends what waited and is not asked for any more.
func (v *verb) replaceMatter(id int64) error {
	if _, err := v.Exec(`UPDATE matters SET ended_at = $1 WHERE id = $2`, ms(v.now), id); err != nil {
		return err
	}
	_, err := v.Exec(`UPDATE tickets SET closed_at = $1, outcome = 'asked for otherwise', next_at = NULL, later_at = NULL WHERE source = $2 AND closed_at IS NULL`,
		ms(v.now), matterSource(id))
	return err
}

// askSecond ends a matter that two people have asked for, and the ticket that
// called for the second.
func (v *verb) askSecond(m *matter, first int64, by Member) (err error) {
	if m.first, err = member(v.View, first); err != nil {
		return err
	}
	if err := fourEyes(v.View, by, []Member{m.first}, nil); err != nil {
		return err
	}
	if err := v.audit(Deed{Actor: by.Number, What: m.what + " confirmed", Member: m.member.ID, Ref: m.other.ID, Note: m.note}); err != nil {
		return err
	}
	if _, err := v.Exec(`UPDATE matters SET confirmed_by = $1, ended_at = $2 WHERE id = $3`, by.ID, ms(v.now), m.id); err != nil {
		return err
	}
	open, err := ticketsIn(v.View, v.policy, `SELECT `+ticketColumns+` FROM tickets WHERE closed_at IS NULL AND source = $1`, matterSource(m.id))
	for _, t := range open {
		err = errors.Join(err, v.closeTicket(Task{Ticket: t}, by, "done by a second person"))
	}
	return err
}

// A Waiting is something that one member of staff has asked for, and that is
// done once another asks for the same.
type Waiting struct {
	What  string // link, unlink, nominee, death, death undone, settlement
	About Member
	Other Member // zero for nobody
	By    Member // who has asked
	Since time.Time
	Note  string // what was seen, or the reason
}

// WaitsForSecond is what one member of staff has asked for, about everybody.
func (c *Centre) WaitsForSecond(ctx context.Context) (all []Waiting, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		all, err = collect(v, func(r *sql.Rows) (w Waiting, err error) {
			var since int64
			err = r.Scan(&w.What, &w.About.ID, &w.Other.ID, &w.By.ID, &since, &w.Note)
			w.Since = p.moment(&since)
			return w, err
		}, `SELECT what, member, other, asked_by, asked_at, note FROM matters WHERE ended_at IS NULL ORDER BY id`)
		for i := range all {
			for _, m := range []*Member{&all[i].About, &all[i].Other, &all[i].By} {
				if err == nil && m.ID != 0 {
					*m, err = member(v, m.ID)
				}
			}
		}
		return err
	})
	return all, err
}
