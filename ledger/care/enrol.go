package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"hourline/ledger"
)

// AddMember puts a member into the books with a number and an account of its
// own, or brings up to date the one who is there already by the rule of
// Import. What comes back is what the books have.
func (c *Centre) AddMember(ctx context.Context, m Member) (added Member, err error) {
	for _, f := range m.faults(c.clock.Now().Year()) {
		return added, fmt.Errorf("add member: %s", f.mend)
	}
	err = c.write(ctx, func(v *verb) error {
		known, err := v.known(m)
		if err != nil {
			return err
		}
		if added, _, err = v.enrol(m, known); err != nil {
			return err
		}
		return v.firstContact(added, known)
	})
	if err != nil {
		return added, fmt.Errorf("add member: %w", err)
	}
	return added, nil
}

// enrolAll finds who the rows are before it writes anything: a refusal that
// comes before the first write costs nobody else anything. Rows of which it is
// not clear who they are make all be refused, or are left out of a partial
// import.
func (v *verb) enrolAll(rows []row, partial bool) (done Imported, err error) {
	clear, unclear, err := v.recognise(rows)
	if err == nil && len(unclear) > 0 && !partial {
		err = &ImportError{unclear}
	}
	if err != nil {
		return done, err
	}
	enrolled := make([]Member, len(clear))
	for i, r := range clear {
		m, how, err := v.enrol(r.over(r.known), r.known)
		if err != nil {
			return done, fmt.Errorf("line %d: %w", r.line, err)
		}
		done.count(how)
		enrolled[i] = m
	}
	for i, r := range clear { // whoever is to go may stand on a later line
		if err := v.firstContact(enrolled[i], r.known); err != nil {
			return done, fmt.Errorf("line %d: %w", r.line, err)
		}
	}
	done.Left = unclear
	return done, nil
}

// recognise finds the members of the books that rows stand for, each for one
// of its own.
func (v *verb) recognise(rows []row) (clear []row, unclear []RowError, err error) {
	taken := map[int64]int{} // the line that a member is on
	for _, r := range rows {
		r.known, err = v.known(r.member)
		line := taken[r.known.ID]
		switch {
		case errors.Is(err, errSeveral), errors.Is(err, ErrDead), errors.Is(err, ErrAway):
			unclear = append(unclear, RowError{r.line, err.Error()})
		case err != nil:
			return nil, nil, err
		case line != 0:
			unclear = append(unclear, RowError{r.line, fmt.Sprintf("member %s has this name and one of these phones, and is on line %d already; put all phones of one person on one line", r.known.Number, line)})
		default:
			if r.known.ID != 0 {
				taken[r.known.ID] = r.line
			}
			clear = append(clear, r)
		}
	}
	return clear, unclear, nil
}

// over is the row with what its file says nothing about left as it is.
func (r row) over(known Member) Member {
	m := r.member
	keep := func(column string, set func()) {
		if !r.has(column) {
			set()
		}
	}
	keep("community", func() { m.Community = known.Community })
	keep("address", func() { m.Address = known.Address })
	keep("born", func() { m.Born = known.Born })
	keep("lang", func() { m.Lang = known.Lang })
	keep("flags", func() { m.Flags = known.Flags })
	keep("contacts", func() { m.Contacts = known.Contacts })
	return m
}

// What enrolling did.
type enrolment int

const (
	same enrolment = iota
	added
	changed
)

func (d *Imported) count(how enrolment) {
	switch how {
	case added:
		d.Added++
	case changed:
		d.Changed++
	case same:
		d.Same++
	}
}

// errSeveral is returned when two members of the books could be meant.
var errSeveral = errors.New("several members fit")

// known is the member of the books who m is by the rule of Import; zero for
// somebody new.
func (v *verb) known(m Member) (Member, error) {
	ids, err := alike(v.View, m)
	if err != nil || len(ids) == 0 {
		return Member{}, err
	}
	if len(ids) > 1 {
		return Member{}, fmt.Errorf("members %s and %s have this name and one of these phones: %w; give each a name of their own", memberNumber(ids[0]), memberNumber(ids[1]), errSeveral)
	}
	if m, err = member(v.View, ids[0]); err != nil {
		return m, err
	}
	return m, present(v.View, m)
}

