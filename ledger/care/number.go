package care

import (
	"fmt"

	"hourline/ledger"
)

// memberNumber is the number that the member with this id is known by.
func memberNumber(id int64) string {
	seven := fmt.Sprintf("%07d", 1_000_000+id)
	return fmt.Sprintf("%s%d", seven, ledger.CheckDigit(seven))
}

// ValidNumber reports whether s has the form of a member number and its check
// digit is right.
func ValidNumber(s string) bool {
	if len(s) != 8 {
		return false
	}
	for _, r := range []byte(s) {
		if r < '0' || r > '9' {
			return false
		}
	}
	return ledger.CheckDigit(s) == 0
}
