package care

import (
	"fmt"
	"slices"
	"strings"
)

// A Reason is why a visit is not as it was planned, or was corrected. Reasons
// are added to a visit and never taken away.
type Reason string

// The reasons. Their words are part of the books.
const (
	ForgotStart  Reason = "forgot-start"  // no start was told; it counts from the plan
	ForgotFinish Reason = "forgot-finish" // no finish was told; closed at the planned length
	Overlap      Reason = "overlap"       // with another visit of the same volunteer
	TooLong      Reason = "too-long"
	TooShort     Reason = "too-short"
	NoCredit     Reason = "no-credit" // long enough, but rounded to nothing
	DidNotCome   Reason = "no-show"
	NotAtHome    Reason = "not-at-home"
	WrongElder   Reason = "wrong-elder"
	Edited       Reason = "edited"    // corrected by hand for none of the others
	LateText     Reason = "late-text" // a text was long under way, or came out of order
	OverDay      Reason = "over-day"  // more than is credited to one volunteer for a day
	OverWeek     Reason = "over-week" // or for a week
)

// Reasons are all reasons.
var Reasons = []Reason{ForgotStart, ForgotFinish, Overlap, TooLong, TooShort, NoCredit, DidNotCome, NotAtHome, WrongElder, Edited, LateText, OverDay, OverWeek, spent}

// ParseReason reads the word of a reason.
func ParseReason(word string) (Reason, error) {
	if r := Reason(strings.TrimSpace(word)); slices.Contains(Reasons, r) {
		return r, nil
	}
	return "", fmt.Errorf("%q is no reason; use one of %s", word, join(Reasons))
}
