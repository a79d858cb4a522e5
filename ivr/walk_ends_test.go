package ivr

import (
	"slices"
	"strings"
	"testing"
)

// An outcome is what a conversation may close with.
type outcome func(at stop, w way) bool

// settled is a verb that was carried out just before those words.
func settled(verb, words string) outcome {
	return func(_ stop, w way) bool {
		return slices.Contains(strings.Split(w.did, ","), verb) && strings.Contains(w.words, words)
	}
}

// upon is an end by what happened last.
func upon(events ...string) outcome {
	return func(_ stop, w way) bool { return slices.Contains(events, w.event) }
}

// either is one outcome or another.
func either(all ...outcome) outcome {
	return func(at stop, w way) bool {
		return slices.ContainsFunc(all, func(o outcome) bool { return o(at, w) })
	}
}

func both(a, b outcome) outcome { return func(at stop, w way) bool { return a(at, w) && b(at, w) } }

// talked is a person at the other end of the line.
func talked(at stop, w way) bool {
	switch at.end {
	case dialPerson:
		return w.event == "talked"
	case bridge, ringElder:
		return w.event == "completed" || w.event == "answered"
	}
	return false
}

// promised is a ticket, and the promise to call back.
var promised = either(
	settled("ticket call-back", "promise."), settled("ticket unfinished", "promise."), settled("ticket silent-call", "promise."),
)

// unheard is a call of ours that nobody made anything of, or about a visit
// that is off: it is made again while it is needed, and in the end a person goes.
var unheard outcome = func(at stop, w way) bool { return at.Outgoing != 0 && w.did == "" && w.words == "bye" }

func said(words string) outcome {
	return func(_ stop, w way) bool { return strings.Contains(w.words, words) }
}

// over is a responder who is told that the emergency is nobody's, or another's.
var over = either(said("S.late"), said("S.cancelled"), said("S.closed"), said("S.reopened"), said("S.drill.over"))

// ends are all nodes at which we hang up, with the outcomes that allow it.
var ends = map[string]outcome{
	"hotline CS":  settled("ask", "C.saved"),
	"hotline C2X": settled("cancel", "C2.cancelled"),
	"hotline DW":  settled("door word", "M2C.door"),
	"hotline XR":  either(settled("order", "X.ordered"), settled("order", "X.queue"), settled("order", "redeem.no.")),
	"hotline XB":  settled("call back", "X.ring"),
	"hotline VA":  settled("arrived", "V."),
	"hotline VL":  settled("left", "V."),
	"hotline N0J": settled("ticket join", "N0.join promise."),
	"hotline N0N": settled("ticket voice-note", "N0.noted promise."),
	"hotline T":   both(promised, func(at stop, _ way) bool { return at.line != "hidden" }), // nobody could call back
	"hotline X":   talked,

	"announce OF": settled("told", "O2.fine"),
	"announce OI": settled("told", "O2.inconvenient"),
	"announce OO": upon("2"),         // somebody else picked up; she is rung again
	"announce OC": said("O.changed"), // given up meanwhile; a new plan is told by a new call
	"announce T":  promised,
	"announce X":  either(talked, unheard),

	"news G2": settled("heard", "O."),
	"news GO": upon("2"),
	"news GC": said("O.changed"),
	"news T":  promised,
	"news X":  either(talked, unheard),

	"door-word W2": said("O.code"),
	"door-word WO": upon("2"),
	"door-word WC": said("O.changed"),
	"door-word T":  promised,
	"door-word X":  either(talked, unheard),

	"reminder HW": settled("on the way", "H1.way"),
	"reminder HN": settled("cannot come", "H1.cannot"),
	"reminder HA": settled("arrived", "H1.arrived"),
	"reminder HS": said("H2.still"),
	"reminder HL": settled("left", "H2.left"),
	"reminder HO": said("H.known"),
	"reminder T":  promised,
	"reminder X":  either(talked, unheard), // staff ring the elder, or the visit is closed uncredited

	"delay LF": said("O2.fine"),
	"delay LI": settled("told", "O2.inconvenient"),
	"delay LO": upon("2"),
	"delay LC": said("L.settled"),
	"delay T":  promised,
	"delay X":  either(talked, unheard),

	"confirm QT": either(settled("satisfied", "Q.thanks"), said("Q.thanks")), // confirmed before
	"confirm QU": settled("satisfied", "Q.unsatisfied"),
	"confirm QW": settled("dispute", "Q.wrong"),
	"confirm T":  promised,
	"confirm X":  either(talked, unheard),

	"emergency EX": said("E.cancelled"),                                  // a person rings back within ten minutes
	"emergency EN": func(at stop, _ way) bool { return at.Node == "ED" }, // they have talked

	"staff SD": settled("decline case", "S.declined"),
	"staff SL": over,
	"staff SP": settled("accept case", "S.drill.passed"),
	"staff SW": said("S.address S.address S.wait"), // the elder's call rings this phone next
	"staff SH": said("S.address S.hidden"),         // nobody can ring a hidden caller
	"staff SX": either(talked, upon("2", silence, "busy", "no-answer", "failed", "canceled"), unheard),

	"check CS": settled("safe", "S10.safe"),
	"check CA": settled("still at it", "S10.still"),
	"check CH": settled("hand over", "S10.handover"),
	"check CN": settled("no word", "S10.silent"),
	"check CL": over,

	"call-back EY": settled("elder is well", "E.well.thanks"),
	"call-back EK": said("E.unsaid"), // the case goes on
	"call-back EO": said("E.over"),
	"call-back T":  promised,
	"call-back X":  talked,

	"checkin UW": settled("well", "U.thanks"),
	"checkin T":  promised,
	"checkin X":  either(talked, unheard),

	"contact LT": settled("contact looks", "U.contact.thanks"),
	"contact T":  promised,
	"contact X":  either(talked, unheard),

	"order YR": either(settled("confirm order", "X.ordered"), settled("confirm order", "X.queue"), settled("confirm order", "redeem.no.")),
	"order YN": settled("confirm order", "Y.no"),
	"order YO": upon("2"),
	"order YL": said("Y.over"),
	"order T":  promised,
	"order X":  either(talked, unheard), // staff ring: the member was promised a call

	"payment ZR": either(settled("agree", "Y.paid"), settled("agree", "Y.queue")),
	"payment ZK": settled("agree", "X.pin.locked"),
	"payment ZN": upon("2"), // nothing is paid unless it was agreed to
	"payment ZO": upon("2"),
	"payment ZL": said("Y.over"),
	"payment T":  promised,
	"payment X":  either(talked, unheard),

	"tasks T": promised,
	"tasks X": either(talked, said("bye")),

	"whisper P3": func(at stop, _ way) bool { return at.Tries > 0 },
}

