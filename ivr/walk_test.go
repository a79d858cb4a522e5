package ivr

import (
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"

	"hourline/ledger/care"
	"hourline/prompts"
)

// The walk takes every conversation that can be had: from every way a call
// can begin, it lets everything happen that a caller, a carrier and the books
// can do, and goes on from wherever that leads until nothing new appears. It
// runs the same decisions as the webhooks; only the books are make-believe.
// They are asked anew at each turn and may say anything then, for others
// write in them while a caller listens.

// A stop is where a call stands between two webhooks, with all that decides
// what can happen next.
type stop struct {
	Place             // its Turn is 0 for a call that has just been picked up, else 1
	line       string // who shares the telephone
	conference bool   // what the carrier can do
	news       string // what the books last said of the emergency, "" for nothing
	end        ending // how the carrier was told to go on
}

// A way is what can happen at a stop, and where it leads.
type way struct {
	event string // a key, "silence", "hang-up", what became of a dialled phone, …
	did   string // the verbs that were carried out, separated by commas
	words string // the keys of the prompts that were said
	to    stop
}

// A web is all that was walked: the ways from each stop, and how it was reached first.
type web struct {
	starts []stop
	ways   map[stop][]way
	came   map[stop]stop
	longest
	faults map[string]bool
}

// longest is the longest turn of each language, by ear.
type longest map[string]spokenTurn

type spokenTurn struct {
	seconds float64
	at      string
}

// walked is the walk over all dialogs, taken once for all tests.
var walked = sync.OnceValue(func() *web {
	words, err := prompts.Load()
	if err != nil {
		return &web{faults: map[string]bool{err.Error(): true}}
	}
	w := &walker{words: words, web: web{ways: map[stop][]way{}, came: map[stop]stop{}, longest: longest{}, faults: map[string]bool{}}, said: map[saying]bool{}}
	for _, s := range beginnings() {
		w.begin(s)
	}
	for len(w.open) > 0 {
		at := w.open[0]
		w.open = w.open[1:]
		w.explore(at)
	}
	return &w.web
})

func theWalk(t *testing.T) *web {
	t.Helper()
	w := walked()
	for f := range w.faults {
		t.Error(f)
	}
	return w
}

// path tells how a stop was reached, for messages.
func (w *web) path(to stop) string {
	var steps []string
	for at := to; ; {
		from, ok := w.came[at]
		if !ok || len(steps) > 30 {
			steps = append(steps, string(at.Node)+" of "+at.Dialog+" ("+at.line+")")
			break
		}
		for _, way := range w.ways[from] {
			if way.to == at {
				steps = append(steps, way.event+"→"+string(at.Node))
				break
			}
		}
		at = from
	}
	var b strings.Builder
	for i := len(steps) - 1; i >= 0; i-- {
		b.WriteString(steps[i] + " ")
	}
	return b.String()
}

// A walker is a walk that is under way.
type walker struct {
	web
	words *prompts.Catalogue
	open  []stop // reached and not yet explored
	said  map[saying]bool
}

// beginnings are the turns with which a call of any dialog can begin.
func beginnings() (out []stop) {
	for line, l := range lines {
		t := Turn{Place: Place{Dialog: Hotline.Name}}
		t.beginFor(l)
		out = append(out, stop{Place: t.Place, line: line})
	}
	elder := lines["one elder"].Elders[0].ID
	for _, d := range []*Dialog{Announcement, DoorWord, After, Delay} {
		out = append(out, stop{Place: Place{Dialog: d.Name, Node: d.Start[0], Member: elder, Visit: 1, Outgoing: 1}, line: "one elder"})
	}
	out = append(out, stop{Place: Place{Dialog: Checkin.Name, Node: Checkin.Start[0], Member: elder, Outgoing: 1}, line: "one elder"})
	for _, d := range []*Dialog{Order, Payment} {
		out = append(out, stop{Place: Place{Dialog: d.Name, Node: d.Start[0], Member: elder, Outgoing: 1}, line: "one elder"})
	}
	out = append(out, stop{Place: Place{Dialog: Contact.Name, Node: Contact.Start[0], Outgoing: 1}, line: "stranger"})
	out = append(out, stop{Place: Place{Dialog: News.Name, Node: News.Start[0], Member: elder, Request: 1, Outgoing: 1}, line: "one elder"})
	for _, n := range Reminder.Start {
		out = append(out, stop{Place: Place{Dialog: Reminder.Name, Node: n, Member: volunteer.ID, Visit: 1, Outgoing: 1}, line: "nobody"})
	}
	out = append(out, stop{Place: Place{Dialog: Whisper.Name, Node: "P1", Parent: "CA1"}, line: "nobody"})
	for _, conference := range []bool{true, false} {
		for _, n := range []Node{"E", "EW"} { // a waiting elder is moved to EW when somebody accepts
			out = append(out, stop{Place: Place{Dialog: Emergency.Name, Node: n, Case: 1}, line: "one elder", conference: conference})
		}
		out = append(out, stop{Place: Place{Dialog: Staff.Name, Node: "S", Case: 1, Responder: me, Outgoing: 1}, line: "nobody", conference: conference})
	}
	for _, conference := range []bool{true, false} {
		out = append(out,
			stop{Place: Place{Dialog: Check.Name, Node: "S10", Case: 1, Responder: me, Outgoing: 1}, line: "nobody", conference: conference},
			stop{Place: Place{Dialog: CallBack.Name, Node: "EH", Case: 1, Member: elder, Outgoing: 1}, line: "one elder", conference: conference})
	}
	return out
}

// begin takes the first turn of a call, whatever the books say.
func (w *walker) begin(s stop) {
	w.starts = append(w.starts, s)
	w.take(s, happening{name: "picks up"})
}

