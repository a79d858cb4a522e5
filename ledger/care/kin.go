package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"hourline/ledger"
)

// A Kinship is what a relative is to a member.
type Kinship string

// The kinships, by documents: what is more distant gives no right to anything.
const (
	Spouse      Kinship = "spouse"
	Parent      Kinship = "parent"
	Grandparent Kinship = "grandparent"
	Child       Kinship = "child"
	Grandchild  Kinship = "grandchild" // the other side of Grandparent; may receive no gifts
)

// kinshipWords are how people write them.
var kinshipWords = map[string]Kinship{
	"spouse": Spouse, "husband": Spouse, "wife": Spouse, "配偶": Spouse, "丈夫": Spouse, "妻子": Spouse,
	"parent": Parent, "father": Parent, "mother": Parent, "父母": Parent, "父亲": Parent, "母亲": Parent,
	"grandparent": Grandparent, "祖父母": Grandparent, "爷爷": Grandparent, "奶奶": Grandparent, "外公": Grandparent, "外婆": Grandparent,
	"child": Child, "son": Child, "daughter": Child, "子女": Child, "儿子": Child, "女儿": Child,
	"grandchild": Grandchild, "孙子女": Grandchild, "孙子": Grandchild, "孙女": Grandchild, "外孙": Grandchild, "外孙女": Grandchild,
}

// ParseKinship reads a kinship, in either language.
func ParseKinship(s string) (Kinship, error) {
	if k := kinshipWords[strings.ToLower(tidy(s))]; k != "" {
		return k, nil
	}
	return "", fmt.Errorf("%q is no kinship that counts; write spouse, parent, grandparent or child (配偶, 父母, 祖父母, 子女)", s)
}

// inverse is what the member is to the relative.
func (k Kinship) inverse() Kinship {
	switch k {
	case Parent:
		return Child
	case Child:
		return Parent
	case Grandparent:
		return Grandchild
	case Grandchild:
		return Grandparent
	}
	return k
}

// mayReceive reports whether a member may give hours to a relative who is that
// to the member.
func (k Kinship) mayReceive() bool {
	return slices.Contains([]Kinship{Spouse, Parent, Grandparent, Child}, k)
}

// between is the least number of years from one's birth to the other's; 0 when
// it may be any.
func (k Kinship) between() int {
	const generation = 14
	switch k {
	case Parent:
		return generation
	case Grandparent:
		return 2 * generation
	}
	return 0
}

// What cannot be a link.
var (
	ErrLinked    = errors.New("these two are linked already; end that link first, with hourline family unlink")
	ErrNotLinked = errors.New("these two are not linked; `hourline family list` shows who is")
	ErrTooYoung  = errors.New("by their years of birth this cannot be; look at the document again, or mend the year with hourline member add")
)

// A FamilyLink is what one of the staff records of two members: Relative is As
// to Member.
type FamilyLink struct {
	Member, Relative string // member numbers
	As               Kinship
	Seen             string // the document, or why a link ends
	Actor            string // member number of whoever has seen it
}

// Link records that two members are related. It holds once a second member of
// staff has seen a document too; done tells whether that was now.
func (c *Centre) Link(ctx context.Context, l FamilyLink) (done bool, err error) {
	return c.ofFamily(ctx, "link", l, func(v *verb, k kin, by Member) (bool, error) {
		if _, err := kinOf(v.View, k.member.ID, k.relative.ID); err == nil {
			return false, ErrLinked
		} else if !errors.Is(err, ErrNotLinked) {
			return false, err
		}
		if err := errors.Join(living(v.View, k.member), living(v.View, k.relative), k.plausible()); err != nil {
			return false, err
		}
		m := k.matter("link", k.as, l.Seen)
		if done, err := v.askTwo(m, by); err != nil || !done {
			return false, err
		}
		_, err := v.Exec(`INSERT INTO kin (member, relative, relation, made, made_at) VALUES ($1, $2, $3, $4, $5)`,
			k.member.ID, k.relative.ID, string(k.as), m.id, ms(v.now))
		return true, err
	})
}

