package care

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"hourline/ledger"
)

// kindSettled is the kind of the entry for a debt between two banks that was
// paid; its reference is the settlement.
const kindSettled ledger.Kind = "peer-settled"

// What is no settlement.
var (
	ErrNotOwed     = errors.New("so much is not owed; see hourline report settlement")
	ErrPaidAlready = errors.New("this document stands for another payment already")
	ErrNoDocument  = errors.New("say by which document it was paid, in 1 to 60 letters")
)

// A PeerPayment is a debt between two banks that was paid, in whatever way the
// two have agreed on.
type PeerPayment struct {
	Name     string // of the bank
	Minutes  int64  // that it was for
	Received bool   // the other bank has paid; else we have
	Document string // its number: entered twice is entered once
	Actor    string // number of the coordinator
}

// SettlePeer enters a payment once two coordinators ask for the same. The
// minutes go from the other bank's account, or to it.
func (c *Centre) SettlePeer(ctx context.Context, s PeerPayment) (done bool, err error) {
	s.Document = tidy(s.Document)
	if n := len([]rune(s.Document)); n < 1 || n > 60 || strings.ContainsFunc(s.Document, unspeakable) {
		return false, fmt.Errorf("settle with %q: %w", s.Name, ErrNoDocument)
	}
	err = c.write(ctx, func(v *verb) error {
		done, err = v.settlePeer(s)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("settle with %q: %w", s.Name, err)
	}
	return done, nil
}

func (v *verb) settlePeer(s PeerPayment) (done bool, err error) {
	by, err := coordinator(v.View, s.Actor)
	if err != nil {
		return false, err
	}
	p, err := peerNamed(v.View, v.policy, s.Name)
	if err != nil {
		return false, err
	}
	var id, first int64
	asked, ended := PeerPayment{Name: s.Name, Document: s.Document, Actor: s.Actor}, false
	err = v.QueryRow(`SELECT id, minutes, received, asked_by, entry IS NOT NULL FROM peer_settlements WHERE peer = $1 AND document = $2`, p.ID, s.Document).
		Scan(&id, &asked.Minutes, &asked.Received, &first, &ended)
	if err := ignoreNoRows(err); err != nil {
		return false, err
	}
	switch {
	case ended && asked != s:
		return false, ErrPaidAlready
	case ended:
		return true, nil
	case s.Minutes < 1:
		return false, ErrNoMinutes
	case id == 0 || asked != s:
		return false, v.askToSettle(s, p, id, by)
	case first == by.ID:
		return false, nil // the same person again is still one person
	}
	return true, v.writeOff(s, p, id, first, by)
}

// askToSettle keeps what the first coordinator enters, in the place of what
// waits.
func (v *verb) askToSettle(s PeerPayment, p Peer, waits int64, by Member) error {
	if _, err := v.Exec(`DELETE FROM peer_settlements WHERE id = $1 AND entry IS NULL`, waits); err != nil {
		return err
	}
	var id int64
	err := v.QueryRow(`INSERT INTO peer_settlements (peer, minutes, received, document, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
		p.ID, s.Minutes, s.Received, s.Document, by.ID, ms(v.now)).Scan(&id)
	if err != nil {
		return err
	}
	return v.audit(Deed{Actor: by.Number, What: "settlement between banks asked", Ref: id, Note: s.Document})
}

// writeOff moves what was paid for.
func (v *verb) writeOff(s PeerPayment, p Peer, id, first int64, by Member) error {
	other, err := member(v.View, first)
	if err != nil {
		return err
	}
	if err := fourEyes(v.View, by, []Member{other}, nil); err != nil {
		return err
	}
	paid, err := v.OpenAccount("settled/"+p.Name, ledger.Minutes, ledger.Unlimited)
	if err != nil {
		return err
	}
	b, err := v.Balance(p.Account)
	if err != nil {
		return err
	}
	post, owed := ledger.Posting{Debit: p.Account, Credit: paid}, b.Available()
	if s.Received {
		post, owed = ledger.Posting{Debit: paid, Credit: p.Account}, -b.Available()
	}
	if owed < s.Minutes {
		return fmt.Errorf("%w: %d min are", ErrNotOwed, max(owed, 0))
	}
	post.Amount, post.Kind, post.Ref, post.Policy, post.Actor = s.Minutes, kindSettled, id, v.policy.Version, staffActor(other, by)
	e, err := v.Post(post)
	if err != nil {
		return err
	}
	if _, err := v.Exec(`UPDATE peer_settlements SET confirmed_by = $1, confirmed_at = $2, entry = $3 WHERE id = $4`, by.ID, ms(v.now), int64(e.ID), id); err != nil {
		return err
	}
	return errors.Join(v.letOwe(p.Account, p.Limit), v.audit(Deed{Actor: by.Number, What: "settlement between banks confirmed", Ref: id, Note: s.Document}))
}
