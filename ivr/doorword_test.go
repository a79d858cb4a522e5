package ivr

import (
	"slices"
	"strings"
	"testing"
)

// The door word is told on calls that we place, and never to somebody who
// dialled in, whatever they press and whoever they say they are.
func TestNobodyWhoDialsInHearsADoorWord(t *testing.T) {
	w := theWalk(t)
	placed := 0
	for at, ways := range w.ways {
		for _, one := range ways {
			told := slices.ContainsFunc(strings.Fields(one.words), func(key string) bool { return key == "O2" || key == "O.code" })
			switch {
			case told && at.Outgoing == 0:
				t.Errorf("%s then %s says %q", w.path(at), one.event, one.words)
			case told:
				placed++
			}
		}
	}
	if placed == 0 {
		t.Error("it is told to nobody")
	}
}
