package care

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"hourline/ledger"
)

// What cannot be a nomination.
var (
	ErrShares  = errors.New("the shares are whole percents of 1 or more, each for another member, and make 100 together")
	ErrOwnHeir = errors.New("nobody inherits from themselves; name other members, or --none")
)

// A Share is a part of a member's hours for a nominee.
type Share struct {
	Nominee string // member number
	Percent int
}

// A Nomination says who is to have a member's hours one day.
type Nomination struct {
	Member string  // number
	Shares []Share // none: nobody is named any more
	Seen   string  // the form that the member has signed
	Actor  string  // number of the member of staff
}

// Nominate keeps who is to have a member's hours, in the place of who was to
// have them, once two of the staff ask for it who gain nothing by it.
func (c *Centre) Nominate(ctx context.Context, n Nomination) (done bool, err error) {
	err = c.write(ctx, func(v *verb) error {
		by, err := worker(v.View, n.Actor)
		if err != nil {
			return err
		}
		m, err := numbered(v.View, n.Member)
		if err != nil {
			return err
		}
		shares, err := v.sharesOf(n, m)
		if err != nil {
			return err
		}
		ask := &matter{what: "nominee", member: m, content: bare(shares), note: n.Seen}
		for _, s := range shares {
			ask.gain = append(ask.gain, s.Nominee)
		}
		if done, err = v.askTwo(ask, by); err != nil || !done {
			return err
		}
		return v.nominate(m, shares, ask.id)
	})
	if err != nil {
		return false, fmt.Errorf("nominees of member %s: %w", n.Member, err)
	}
	return done, nil
}

// A NomineeShare is a nominee with the part that is to be theirs.
type NomineeShare struct {
	Nominee Member
	Percent int
}

// bareShare is a share as both of the staff must name it.
type bareShare struct {
	Nominee int64 `json:"nominee"`
	Percent int   `json:"percent"`
}

func bare(shares []NomineeShare) []bareShare {
	out := make([]bareShare, len(shares))
	for i, s := range shares {
		out[i] = bareShare{s.Nominee.ID, s.Percent}
	}
	return out
}

// sharesOf finds the nominees, in the order of their membership.
func (v *verb) sharesOf(n Nomination, m Member) (shares []NomineeShare, err error) {
	if err := living(v.View, m); err != nil {
		return nil, err
	}
	sum := 0
	for _, s := range n.Shares {
		nominee, err := numbered(v.View, s.Nominee)
		if err != nil {
			return nil, err
		}
		if err := living(v.View, nominee); err != nil {
			return nil, err
		}
		if nominee.ID == m.ID {
			return nil, ErrOwnHeir
		}
		if s.Percent < 1 || slices.ContainsFunc(shares, func(o NomineeShare) bool { return o.Nominee.ID == nominee.ID }) {
			return nil, ErrShares
		}
		sum += s.Percent
		shares = append(shares, NomineeShare{nominee, s.Percent})
	}
	if len(shares) > 0 && sum != 100 {
		return nil, ErrShares
	}
	slices.SortFunc(shares, func(a, b NomineeShare) int { return cmp.Compare(a.Nominee.ID, b.Nominee.ID) })
	return shares, nil
}

// nominate stores a nomination, and tells the member that it was changed.
func (v *verb) nominate(m Member, shares []NomineeShare, matter int64) error {
	var id int64
	if err := v.QueryRow(`INSERT INTO nominations (member, matter, at) VALUES ($1, $2, $3) RETURNING id`, m.ID, matter, ms(v.now)).Scan(&id); err != nil {
		return err
	}
	for _, s := range shares {
		if _, err := v.Exec(`INSERT INTO nominees (nomination, nominee, percent) VALUES ($1, $2, $3)`, id, s.Nominee.ID, s.Percent); err != nil {
			return err
		}
	}
	return v.text(fmt.Sprintf("nomination/%d", id), "nominee.changed", id, m, Facts{})
}

// Nominees are who is to have a member's hours one day.
type Nominees struct {
	ID     int64 // zero when nobody was ever named
	Since  time.Time
	Seen   string
	By     [2]Member
	Shares []NomineeShare
}

// NomineesOf is the nomination of a member that holds.
func (c *Centre) NomineesOf(ctx context.Context, memberID int64) (n Nominees, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		n, err = nomineesIn(v, p, memberID)
		return err
	})
	return n, err
}

func nomineesIn(v *ledger.View, p *Policy, memberID int64) (n Nominees, err error) {
	var since, first, second int64
	err = v.QueryRow(`SELECT n.id, n.at, m.note, m.asked_by, m.confirmed_by FROM nominations n JOIN matters m ON m.id = n.matter
		WHERE n.member = $1 ORDER BY n.id DESC LIMIT 1`, memberID).Scan(&n.ID, &since, &n.Seen, &first, &second)
	if err != nil {
		return n, ignoreNoRows(err)
	}
	n.Since = p.moment(&since)
	for i, id := range []int64{first, second} {
		if n.By[i], err = member(v, id); err != nil {
			return n, err
		}
	}
	n.Shares, err = collect(v, func(r *sql.Rows) (s NomineeShare, err error) { return s, r.Scan(&s.Nominee.ID, &s.Percent) },
		`SELECT nominee, percent FROM nominees WHERE nomination = $1 ORDER BY nominee`, n.ID)
	for i := range n.Shares {
		if err == nil {
			n.Shares[i].Nominee, err = member(v, n.Shares[i].Nominee.ID)
		}
	}
	return n, err
}
