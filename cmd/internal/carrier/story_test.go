package carrier_test

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
)

// village is a small customer: a menu, a request that is offered by text, a
// call back two hours later, and a second line that rings li.
func village(t *testing.T) (*world, *carrier.Story) {
	w := newWorld(t)
	w.AddNumber(carrier.Number{E164: "+8657100000001", VoiceURL: w.customer.URL + "/urgent"})
	c := w.customer
	c.says("/voice", `<Gather numDigits="1" action="/menu"><Say>有急事请按9。</Say><Say>请人到家里来,请按1。</Say></Gather><Redirect/>`)
	c.answers("/menu", func(p url.Values) string {
		return `<Response><Gather numDigits="1" action="/confirm"><Say>您按了` + p.Get("Digits") + `</Say></Gather></Response>`
	})
	c.answers("/confirm", func(url.Values) string {
		go w.post("Messages.json", pairs("To", liNumber, "From", hotline, "Body", "陪聊 编号1024"))
		return `<Response><Say>好,记下了。</Say><Say>我们会打电话告诉您谁来。</Say><Say>您可以挂电话了。</Say></Response>`
	})
	c.answers("/sms", func(p url.Values) string {
		if p.Get("Body") != "接 1024" {
			return "<Response><Message>没看懂</Message></Response>"
		}
		go func() {
			<-w.clock.After(90 * time.Minute)
			w.post("Calls.json", pairs("To", wangNumber, "From", hotline, "Url", c.URL+"/back"))
		}()
		return "<Response><Message>口令桂花</Message></Response>"
	})
	c.says("/back", `<Gather numDigits="1" action="/bye"><Say>小张明天来。</Say></Gather>`)
	c.says("/bye", `<Say>知道了</Say>`)
	c.says("/urgent", `<Say>还在叫人</Say><Dial timeout="60">`+liNumber+`</Dial>`)
	s := &carrier.Story{
		Network: w.Network, Hotline: hotline, Settle: w.rest,
		Advance: func(d time.Duration) { w.clock.walk(d, w.rest) },
		Verbs:   map[string]func([]string) error{},
		Extract: map[string]*regexp.Regexp{"request": regexp.MustCompile(`编号(\d+)`)},
	}
	return w, s
}

// rest settles, and gives the customer's own errands a moment to begin.
func (w *world) rest() {
	w.Helper()
	time.Sleep(2 * time.Millisecond)
	w.settle()
}

func TestStoryIsPlayedToItsEnd(t *testing.T) {
	file, err := os.Open("testdata/story.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	script, err := carrier.ParseStory(file)
	if err != nil {
		t.Fatal(err)
	}
	_, s := village(t)
	var told []string
	var transcript bytes.Buffer
	s.Transcript = &transcript
	s.Verbs["credit"] = func(args []string) error { told = args; return nil }
	if err := s.Run(t.Context(), script); err != nil {
		t.Errorf("%v\n%s", err, transcript.String())
	}
	if want := []string{"wang", "+120", "for two hours"}; !slices.Equal(told, want) {
		t.Errorf("the verb was told %q, want %q", told, want)
	}
	for _, line := range []string{
		"11-23 12:00:00  wang       ☎ dials",
		"11-23 12:00:00  wang         hears     有急事请按9。",
		"wang         presses   1",
		"li           gets      陪聊 编号1024",
		"li           texts     接 1024",
		"wang       ☎ rings",
	} {
		if !strings.Contains(transcript.String(), line) {
			t.Errorf("the transcript has no line %q:\n%s", line, transcript.String())
		}
	}
	if strings.Contains(transcript.String(), "+86") {
		t.Error("the transcript shows a number")
	}
}

func TestStoryStopsAtTheLineThatDoesNotHold(t *testing.T) {
	for _, row := range []struct {
		label, script string
		want          []string // parts of the error
	}{
		{"other words", "wang calls\nwang presses 1 hears \"没有这句\"", []string{"line 2", `hears "没有这句"`, "heard instead", "您按了1"}},
		{"no text", "li gets \"陪聊\"", []string{"line 1", "unread instead: nothing"}},
		{"no ring", "li is rung", []string{"line 1", "does not ring"}},
		{"a ring that should not be", "wang calls 2 hears \"叫人\"\nadvance 5s\nli is not rung", []string{"line 3", "it rang 1 times"}},
		{"words nobody noticed", "wang calls\nnobody hears anything more", []string{"line 2", `wang hears "有急事请按9。"`}},
		{"a text nobody read", "wang texts \"x\"\nnobody hears anything more", []string{`wang gets "没看懂"`}},
		{"a ring nobody noticed", "wang calls 2 hears \"叫人\"\nadvance 2m\nnobody hears anything more", []string{"li was rung at 12:00"}},
		{"hears nothing", "wang calls\nwang hears nothing", []string{"line 2", "有急事"}},
		{"gets nothing", "wang texts \"x\"\nwang gets nothing", []string{"line 2", "没看懂"}},
		{"keys that nothing listens for", "wang presses 1", []string{"line 1", "nothing listens for key 1"}},
		{"unknown placeholder", "li texts \"接 {request}\"", []string{"line 1", "was not told what {request} is"}},
		{"a stranger", "qian calls", []string{"line 1", `"qian" is neither a handset nor a verb`}},
		{"an unknown deed", "wang sings", []string{"line 1", "wang does not know how"}},
		{"a verb that fails", "fail now", []string{"line 1", "as it should"}},
		{"calls while in a call", "wang calls\nwang calls", []string{"line 2", "already in a call"}},
	} {
		t.Run(row.label, func(t *testing.T) {
			_, s := village(t)
			s.Verbs["fail"] = func([]string) error { return fmt.Errorf("as it should") }
			script, err := carrier.ParseStory(strings.NewReader(row.script))
			if err != nil {
				t.Fatal(err)
			}
			err = s.Run(t.Context(), script)
			for _, part := range row.want {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Errorf("error %v has no %q", err, part)
				}
			}
		})
	}
}

