package care

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"hourline/ledger"
)

// ErrNotSecond is returned for a second person who is the first, or of the
// same phone, home or family: four eyes cannot be one person with two numbers.
var ErrNotSecond = errors.New("a second person must do it: not the one who did the first part, nor anybody who shares a phone, a home or a family with them")

// tied reports whether two members could be one person, or would do one another
// a favour: they are the same, share a phone or a home, one has named the other
// as family, or two of the staff have seen that they are.
func tied(v *ledger.View, a, b Member) (bool, error) {
	if a.ID == b.ID || sharePhone(a, b) || namesAsFamily(a, b) || namesAsFamily(b, a) {
		return true, nil
	}
	if is, err := shareHome(v, a, b); err != nil || is {
		return is, err
	}
	_, err := kinOf(v, a.ID, b.ID)
	if errors.Is(err, ErrNotLinked) {
		return false, nil
	}
	return err == nil, err
}

// shareHome reports whether two members live at one address. Where three of
// the staff are written it is their office, at which nobody lives.
func shareHome(v *ledger.View, a, b Member) (so bool, err error) {
	const office = 3
	home := func(m Member) string { return strings.ReplaceAll(tidy(m.Address), " ", "") }
	if home(a) == "" || home(a) != home(b) {
		return false, nil
	}
	err = v.QueryRow(`SELECT count(*) < $1 FROM members WHERE roles & $2 <> 0 AND address IN ($3, $4)`,
		office, int64(staffRoles), a.Address, b.Address).Scan(&so)
	return so, err
}

// namesAsFamily reports whether a phone of b is that of a's family.
func namesAsFamily(a, b Member) bool {
	return slices.ContainsFunc(a.Contacts, func(c Contact) bool {
		return c.Relation == RelatedFamily && slices.Contains(b.Phones, c.Phone)
	})
}

// fourEyes refuses somebody who would check their own work, or decide in their
// own cause: by is a second person to each of the first, who did something
// before, and is not one of those whom it is about, nor theirs. Whoever has died
// since has the phones of before.
func fourEyes(v *ledger.View, by Member, first, about []Member) error {
	if err := noneTied(v, by, first, ErrNotSecond); err != nil {
		return err
	}
	return noneTied(v, by, about, ErrOwnCause)
}

func noneTied(v *ledger.View, by Member, others []Member, refusal error) error {
	for _, m := range others {
		m, err := asTheyWere(v, m)
		if err != nil {
			return err
		}
		if is, err := tied(v, by, m); err != nil || is {
			return errors.Join(err, refusal)
		}
	}
	return nil
}

// twoOfStaff are two members of staff, by number, who do something together
// that is about some members.
func twoOfStaff(v *ledger.View, by, with string, about ...Member) (first, second Member, err error) {
	if first, err = worker(v, by); err != nil {
		return first, second, err
	}
	if second, err = worker(v, with); err != nil {
		return first, second, err
	}
	if err := fourEyes(v, first, nil, about); err != nil {
		return first, second, fmt.Errorf("%s: %w", first.Number, err)
	}
	if err := fourEyes(v, second, []Member{first}, about); err != nil {
		return first, second, fmt.Errorf("%s: %w", second.Number, err)
	}
	return first, second, nil
}

// staffActor names two members of staff in an entry.
func staffActor(first, second Member) string { return "staff " + first.Number + " " + second.Number }
