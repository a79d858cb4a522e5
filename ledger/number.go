package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A receipt number finds an entry again: 9 digits of its EntryID, 2 of its leaf
// in the log, and a check digit, read in three groups of four. Beyond the entry
// 999,999,999 it has a digit more. It proves nothing against whoever keeps the
// books.

// numberLength is how many digits a receipt number has, numberTail how many of
// them follow the EntryID.
const (
	numberLength = 12
	numberTail   = 3
)

// ErrNumber is returned for what is no receipt number; what is wrong with it
// stands before the colon.
var ErrNumber = errors.New("a receipt number has twelve digits, the last of which checks the others")

// Number is the receipt number of the entry with this id, whose leaf gives
// these two digits: 0 to 99.
func Number(id EntryID, two int) string {
	digits := fmt.Sprintf("%09d%02d", id, two)
	return digits + strconv.Itoa(int(CheckDigit(digits)))
}

// ParseNumber takes a receipt number apart. Spaces and dashes between the
// groups are forgiven, a wrong digit and two swapped ones are not.
func ParseNumber(s string) (id EntryID, two int, err error) {
	digits := strings.NewReplacer(" ", "", "-", "").Replace(s)
	switch {
	case strings.Trim(digits, "0123456789") != "":
		return 0, 0, fmt.Errorf("%q is not all digits: %w", s, ErrNumber)
	case len(digits) < numberLength:
		return 0, 0, fmt.Errorf("%q is %d digits short: %w", s, numberLength-len(digits), ErrNumber)
	case len(digits) > numberLength && digits[0] == '0':
		return 0, 0, fmt.Errorf("%q has %d digits too many: %w", s, len(digits)-numberLength, ErrNumber)
	case CheckDigit(digits) != 0:
		return 0, 0, fmt.Errorf("%q has a wrong digit, or two that are swapped: %w", s, ErrNumber)
	}
	n, err := strconv.ParseInt(digits[:len(digits)-numberTail], 10, 64)
	if err != nil || n == 0 {
		return 0, 0, fmt.Errorf("%q names no entry: %w", s, ErrNumber)
	}
	two, err = strconv.Atoi(digits[len(digits)-numberTail : len(digits)-1])
	return EntryID(n), two, err
}

// Number is the entry's receipt number. It stays the same for ever, whoever is
// forgotten.
func (v *View) Number(e Entry) (string, error) {
	two, err := v.two(e)
	if err != nil {
		return "", fmt.Errorf("number of entry %d: %w", e.ID, err)
	}
	return Number(e.ID, two), nil
}

// two is 0 to 99, out of the first eight bytes of the hash of the entry's leaf.
// The writer has those beside itself, and makes one at once only when somebody
// asks.
func (v *View) two(e Entry) (int, error) {
	leaf, err := v.ownLeaves().of(v, e)
	if err != nil {
		return 0, err
	}
	hash := leaf.Hash()
	return int(binary.BigEndian.Uint64(hash[:8]) % 100), nil
}

// EntryByNumber is the entry with this receipt number. A number that is none
// gives ErrNumber, one that was never given out ErrNoEntry.
func (v *View) EntryByNumber(number string) (Entry, error) {
	id, two, err := ParseNumber(number)
	if err != nil {
		return Entry{}, err
	}
	e, err := v.Entry(id)
	if err != nil {
		return Entry{}, err
	}
	switch own, err := v.two(e); {
	case err != nil:
		return Entry{}, fmt.Errorf("number of entry %d: %w", id, err)
	case own != two:
		return Entry{}, fmt.Errorf("entry %d has another number: %w", id, ErrNoEntry)
	}
	return e, nil
}