func TestStoryKnowsEveryDeed(t *testing.T) {
	const script = `
wang calls hidden +8657100000001    hears "叫人"
li   is rung
wang says "喂"
li   hears "喂" says "我来了" hangs up
wang hears "我来了"
li   machine answers
wang calls li hears nothing
advance 10s
wang hangs up
advance to 09:00
li   answers itself
wang texts "吃了吗" to li
li   gets "吃了吗" gets nothing
li   busy
li   off
li   declines
li   never rings
wang calls presses 1 2 hears "记下了"
li   gets "陪聊"
nobody hears anything more`
	parsed, err := carrier.ParseStory(strings.NewReader(script))
	if err != nil {
		t.Fatal(err)
	}
	w, s := village(t)
	var transcript bytes.Buffer
	s.Transcript = &transcript
	if err := s.Run(t.Context(), parsed); err != nil {
		t.Errorf("%v\n%s", err, transcript.String())
	}
	if got := w.li.State().Behaviour; !got.NeverRings {
		t.Errorf("li's handset is %v", got)
	}
}

func TestStorySetsWhatGoesWrong(t *testing.T) {
	const script = `
network duplicates webhooks
network loses status
network reorders status
network delays status 5m
network never rings
network answers 429 well dropped`
	_, s := village(t)
	play := func(script string) carrier.Misbehaviour {
		parsed, err := carrier.ParseStory(strings.NewReader(script))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Run(t.Context(), parsed); err != nil {
			t.Fatal(err)
		}
		return s.Network.Misbehaviour()
	}
	m := play(script)
	if !m.DuplicateWebhooks || !m.LoseStatus || !m.ReorderStatus || m.LateStatus != 5*time.Minute || !m.NeverRing ||
		!slices.Equal(m.REST, []carrier.Fault{carrier.TooManyRequests, carrier.NoFault, carrier.DroppedAnswer}) {
		t.Errorf("what goes wrong is %+v", m)
	}
	if m := play("network behaves\nnetwork hangs up\nwang calls\nadvance 5s"); m.DuplicateWebhooks || m.REST != nil || m.HangUpGathers != 0 {
		t.Errorf("afterwards it is %+v", m)
	}
}

func TestStoryRunsOnAClockOfItsOwn(t *testing.T) {
	n := carrier.New(carrier.Config{AccountSID: accountSID, AuthToken: authToken})
	defer n.Close()
	n.AddHandset(carrier.HandsetConfig{Name: "wang", E164: wangNumber})
	n.AddHandset(carrier.HandsetConfig{Name: "li", E164: liNumber})
	script, err := carrier.ParseStory(strings.NewReader("wang texts \"hi\" to li\nadvance 10ms\nli gets \"hi\"\nnobody hears anything more"))
	if err != nil {
		t.Fatal(err)
	}
	if err := (&carrier.Story{Network: n, Hotline: hotline}).Run(t.Context(), script); err != nil {
		t.Error(err)
	}
}

func TestStoryErrorsNameTheLine(t *testing.T) {
	for _, row := range []struct{ script, want string }{
		{"# fine\n\nwang hears", "line 3: hears needs words in quotes"},
		{"wang hears \"open", "line 1: a quote is not closed"},
		{"wang presses", "line 1: presses needs keys"},
		{"wang presses 1 at last", "line 1: it is: presses 1 at once"},
		{"wang presses x", "line 1: presses needs keys"},
		{"wang calls 1 sings", `line 1: nobody knows how to "sings"`},
		{"wang hears \"a\" \"b\"", `line 1: nobody knows what to do with "b"`},
		{"wang hangs", "line 1: hangs is followed by up"},
		{"wang is wrong", "line 1: it is: is rung"},
		{"wang texts \"x\" to", "line 1: texts … to needs"},
		{"advance", "line 1: it is: advance 2h"},
		{"advance -2h", "line 1: time only goes on"},
		{"advance soon", "line 1: "},
		{"nobody minds", "line 1: it is: nobody hears anything more"},
		{"network sings", "line 1: the network does not know how to: sings"},
		{"network answers 404", "line 1: network answers 404"},
		{"network delays status soon", "line 1: it is: network delays status 5m"},
		{"network replays webhooks t", "line 1: it is: network replays webhooks t=99"},
		{"\"wang\" calls", "line 1: a line begins with who"},
	} {
		if _, err := carrier.ParseStory(strings.NewReader(row.script)); err == nil || !strings.HasPrefix(err.Error(), row.want) {
			t.Errorf("%q: error %v, want %q", row.script, err, row.want)
		}
	}
}

func FuzzParseStory(f *testing.F) {
	f.Add("wang calls hears \"x\"\nwang presses 1 2#\nadvance 3d\nnobody hears anything more\nbalance wang +1")
	f.Add("a is not rung\na texts \"{b}\" to c gets nothing")
	f.Fuzz(func(t *testing.T, text string) {
		script, err := carrier.ParseStory(strings.NewReader(text))
		if (script == nil) == (err == nil) {
			t.Errorf("script %v with error %v", script, err)
		}
	})
}
