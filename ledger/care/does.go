package care

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// What a volunteer does stands among the member's flags: no-hospital is not
// asked to hospitals, only-company is asked for company alone, no-sun and
// only-sat are the same for days. Several only- of one sort are all meant.

// weekdayNames are the words for days in flags, Sunday first as in time.
var weekdayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func kindNames() []string {
	words := make([]string, len(Kinds))
	for i, k := range Kinds {
		words[i] = string(k)
	}
	return words
}

// does tells whether flags let a volunteer be asked for a kind.
func does(flags []string, k Kind) bool { return allows(flags, kindNames(), string(k)) }

// comesOn tells whether flags let a volunteer be asked for a day.
func comesOn(flags []string, day time.Time) bool {
	return allows(flags, weekdayNames, weekdayNames[day.Weekday()])
}

// allows tells whether flags rule out one of the words of its sort.
func allows(flags, sort []string, word string) bool {
	only := false
	for _, f := range flags {
		if f == "no-"+word {
			return false
		}
		if rest, ok := strings.CutPrefix(f, "only-"); ok && slices.Contains(sort, rest) {
			if rest == word {
				return true
			}
			only = true
		}
	}
	return !only
}

// flagFaults finds flags that look as if they said what a volunteer does, and
// say nothing.
func flagFaults(flags []string) error {
	known := slices.Concat(kindNames(), weekdayNames)
	for _, f := range flags {
		for _, prefix := range []string{"no-", "only-"} {
			if rest, ok := strings.CutPrefix(f, prefix); ok && !slices.Contains(known, rest) {
				return fmt.Errorf("flag %q says nothing; write no- or only- before %s", f, strings.Join(known, ", "))
			}
		}
	}
	return nil
}