// Unlink ends a link, once two members of staff ask for it. What was given
// before stays given.
func (c *Centre) Unlink(ctx context.Context, l FamilyLink) (done bool, err error) {
	return c.ofFamily(ctx, "unlink", l, func(v *verb, k kin, by Member) (bool, error) {
		if _, err := kinOf(v.View, k.member.ID, k.relative.ID); err != nil {
			return false, err
		}
		m := k.matter("unlink", nil, l.Seen)
		if done, err := v.askTwo(m, by); err != nil || !done {
			return false, err
		}
		_, err := v.Exec(`UPDATE kin SET ended = $1, ended_at = $2 WHERE member = $3 AND relative = $4 AND ended_at IS NULL`,
			m.id, ms(v.now), k.member.ID, k.relative.ID)
		return true, err
	})
}

// kin are two members, in the order of their membership: so a link is one,
// whichever of the two is named first.
type kin struct {
	member, relative Member
	as               Kinship // relative is that to member
}

func (k kin) matter(what string, content any, note string) *matter {
	return &matter{what: what, member: k.member, other: k.relative, content: content, note: note}
}

// plausible refuses a parent who was born too late, or after the child.
func (k kin) plausible() error {
	older, younger, as := k.relative, k.member, k.as
	if as == Child || as == Grandchild {
		older, younger, as = younger, older, as.inverse()
	}
	if as != Spouse && older.Born != 0 && younger.Born != 0 && younger.Born-older.Born < as.between() {
		return ErrTooYoung
	}
	return nil
}

// ofFamily does something about two members in the name of one of the staff.
func (c *Centre) ofFamily(ctx context.Context, what string, l FamilyLink, do func(*verb, kin, Member) (bool, error)) (done bool, err error) {
	err = c.write(ctx, func(v *verb) error {
		by, err := worker(v.View, l.Actor)
		if err != nil {
			return err
		}
		k := kin{as: l.As}
		if k.member, err = numbered(v.View, l.Member); err != nil {
			return err
		}
		if k.relative, err = numbered(v.View, l.Relative); err != nil {
			return err
		}
		switch {
		case k.member.ID == k.relative.ID:
			return errors.New("a link is between two members, and these are one")
		case k.member.ID > k.relative.ID:
			k.member, k.relative, k.as = k.relative, k.member, k.as.inverse()
		}
		done, err = do(v, k, by)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("%s %s and %s: %w", what, l.Member, l.Relative, err)
	}
	return done, nil
}

// numbered is the member with this number; spaces and dashes are forgiven.
func numbered(v *ledger.View, number string) (Member, error) {
	m, err := memberNumbered(v, bareNumber(number), "")
	if err == nil && m.Name == "" {
		err = ErrForgotten
	}
	if err != nil {
		return m, fmt.Errorf("%q %w", number, err)
	}
	return m, nil
}

// kinOf is what the second of two members is to the first, or ErrNotLinked.
func kinOf(v *ledger.View, memberID, relative int64) (k Kinship, err error) {
	a, b := min(memberID, relative), max(memberID, relative)
	err = v.QueryRow(`SELECT relation FROM kin WHERE member = $1 AND relative = $2 AND ended_at IS NULL`, a, b).Scan(&k)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotLinked
	}
	if memberID != a {
		k = k.inverse()
	}
	return k, err
}

// A Relative is somebody to whom a member is linked by a document.
type Relative struct {
	Member Member
	As     Kinship // what the relative is to the member
	Since  time.Time
	Seen   string // the document
	By     [2]Member
	Ended  time.Time // zero while it holds
}

// RelativesOf are all whom a member is or was linked to, the first linked first.
func (c *Centre) RelativesOf(ctx context.Context, memberID int64) (all []Relative, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		all, err = collect(v, func(r *sql.Rows) (k Relative, err error) {
			var member, since int64
			var ended *int64
			err = r.Scan(&member, &k.Member.ID, &k.As, &since, &k.Seen, &k.By[0].ID, &k.By[1].ID, &ended)
			if member != memberID {
				k.Member.ID, k.As = member, k.As.inverse()
			}
			k.Since, k.Ended = p.moment(&since), p.moment(ended)
			return k, err
		}, `SELECT k.member, k.relative, k.relation, k.made_at, m.note, m.asked_by, m.confirmed_by, k.ended_at
			FROM kin k JOIN matters m ON m.id = k.made WHERE k.member = $1 OR k.relative = $1 ORDER BY k.id`, memberID)
		for i := range all {
			for _, m := range []*Member{&all[i].Member, &all[i].By[0], &all[i].By[1]} {
				if err == nil {
					*m, err = member(v, m.ID)
				}
			}
		}
		return err
	})
	return all, err
}