func TestEveryConversationEndsInABookingAPersonOrATicket(t *testing.T) {
	w := theWalk(t)
	seen := map[string]bool{}
	for at, ways := range w.ways {
		for _, one := range ways {
			if one.to.end != hangUp {
				continue
			}
			node := one.to.Dialog + " " + string(one.to.Node)
			seen[node] = true
			if good := ends[node]; good == nil || !good(at, one) {
				t.Errorf("%s then %s ends at %s with %q and the words %q", w.path(at), one.event, node, one.did, one.words)
			}
		}
	}
	for node := range ends {
		if !seen[node] {
			t.Errorf("nobody ends at %s", node)
		}
	}
}

// Whoever presses nothing, or only keys that mean nothing, is brought to an
// end within a few turns. Only an emergency waits for as long as it rings.
func TestNobodyIsKeptOnTheLineForNothing(t *testing.T) {
	const turns = 12
	for name, helpless := range map[string][]string{"nothing": {silence}, "wrong keys": {silence, "4", "7", "hangup"}} {
		w := theWalk(t)
		left := map[stop]int{} // the most turns to the end; -1 while being counted
		var count func(stop) int
		count = func(at stop) int {
			if n, ok := left[at]; ok {
				if n < 0 {
					t.Errorf("%s: a circle at %s", name, w.path(at))
				}
				return n
			}
			left[at] = -1
			most := 0
			for _, one := range w.ways[at] {
				if at.end == listen && !slices.Contains(helpless, one.event) || rings(one.to.news) {
					continue
				}
				most = max(most, 1+count(one.to))
			}
			left[at] = most
			return most
		}
		longest, where := 0, stop{}
		for at := range w.ways {
			if n := count(at); n > longest {
				longest, where = n, at
			}
		}
		t.Logf("%s: at most %d turns, after %s", name, longest, w.path(where))
		if longest > turns {
			t.Errorf("%s: %d turns, after %s", name, longest, w.path(where))
		}
	}
}

// Whoever hangs up, at whatever moment, leaves what a person must know of.
func TestAHangUpAtAnyMomentLeavesWhatItMust(t *testing.T) {
	w := theWalk(t)
	for at := range w.came {
		got, elder := string(at.leaves(len(lines[at.line].Elders) > 0)), len(lines[at.line].Elders) > 0
		want := ""
		switch ended := at.end == hangUp; {
		case ended, at.Dialog == Emergency.Name, at.Dialog == Staff.Name, at.Dialog == Check.Name, at.Dialog == Whisper.Name:
		case at.Kind != "":
			want = "unfinished"
		case at.Outgoing == 0 && elder && !at.Pressed, at.end == dialPerson && elder && !at.Pressed:
			want = "silent-call"
		case at.end == dialPerson, at.end == record:
			want = "call-back"
		}
		if got != want {
			t.Errorf("hanging up after %s leaves %q, want %q", w.path(at), got, want)
		}
	}
}
