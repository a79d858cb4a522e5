package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/crypto/bcrypt"

	"hourline/ledger"
)

// PINLength is how many digits a PIN has.
const PINLength = 6

// A PINVerdict is what a PIN turned out to be.
type PINVerdict int

// The verdicts. Whoever is no member, or has no PIN, is as wrong as whoever
// mistypes it, and takes as long. That it is locked is told on the member's own
// telephone alone.
const (
	PINWrong PINVerdict = iota
	PINRight
	PINLocked // too many were wrong: it is set anew, in person
)

// SetPIN gives a member a new PIN, in person: two of the staff are there, who
// are not tied to the member. It is in the answer alone, and nowhere else.
func (c *Centre) SetPIN(ctx context.Context, number, by, with string) (pin string, err error) {
	pin = c.drawPIN()
	hash, err := bcrypt.GenerateFromPassword([]byte(pin), c.pinCost)
	if err != nil {
		return "", fmt.Errorf("set a PIN: %w", err)
	}
	err = c.write(ctx, func(v *verb) error {
		m, err := numbered(v.View, number)
		if err != nil {
			return err
		}
		first, second, err := twoOfStaff(v.View, by, with, m)
		if err != nil {
			return err
		}
		_, err = v.Exec(`INSERT INTO pins (member, hash, tries, set_at) VALUES ($1, $2, 0, $3)
			ON CONFLICT (member) DO UPDATE SET hash = excluded.hash, tries = 0, set_at = excluded.set_at`, m.ID, string(hash), ms(v.now))
		if err != nil {
			return err
		}
		return v.audit(Deed{Actor: first.Number, What: "PIN set", Member: m.ID, Note: "with " + second.Number})
	})
	if err != nil {
		return "", fmt.Errorf("set a PIN: %w", err)
	}
	return pin, nil
}

// drawPIN is a PIN that is not guessed first. It begins with neither 0 nor 9:
// on an elder's telephone those call a person, whatever else is pressed.
func (c *Centre) drawPIN() string {
	for {
		digits := []byte{byte('1' + c.chance(8))}
		for len(digits) < PINLength {
			digits = append(digits, byte('0'+c.chance(10)))
		}
		if pin := string(digits); !plainPIN(pin) {
			return pin
		}
	}
}

// plainPIN reports whether digits are all alike, or each one more or less than
// the one before.
func plainPIN(digits string) bool {
	const up, down = "01234567890123456789", "98765432109876543210"
	return strings.Count(digits, digits[:1]) == len(digits) || strings.Contains(up, digits) || strings.Contains(down, digits)
}

// CheckPIN tells whether a PIN is a member's, by the member's number. Each try
// is counted before it is looked at, so that many at once are no more tries.
func (c *Centre) CheckPIN(ctx context.Context, number, pin string) (PINVerdict, error) {
	return c.checkPIN(ctx, number, pin, func(*verb) (bool, error) { return false, nil })
}

// checkPIN is CheckPIN for a try that may have been counted before: counted
// tells so, in the transaction that counts.
func (c *Centre) checkPIN(ctx context.Context, number, pin string, counted func(*verb) (bool, error)) (PINVerdict, error) {
	var hash string
	var member int64
	locked := false
	err := c.write(ctx, func(v *verb) error {
		hash, member, locked = "", 0, false
		var tries int
		err := v.QueryRow(`SELECT p.member, p.hash, p.tries FROM pins p JOIN members m ON m.id = p.member WHERE m.number = $1`, bareNumber(number)).
			Scan(&member, &hash, &tries)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if again, err := counted(v); err != nil || again {
			return err
		}
		if locked = tries >= v.policy.Redeem.PINTries; locked {
			return nil
		}
		_, err = v.Exec(`UPDATE pins SET tries = tries + 1 WHERE member = $1`, member)
		return err
	})
	if err != nil {
		return PINWrong, fmt.Errorf("check a PIN: %w", err)
	}
	if hash == "" || locked {
		bcrypt.CompareHashAndPassword(c.nobodysPIN(), []byte(pin)) // takes as long as a real one
		if locked {
			return PINLocked, nil
		}
		return PINWrong, nil
	}
	if bcrypt.CompareHashAndPassword([]byte(hash), []byte(pin)) != nil {
		return c.wrongPIN(ctx, member)
	}
	// A PIN that was set anew meanwhile is not this one.
	err = c.write(ctx, func(v *verb) error {
		_, err := v.Exec(`UPDATE pins SET tries = 0 WHERE member = $1 AND hash = $2`, member, hash)
		return err
	})
	if err != nil {
		return PINWrong, fmt.Errorf("check a PIN: %w", err)
	}
	return PINRight, nil
}

// wrongPIN tells whether a wrong PIN was the last that was allowed. Then the
// member is told, and can come in person.
func (c *Centre) wrongPIN(ctx context.Context, id int64) (verdict PINVerdict, err error) {
	err = c.write(ctx, func(v *verb) error {
		verdict = PINWrong
		var tries int
		var set int64
		if err := v.QueryRow(`SELECT tries, set_at FROM pins WHERE member = $1`, id).Scan(&tries, &set); err != nil || tries < v.policy.Redeem.PINTries {
			return err
		}
		verdict = PINLocked
		m, err := member(v.View, id)
		if err != nil {
			return err
		}
		return v.text(fmt.Sprintf("pin/%d/locked/%d", id, set), "pin.locked", id, m, Facts{Name: m.Name})
	})
	if err != nil {
		return PINWrong, fmt.Errorf("check a PIN: %w", err)
	}
	return verdict, nil
}

// HasPIN tells whether a member has a PIN, and whether it is locked.
func (c *Centre) HasPIN(ctx context.Context, id int64) (has, locked bool, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		var tries int
		err := v.QueryRow(`SELECT tries FROM pins WHERE member = $1`, id).Scan(&tries)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		has, locked = err == nil, tries >= p.Redeem.PINTries
		return err
	})
	return has, locked, err
}

// nobody is the PIN of those who have none.
type nobody struct {
	once sync.Once
	hash []byte
}

// nobodysPIN is a hash that costs as much as a member's.
func (c *Centre) nobodysPIN() []byte {
	c.nobody.once.Do(func() { c.nobody.hash, _ = bcrypt.GenerateFromPassword([]byte("nobody"), c.pinCost) })
	return c.nobody.hash
}
