package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"hourline/cmd/internal/carrier"
)

// phrases say what happened on a handset, in one language. %[1]s is who,
// %[2]s the key that was pressed.
type phrases struct {
	date  string // layout of the moment above each scene
	comma string // between names
	said  map[carrier.Kind]string
}

var english = phrases{"Monday 2 January, 15:04", ", ", map[carrier.Kind]string{
	carrier.Dials:    "%[1]s dials the hotline.",
	carrier.Rings:    "The phone of %[1]s rings.",
	carrier.Misses:   "The phone of %[1]s stops ringing.",
	carrier.Answers:  "%[1]s answers.",
	carrier.Hears:    "%[1]s hears:",
	carrier.Presses:  "%[1]s presses %[2]s.",
	carrier.Speaks:   "%[1]s says:",
	carrier.HangsUp:  "%[1]s hangs up.",
	carrier.IsHungUp: "The call with %[1]s is over.",
	carrier.Joins:    "%[1]s is put through.",
	carrier.Texts:    "%[1]s texts:",
	carrier.Gets:     "A text for %[1]s:",
}}

var chinese = phrases{"1月2日 15:04", "、", map[carrier.Kind]string{
	carrier.Dials:    "%[1]s拨打热线。",
	carrier.Rings:    "%[1]s的电话响了。",
	carrier.Misses:   "%[1]s的电话不响了。",
	carrier.Answers:  "%[1]s接了电话。",
	carrier.Hears:    "%[1]s听到：",
	carrier.Presses:  "%[1]s按 %[2]s。",
	carrier.Speaks:   "%[1]s说：",
	carrier.HangsUp:  "%[1]s挂了电话。",
	carrier.IsHungUp: "%[1]s的通话结束了。",
	carrier.Joins:    "%[1]s接通了。",
	carrier.Texts:    "%[1]s发短信：",
	carrier.Gets:     "%[1]s收到短信：",
}}

// A transcript is what happened on telephones, written to be read aloud.
type transcript struct {
	out    io.Writer
	in     phrases
	names  map[string]string // by handset
	latest time.Time         // when something was last written
	held   carrier.Event     // written once it is known who else got the same text
	who    []string          // it happened to, at the same moment
}

// newTranscript is a transcript in a language, English unless it is zh-CN.
func newTranscript(out io.Writer, lang string, handsets []*carrier.Handset) *transcript {
	t := &transcript{out: out, in: english, names: map[string]string{}}
	if lang == "zh-CN" {
		t.in = chinese
	}
	for _, h := range handsets {
		t.names[h.Name] = h.Label
	}
	return t
}

// add takes the next event. Those that no person notices are left out, and a
// text that many get is written once.
func (t *transcript) add(e carrier.Event) {
	if t.in.said[e.Kind] == "" {
		return
	}
	if e.Kind != carrier.Gets || t.held.Kind != carrier.Gets || e.Text != t.held.Text {
		t.end()
	}
	t.held, t.who = e, append(t.who, t.names[e.Handset])
}

// end writes what is still held back.
func (t *transcript) end() {
	if len(t.who) == 0 {
		return
	}
	const scene = 5 * time.Minute // without anything: what follows is another scene
	if t.held.At.Sub(t.latest) > scene {
		fmt.Fprintf(t.out, "\n── %s\n\n", t.held.At.Format(t.in.date))
	}
	t.latest = t.held.At
	fmt.Fprintf(t.out, t.in.said[t.held.Kind]+"\n", strings.Join(t.who, t.in.comma), t.held.Text)
	if t.held.Kind != carrier.Presses {
		for _, line := range sentences(t.held.Text) {
			fmt.Fprintln(t.out, "      "+strings.TrimSpace(line))
		}
	}
	t.who = nil
}

// sentenceEnd is where Chinese ends a sentence, or English with a space after it.
var sentenceEnd = regexp.MustCompile(`([。！？]|[.!?] |\p{Han}[!?])`)

// sentences cuts words where a speaker stops.
func sentences(words string) []string {
	cut := sentenceEnd.ReplaceAllString(words, "$1\n")
	return strings.FieldsFunc(cut, func(r rune) bool { return r == '\n' })
}
