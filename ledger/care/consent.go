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

// A ConsentKind is what a member is asked to agree to.
type ConsentKind string

// The kinds of consent.
const (
	ToService   ConsentKind = "service"   // that name, phone and address are kept, and told to who comes
	ToHealth    ConsentKind = "health"    // that what concerns the health is kept, for emergencies
	ToContacts  ConsentKind = "contacts"  // that contacts are rung in an emergency
	ToRecording ConsentKind = "recording" // that messages are recorded
)

// ConsentKinds are all kinds, in the order in which they are asked.
var ConsentKinds = []ConsentKind{ToService, ToHealth, ToContacts, ToRecording}

// A Consent is a member's answer to one question. Nobody's is taken for
// granted: a member without a row of a kind was not asked.
type Consent struct {
	Kind  ConsentKind
	Given bool // false when it was refused, or taken back
	At    time.Time
	Words string // language and version of the sentence that was read out
	Actor string // number of the worker who asked
}

// Consent keeps the answer of the member with this number. The time is now;
// earlier answers are kept.
func (c *Centre) Consent(ctx context.Context, number string, answer Consent) (m Member, err error) {
	if !slices.Contains(ConsentKinds, answer.Kind) || strings.TrimSpace(answer.Words) == "" {
		return m, fmt.Errorf("kind %q is no consent, or nobody knows what was read out", answer.Kind)
	}
	err = c.write(ctx, func(v *verb) error {
		by, err := worker(v.View, answer.Actor)
		if err != nil {
			return err
		}
		if m, err = memberNumbered(v.View, bareNumber(number), ""); err != nil {
			return err
		}
		if m.ID == by.ID {
			return ErrOwnCause
		}
		_, err = v.Exec(`INSERT INTO consents (member, kind, given, at, words, actor) VALUES ($1, $2, $3, $4, $5, $6)`,
			m.ID, string(answer.Kind), answer.Given, ms(v.now), answer.Words, by.Number)
		return err
	})
	if err != nil {
		return m, fmt.Errorf("consent of member %s: %w", number, err)
	}
	return m, nil
}

// Consents are a member's latest answers, in the order of ConsentKinds; kinds
// that were not asked are left out.
func (c *Centre) Consents(ctx context.Context, memberID int64) (all []Consent, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		for _, kind := range ConsentKinds {
			k := Consent{Kind: kind}
			var at int64
			err := v.QueryRow(`SELECT given, at, words, actor FROM consents WHERE member = $1 AND kind = $2 ORDER BY id DESC LIMIT 1`,
				memberID, string(kind)).Scan(&k.Given, &at, &k.Words, &k.Actor)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return err
			}
			k.At = p.moment(&at)
			all = append(all, k)
		}
		return nil
	})
	return all, err
}

// firstContact opens the task to visit an elder who is newly in the books:
// somebody whom the elder knows goes, hands over the magnet and the home card,
// and asks for the consents.
func (v *verb) firstContact(m, known Member) error {
	if !m.Roles.Has(Elder) || known.Roles.Has(Elder) {
		return nil
	}
	return v.ticket(Ticket{Source: fmt.Sprintf("first-contact/%d", m.ID), Kind: FirstContact, Member: m.ID, Phone: m.Phone()})
}
