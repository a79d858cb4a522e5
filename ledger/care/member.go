package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"hourline/ledger"
)

// A Role is what a member may do; one person may have several.
type Role int64

// The roles, as bits of one number.
const (
	Elder Role = 1 << iota
	Volunteer
	Duty // rung in emergencies
	Coordinator
	RedeemPoint // gives goods and cash out for hours, at a service point
	Auditor
)

// roleNames are the words of the import file, in the order of the bits.
var roleNames = []string{"elder", "volunteer", "duty", "coordinator", "redeem", "auditor"}

// Has reports whether all of want are among r.
func (r Role) Has(want Role) bool { return r&want == want }

// String is r as the import file writes it: elder|volunteer.
func (r Role) String() string {
	var words []string
	for i, name := range roleNames {
		if r.Has(1 << i) {
			words = append(words, name)
		}
	}
	return strings.Join(words, "|")
}

// ParseRoles reads elder|volunteer.
func ParseRoles(s string) (Role, error) {
	var r Role
	for _, word := range split(s) {
		word = strings.ToLower(word)
		if word == "point" { // as people say it
			word = RedeemPoint.String()
		}
		i := slices.Index(roleNames, word)
		if i < 0 {
			return 0, fmt.Errorf("role %q is unknown; use %s", word, strings.Join(roleNames, ", "))
		}
		r |= 1 << i
	}
	if r == 0 {
		return 0, fmt.Errorf("no role; use %s", strings.Join(roleNames, ", "))
	}
	return r, nil
}

// split cuts a list separated by | and drops what is empty.
func split(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, "|") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// A Member is anybody in the books.
type Member struct {
	ID        int64
	Number    string // seven digits and a check digit, as read by phone
	Name      string // as it is spoken: 王奶奶
	Roles     Role
	Community string
	Address   string // told only to those who accepted a visit or a case
	Born      int    // year; 0 when unknown
	Lang      string // zh-CN, en
	Flags     []string
	Resting   bool // wants no offers for now
	Account   ledger.AccountID
	Phones    []Phone // the first is rung first
	Contacts  []Contact
}

// Phone is the number that is rung first, empty when there is none.
func (m Member) Phone() Phone {
	if len(m.Phones) == 0 {
		return ""
	}
	return m.Phones[0]
}

// ErrNoMember is returned for a number or name that is not in the books.
var ErrNoMember = errors.New("no such member")

const memberColumns = `id, number, name, roles, community, address, born, lang, flags, resting, account`

// scanMember reads one row of memberColumns.
func scanMember(row interface{ Scan(...any) error }) (m Member, err error) {
	var flags string
	err = row.Scan(&m.ID, &m.Number, &m.Name, &m.Roles, &m.Community, &m.Address, &m.Born, &m.Lang, &flags, &m.Resting, &m.Account)
	m.Flags = split(flags)
	return m, err
}

// member is the member with this id, with phones and contacts.
func member(v *ledger.View, id int64) (Member, error) {
	m, err := scanMember(v.QueryRow(`SELECT `+memberColumns+` FROM members WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return m, fmt.Errorf("member %d: %w", id, ErrNoMember)
	}
	if err != nil {
		return m, err
	}
	if m.Phones, err = phonesOf(v, id); err != nil {
		return m, err
	}
	m.Contacts, err = contactsOf(v, id)
	return m, err
}

func phonesOf(v *ledger.View, id int64) ([]Phone, error) {
	return collect(v, func(r *sql.Rows) (p Phone, err error) { return p, r.Scan(&p) },
		`SELECT phone FROM phones WHERE member = $1 ORDER BY position`, id)
}

func contactsOf(v *ledger.View, id int64) ([]Contact, error) {
	return collect(v, func(r *sql.Rows) (c Contact, err error) { return c, r.Scan(&c.Name, &c.Phone, &c.Relation) },
		`SELECT name, phone, relation FROM contacts WHERE member = $1 ORDER BY position`, id)
}

// collect runs a query and scans every row of it.
func collect[T any](v *ledger.View, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := v.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		t, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// membersAt are all who share a phone, in the order of their membership.
// A hidden caller shares it with nobody.
func membersAt(v *ledger.View, p Phone) ([]Member, error) {
	if p == "" {
		return nil, nil
	}
	ids, err := collect(v, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
		`SELECT member FROM phones WHERE phone = $1 ORDER BY member`, string(p))
	if err != nil {
		return nil, err
	}
	members := make([]Member, len(ids))
	for i, id := range ids {
		if members[i], err = member(v, id); err != nil {
			return nil, err
		}
	}
	return members, nil
}

// bareNumber is a member number without spaces and dashes.
func bareNumber(number string) string { return strings.NewReplacer(" ", "", "-", "").Replace(number) }

// MemberByNumber is the member with this number; spaces and dashes are forgiven.
func (c *Centre) MemberByNumber(ctx context.Context, number string) (m Member, err error) {
	digits := bareNumber(number)
	if !ValidNumber(digits) {
		return m, fmt.Errorf("%q is no member number: eight digits, the last of which checks the others; `hourline member list` shows them", number)
	}
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		m, err = withNumber(v, digits)
		return err
	})
	if errors.Is(err, ErrNoMember) {
		err = fmt.Errorf("number %s: %w; `hourline member list` shows them", digits, err)
	}
	return m, err
}

// withNumber is the member with this number, or ErrNoMember.
func withNumber(v *ledger.View, number string) (Member, error) {
	var id int64
	err := v.QueryRow(`SELECT id FROM members WHERE number = $1`, number).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoMember
	}
	if err != nil {
		return Member{}, err
	}
	return member(v, id)
}

// Members are all members in the order of their numbers.
func (c *Centre) Members(ctx context.Context) (all []Member, err error) {
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		ids, err := collect(v, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) }, `SELECT id FROM members ORDER BY id`)
		all = make([]Member, len(ids))
		for i, id := range ids {
			if all[i], err = member(v, id); err != nil {
				return err
			}
		}
		return err
	})
	return all, err
}
