package care

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// A Phone is a telephone number in E.164 form, +8687112345678. It prints
// masked, so that no log line or error can carry a whole number.
// The empty Phone is a caller who hides the number.
type Phone string

// homeRegion is where numbers without a country code are dialled.
const homeRegion = "CN"

// withheld are keypad spellings of words such as ANONYMOUS and UNKNOWN that
// carriers send for hidden callers; two of them look like Chinese numbers.
var withheld = map[string]bool{
	"+266696687": true, "+7378742833": true, "+2562533": true,
	"+86282452253": true, "+8656696": true, "+86696687": true,
}

// ParsePhone reads a number as people write it and refuses what could never
// be rung: a wrong length, an unknown prefix, an emergency service.
func ParsePhone(s string) (Phone, error) {
	n, err := phonenumbers.Parse(s, homeRegion)
	if err != nil {
		return "", fmt.Errorf("%s is no telephone number; write it like 0871-12345678 or +8613812345678", mask(s))
	}
	if isService(n) {
		return "", fmt.Errorf("%s is an emergency service, which no program may ring; give the number of a person", mask(s))
	}
	if !phonenumbers.IsValidNumber(n) {
		return "", fmt.Errorf("%s cannot be rung: wrong length or prefix; write it like 0871-12345678 or +8613812345678", mask(s))
	}
	return Phone(phonenumbers.Format(n, phonenumbers.E164)), nil
}

// landline reports whether no text can be shown there.
func (p Phone) landline() bool {
	n, err := phonenumbers.Parse(string(p), homeRegion)
	return err == nil && phonenumbers.GetNumberType(n) == phonenumbers.FIXED_LINE
}

// Caller reads the From of a webhook. Whatever is no number of a telephone,
// a word, a keypad spelling, a forged form, is a hidden caller and never an
// identity.
func Caller(from string) Phone {
	const shortest = 8 // with the plus: no country has numbers of fewer than 7 digits
	if len(from) < shortest || len(from) > 16 || from[0] != '+' || withheld[from] {
		return ""
	}
	if strings.Trim(from[1:], "0123456789") != "" {
		return ""
	}
	if p := Phone(from); !p.EmergencyService() {
		return p
	}
	return "" // a forgery: what is rung back must be a person
}

// String is the number with all but the last four digits hidden.
func (p Phone) String() string { return mask(string(p)) }

// LogValue keeps whole numbers out of logs.
func (p Phone) LogValue() slog.Value { return slog.StringValue(p.String()) }

// mask hides all but the last four characters of a number.
func mask(s string) string {
	const shown = 4
	r := []rune(s)
	switch {
	case len(r) == 0:
		return "(hidden)"
	case len(r) <= shown:
		return strings.Repeat("*", len(r))
	}
	return "…" + string(r[len(r)-shown:])
}