// alike are the members who have m's name and one of its phones.
func alike(v *ledger.View, m Member) (ids []int64, err error) {
	id := func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) }
	if len(m.Phones) == 0 {
		return collect(v, id, `SELECT m.id FROM members m WHERE m.name = $1 AND m.community = $2
			AND NOT EXISTS (SELECT 1 FROM phones p WHERE p.member = m.id) AND NOT EXISTS (SELECT 1 FROM former_phones p WHERE p.member = m.id)`, m.Name, m.Community)
	}
	for _, p := range m.Phones {
		found, err := collect(v, id, `SELECT m.id FROM (SELECT member, phone FROM phones UNION ALL SELECT member, phone FROM former_phones) p
			JOIN members m ON m.id = p.member WHERE p.phone = $1 AND m.name = $2`, string(p), m.Name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// enrol makes known, or somebody new when known is zero, what m says.
func (v *verb) enrol(m, known Member) (Member, enrolment, error) {
	if m.Lang == "" {
		m.Lang = Languages[0]
	}
	m.Contacts = related(m.Contacts, known.Contacts)
	m.ID, m.Number, m.Account, m.Resting = known.ID, known.Number, known.Account, known.Resting
	how := changed
	switch {
	case known.ID == 0:
		how = added
	case equal(m, known):
		return known, same, nil
	}
	var err error
	if how == added {
		m, err = v.insertMember(m)
	} else {
		err = v.updateMember(m)
	}
	if err == nil {
		err = v.replacePhones(m)
	}
	return m, how, err
}

// equal tells whether two members are the same but for nil and empty lists.
func equal(a, b Member) bool {
	for _, m := range []*Member{&a, &b} {
		m.Flags, m.Phones = append([]string{}, m.Flags...), append([]Phone{}, m.Phones...)
		m.Contacts = append([]Contact{}, m.Contacts...)
	}
	return reflect.DeepEqual(a, b)
}

func (v *verb) insertMember(m Member) (Member, error) {
	if err := v.QueryRow(`SELECT coalesce(max(id), 0) + 1 FROM members`).Scan(&m.ID); err != nil {
		return m, err
	}
	m.Number = memberNumber(m.ID)
	var err error
	if m.Account, err = v.OpenAccount(fmt.Sprintf("member/%d", m.ID), ledger.Minutes, 0); err != nil {
		return m, err
	}
	_, err = v.Exec(`INSERT INTO members (id, number, name, roles, community, address, born, lang, flags, account, joined_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		m.ID, m.Number, m.Name, int64(m.Roles), m.Community, m.Address, m.Born, m.Lang, strings.Join(m.Flags, "|"), int64(m.Account), ms(v.now))
	return m, err
}

func (v *verb) updateMember(m Member) error {
	_, err := v.Exec(`UPDATE members SET name = $1, roles = $2, community = $3, address = $4, born = $5, lang = $6, flags = $7 WHERE id = $8`,
		m.Name, int64(m.Roles), m.Community, m.Address, m.Born, m.Lang, strings.Join(m.Flags, "|"), m.ID)
	return err
}

// replacePhones stores a member's phones and contacts.
func (v *verb) replacePhones(m Member) error {
	for _, table := range []string{"phones", "contacts"} {
		if _, err := v.Exec(`DELETE FROM `+table+` WHERE member = $1`, m.ID); err != nil {
			return err
		}
	}
	for i, p := range m.Phones {
		if _, err := v.Exec(`INSERT INTO phones (phone, member, position) VALUES ($1, $2, $3)`, string(p), m.ID, i); err != nil {
			return err
		}
	}
	for i, c := range m.Contacts { // but for those who have died: a file may name them for years
		if _, err := v.Exec(`INSERT INTO contacts (member, position, name, phone, relation) SELECT $1, $2, $3, $4, $5
			WHERE NOT EXISTS (SELECT 1 FROM former_contacts WHERE member = $1 AND name = $3 AND phone = $4)`, m.ID, i, c.Name, string(c.Phone), string(c.Relation)); err != nil {
			return err
		}
	}
	return nil
}
