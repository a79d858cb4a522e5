package ivr

import (
	"slices"
	"strings"
	"testing"

	"hourline/ledger/care"
)

// elderly are the dialogs in which elders press keys at leisure.
var elderly = []string{Hotline.Name, Announcement.Name, News.Name, DoorWord.Name, After.Name, Reminder.Name, Delay.Name, CallBack.Name, Tasks.Name, Checkin.Name, Contact.Name, Order.Name, Payment.Name}

// listening are the stops of those dialogs at which a key is awaited.
func (w *web) listening() (out []stop) {
	for at := range w.ways {
		if at.end == listen && slices.Contains(elderly, at.Dialog) {
			out = append(out, at)
		}
	}
	return out
}

// pressing are the ways that a key opens at a stop.
func (w *web) pressing(at stop, key string) (out []way) {
	for _, one := range w.ways[at] {
		if one.event == key {
			out = append(out, one)
		}
	}
	return out
}

func TestNineIsAnEmergencyWhereverSomebodyListens(t *testing.T) {
	w := theWalk(t)
	for _, at := range w.listening() {
		for _, keys := range []string{"9", "91", "19", "9256", "2956"} {
			if keys == "2956" && dialogNamed(at.Dialog).Points[at.Node].Code {
				continue // a visit code
			}
			for _, one := range w.pressing(at, keys) {
				if one.to.Dialog != Emergency.Name || !strings.HasPrefix(one.did, "alarm") {
					t.Errorf("%s after %s leads to %s of %s, doing %q", keys, w.path(at), one.to.Node, one.to.Dialog, one.did)
				}
			}
		}
	}
}

// asksNumber is the way of a hidden caller whom nobody could call back.
func asksNumber(w way) bool { return w.to.end == record && w.words == "person.nobody N0.note.hidden" }

func TestZeroIsAPersonOrAPromiseWhereverSomebodyListens(t *testing.T) {
	w := theWalk(t)
	for _, at := range w.listening() {
		for _, one := range w.pressing(at, "0") {
			if one.to.end != dialPerson && !promised(at, one) && !asksNumber(one) {
				t.Errorf("0 after %s leads to %s of %s, saying %q", w.path(at), one.to.Node, one.to.Dialog, one.words)
			}
		}
	}
}

// In an emergency no key hangs up, and nothing but key 1 in time ends the ringing.
func TestNoKeyEndsAnEmergency(t *testing.T) {
	w := theWalk(t)
	for at, ways := range w.ways {
		if at.Dialog != Emergency.Name || at.end != listen {
			continue
		}
		for _, one := range ways {
			if one.event == silence || !rings(at.news) {
				continue
			}
			if strings.Contains(one.did, "cancel") != (one.event == "1") && rings(one.to.news) {
				t.Errorf("%s after %s does %q", one.event, w.path(at), one.did)
			}
			if one.to.end == hangUp && one.to.news != "alarm: cancelled" {
				t.Errorf("%s after %s hangs up", one.event, w.path(at))
			}
		}
	}
}

// off is a visit that was given up, or has begun, or an emergency that turned
// out otherwise, while the caller listened: that is said, whatever was pressed.
func off(at stop, w way) bool {
	news := []string{"bye", "O.changed", "H.known", "L.settled", "E.over", "Y.over"}
	return slices.Contains(news, w.words) || at.Node == "L2" && w.words == "L.missing" || at.Node == "EH" && w.words == "E.well" || at.Node == "C2" && strings.HasPrefix(w.words, "M2C") ||
		at.Node == "XA" && strings.HasPrefix(w.words, "redeem.no.") ||
		at.Node == "XP" && (w.words == "X.ring" || strings.HasPrefix(w.words, "X.pin.locked"))
}

func TestStarGoesBackAndHashSaysItAgain(t *testing.T) {
	w := theWalk(t)
	for _, at := range w.listening() {
		for _, one := range w.pressing(at, "*") {
			if (one.to.end != listen || strings.HasPrefix(one.words, "wrong")) && !off(at, one) {
				t.Errorf("* after %s leads to %s, saying %q", w.path(at), one.to.Node, one.words)
			}
		}
		for _, one := range w.pressing(at, "#") {
			if one.to.Node != at.Node && !off(at, one) {
				t.Errorf("# after %s leads to %s, saying %q", w.path(at), one.to.Node, one.words)
			}
		}
	}
}