// explore lets everything happen at a stop that can happen there.
func (w *walker) explore(at stop) {
	for _, h := range happenings(at) {
		w.take(at, h)
	}
}

// take lets one thing happen, once for all that the books can say meanwhile.
func (w *walker) take(at stop, h happening) {
	known := map[way]bool{}
	promised := at.end == dialPerson
	for books := (&oracle{}); ; {
		one, err := w.turn(at, h, books)
		promised = promised || one.to.end == dialPerson || strings.Contains(one.words, "promise.")
		if err != nil {
			w.faults[h.name+" at "+w.path(at)+": "+err.Error()] = true
		} else if !known[one] {
			known[one] = true
			w.ways[at] = append(w.ways[at], one)
			if _, ok := w.came[one.to]; !ok && one.to != at {
				w.came[one.to] = at
				w.open = append(w.open, one.to)
			}
		}
		if !books.more(promised) {
			return
		}
	}
}

// turn is one webhook, as the handler answers it.
func (w *walker) turn(at stop, h happening, books *oracle) (way, error) {
	d := dialogNamed(at.Dialog)
	t := &Turn{
		Place: at.Place, Call: "CA1", Bank: "翠湖时间银行", Prompts: w.words, Lang: "zh-CN",
		Digit: h.form.Get("Digits"), Recording: h.form.Get("RecordingSid"), Reached: h.reached, Conference: at.conference,
	}
	t.meet(books.line(at.line))
	var did []string
	books.before = at.news
	b := books.open(&did)
	if d.sounds(t.Node, t.Digit) {
		did = append(did, "alarm")
		t.inNeed(books.alarm(d == Emergency))
		d, h.form = Emergency, nil
	}
	err := d.decide(t, h.form, b)
	for err == nil && d.goesOn(t) == alarm {
		did = append(did, "alarm")
		t.inNeed(books.alarm(d == Emergency))
		d = Emergency
		err = d.decide(t, nil, b)
	}
	if err != nil {
		return way{}, err
	}
	words, err := w.listen(d, t, at.line, books)
	if err == nil && books.visit == givenUp && (strings.HasPrefix(words, "O2") || words == "O.code") {
		err = errors.New("a visit that was given up is spoken of: " + words)
	}
	end := d.goesOn(t)
	to := stop{Place: t.after(end), line: at.line, conference: at.conference, news: books.emergency, end: end}
	to.Turn = 1
	if d == Emergency { // decided from the case alone, whoever called from wherever
		to.line, to.Member = "one elder", 1
	}
	return way{event: h.name, did: strings.Join(did, ","), words: words, to: to}, err
}

// A happening is what comes with a webhook.
type happening struct {
	name    string
	form    url.Values
	reached bool // a staff member has pressed 1
}

// keypad is what can be pressed at a gather: each key, nothing, several keys
// at once, and what no telephone sends.
var keypad = strings.Fields("0 1 2 3 4 5 6 7 8 9 * # 12345 91 19 77 11 2956 9256 hangup")

// rows are what can be keyed where a row of so many digits is asked for.
var rows = map[int][]string{receiptDigits: {"000020579308"}, pinDigits: {"295163"}}

// happenings are all that can happen at a stop; a hang-up is none, for the
// status callback that tells of it answers nothing. See leaves.
func happenings(at stop) (out []happening) {
	switch at.end {
	case listen:
		out = append(out, happening{name: silence, form: url.Values{"Digits": {""}}})
		for _, key := range append(keypad, rows[dialogNamed(at.Dialog).Points[at.Node].Row]...) {
			out = append(out, happening{name: key, form: url.Values{"Digits": {key}}})
		}
	case record:
		out = append(out,
			happening{name: "a message", form: url.Values{"RecordingSid": {"RE1"}, "RecordingUrl": {"https://carrier/RE1"}}},
			happening{name: "a message, hung up", form: url.Values{"RecordingSid": {"RE1"}, "Digits": {"hangup"}}},
			happening{name: "no message", form: url.Values{}})
	case dialPerson:
		out = append(out, happening{name: "talked", form: dialled("completed"), reached: true})
		fallthrough
	case bridge, ringElder, dialTask:
		for _, status := range strings.Fields("completed answered busy no-answer failed canceled") {
			out = append(out, happening{name: status, form: dialled(status)})
		}
	}
	return out
}

func dialled(status string) url.Values { return url.Values{"DialCallStatus": {status}} }

// elders are people who share a telephone.
func elders(n int) (out []care.Member) {
	names := []string{"王奶奶", "李爷爷", "赵奶奶", "孙爷爷"}
	for i, name := range names[:n] {
		out = append(out, care.Member{ID: int64(i + 1), Name: name, Roles: care.Elder, Lang: "zh-CN"})
	}
	return out
}

// lines are all kinds of telephones that call.
var lines = map[string]care.Line{
	"stranger":    {Phone: "+8687160000001"},
	"hidden":      {},
	"volunteer":   {Phone: "+8613800000001", Members: []care.Member{{ID: 9, Name: "小张", Roles: care.Volunteer, Lang: "zh-CN"}}},
	"staff":       {Phone: "+8613800000109", Members: []care.Member{{ID: 8, Name: "小吴", Roles: care.Duty, Lang: "zh-CN"}}},
	"one elder":   {Phone: "+8687165000001", Members: elders(1), Elders: elders(1)},
	"two elders":  {Phone: "+8687165000001", Members: elders(2), Elders: elders(2)},
	"three":       {Phone: "+8687165000001", Members: elders(3), Elders: elders(3)},
	"four elders": {Phone: "+8687165000001", Members: elders(4), Elders: elders(4)},
}