// Silence and wrong keys: the keys once more, then the two that always help,
// then a person.
func TestThreeTriesAndThenAPerson(t *testing.T) {
	w := theWalk(t)
	for _, at := range w.listening() {
		if at.Dialog != Hotline.Name {
			continue
		}
		for key, word := range map[string]string{silence: "again", "4": "wrong", "8": "wrong", "12345": "wrong"} {
			for _, one := range w.pressing(at, key) {
				switch {
				case off(at, one):
				case strings.HasPrefix(string(at.Node), "R"):
					if one.to.end != dialPerson && !promised(at, one) && !asksNumber(one) {
						t.Errorf("the third %s after %s leads to %s", key, w.path(at), one.to.Node)
					}
				case at.Tries > 0:
					if one.words != "last" {
						t.Errorf("the second %s after %s hears %q", key, w.path(at), one.words)
					}
				case !strings.HasPrefix(one.words, word+" ") || one.to.Tries != 1:
					t.Errorf("the first %s after %s hears %q", key, w.path(at), one.words)
				}
			}
		}
	}
}

func TestMenusAreShortAndLeaveOutTheKeysThatSlip(t *testing.T) {
	w := theWalk(t)
	for _, at := range w.listening() {
		var offered []string
		for _, key := range strings.Split("12345678", "") {
			means := slices.ContainsFunc(w.pressing(at, key), func(one way) bool {
				return !off(at, one) && !strings.HasPrefix(one.words, "wrong") && one.words != "last" && one.to.Tries <= at.Tries
			})
			if means && at.Tries == 0 && !strings.HasPrefix(string(at.Node), "R") {
				offered = append(offered, key)
			}
		}
		if len(offered) > 4 {
			t.Errorf("after %s there are %d options", w.path(at), len(offered))
		}
		for _, slip := range []string{"4", "6", "7", "8"} {
			if slices.Contains(offered, slip) {
				t.Errorf("key %s means something after %s", slip, w.path(at))
			}
		}
	}
}

// keysTo is how many single keys it takes from the main menu, or from where a
// call begins, to a way that is looked for.
func (w *web) keysTo(from stop, found func(way) bool) int {
	far := map[stop]int{from: 0}
	for open := []stop{from}; len(open) > 0; open = open[1:] {
		for _, one := range w.ways[open[0]] {
			if len(one.event) != 1 && one.event != "picks up" {
				continue
			}
			n := far[open[0]] + len(one.event)%len("picks up")
			if found(one) {
				return n
			}
			if _, ok := far[one.to]; !ok {
				far[one.to] = n
				open = append(open, one.to)
			}
		}
	}
	return -1
}

func TestARequestOfAnyKindForAnyDayTakesFourSingleKeys(t *testing.T) {
	w := theWalk(t)
	for _, from := range w.starts {
		if from.Dialog != Hotline.Name || from.line == "stranger" || from.line == "hidden" {
			continue
		}
		want := 4
		if len(lines[from.line].Elders) > 1 {
			want = 5 // and one that says who of them is calling
		}
		for _, kind := range care.Kinds {
			for _, when := range []care.When{care.Today, care.Tomorrow, care.AnyDay} {
				n := w.keysTo(from, func(one way) bool {
					return strings.Contains(one.did, "ask") && one.to.Kind == kind && one.to.When == when
				})
				if n != want {
					t.Errorf("%s: %s on day %d takes %d keys", from.line, kind, when, n)
				}
			}
		}
	}
}

// Nothing lies deeper than two menus: then it is a question, or done.
func TestMenusHaveTwoLevels(t *testing.T) {
	w := theWalk(t)
	for _, from := range w.starts {
		if from.Dialog != Hotline.Name || from.line != "one elder" {
			continue
		}
		for _, n := range []Node{"D", "C2", "B", "DW"} {
			if keys := w.keysTo(from, func(one way) bool { return one.to.Node == n }); keys != 2 {
				t.Errorf("%s is %d keys away", n, keys)
			}
		}
	}
}
