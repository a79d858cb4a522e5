package carrier_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
)

// The conformance table: wang calls the hotline, which answers with the TwiML;
// then wang acts; then the events on the handsets are compared. The page at
// /next says which keys it was sent.
var conformance = []struct {
	label string
	twiml string
	act   func(*world) // nil: only time passes
	want  []string     // events on wang's handset after dialling
}{
	{"words, then the end of the document", `<Say>你好</Say>`, nil,
		[]string{"hears 你好", "is cut"}},
	{"SSML is taken off and spaces are folded", "<Say>one <prosody rate=\"80%\">two\n three</prosody><break time=\"600ms\"/></Say>", nil,
		[]string{"hears one two three", "is cut"}},
	{"Say in a loop", `<Say loop="2">hi</Say>`, nil,
		[]string{"hears hi", "hears hi", "is cut"}},
	{"Pause lets time pass in silence", `<Pause length="30"/><Say>later</Say>`, func(w *world) { w.pass(29 * time.Second) },
		nil},
	{"Hangup ends at once", `<Say>bye</Say><Hangup/><Say>never</Say>`, nil,
		[]string{"hears bye", "is cut"}},
	{"Reject is not answered", `<Reject reason="busy"/>`, nil,
		[]string{"is cut busy"}},
	{"Redirect goes to a relative URL", `<Redirect>next?from=here</Redirect><Say>never</Say>`, nil,
		[]string{"hears next got \"\"", "is cut"}},
	{"Redirects without end are a fault", `<Redirect>/voice</Redirect>`, nil,
		[]string{"hears " + appError, "is cut"}},
	{"a key that nothing listens for is lost", `<Say>wait</Say><Gather numDigits="1" action="/next"/><Say>nothing came</Say>`, func(w *world) {
		w.do(w.wang.Press("1"))
		w.pass(10 * time.Second)
	}, []string{"hears wait", "presses 1", "hears nothing came", "is cut"}},
	{"Gather takes numDigits", `<Gather numDigits="2" action="/next"/>`, func(w *world) {
		w.do(w.wang.Press("12"))
		w.pass(2 * time.Second)
	}, []string{"presses 1", "presses 2", "hears next got \"12\"", "is cut"}},
	{"a key stops the prompt", `<Gather numDigits="1" action="/next"><Say>one</Say><Say>two</Say></Gather>`, func(w *world) {
		w.do(w.wang.Press("7"))
		w.pass(2 * time.Second)
	}, []string{"hears one", "presses 7", "hears next got \"7\"", "is cut"}},
	{"what is typed after the last digit is lost", `<Gather numDigits="1" action="/again"/>`, func(w *world) {
		w.customer.says("/again", `<Gather numDigits="1" timeout="3" action="/next"/><Say>silence</Say>`)
		w.do(w.wang.Press("12"))
		w.pass(5 * time.Second)
	}, []string{"presses 1", "presses 2", "hears silence", "is cut"}},
	{"# finishes and is not a digit", `<Gather action="/next"/>`, func(w *world) {
		w.do(w.wang.Press("42#"))
		w.pass(2 * time.Second)
	}, []string{"presses 4", "presses 2", "presses #", "hears next got \"42\"", "is cut"}},
	{"without a finish key, # is a digit", `<Gather numDigits="1" finishOnKey="" action="/next"/>`, func(w *world) {
		w.do(w.wang.Press("#"))
		w.pass(2 * time.Second)
	}, []string{"presses #", "hears next got \"#\"", "is cut"}},
	{"# alone is no result", `<Gather action="/next"/><Say>nothing came</Say>`, func(w *world) {
		w.do(w.wang.Press("#"))
		w.pass(2 * time.Second)
	}, []string{"presses #", "hears nothing came", "is cut"}},
	{"the timeout counts from the end of the prompt", `<Gather timeout="5" action="/next"><Say>one</Say></Gather><Say>too late</Say>`, func(w *world) {
		w.pass(5900 * time.Millisecond)
		w.do(w.wang.Press("1"))
		w.pass(4900 * time.Millisecond)
		w.do(w.wang.Press("2"))
		w.pass(7 * time.Second)
	}, []string{"hears one", "presses 1", "presses 2", "hears next got \"12\"", "is cut"}},
	{"silence leads to the next verb", `<Gather timeout="5" action="/next"/><Say>silence</Say>`, nil,
		[]string{"hears silence", "is cut"}},
	{"silence leads to the action if it is so wanted", `<Gather timeout="5" action="/next" actionOnEmptyResult="true"/>`, nil,
		[]string{"hears next got \"\"", "is cut"}},
	{"Gather hears speech", `<Gather input="dtmf speech" action="/next"/>`, func(w *world) {
		w.do(w.wang.Speak("help"))
		w.pass(2 * time.Second)
	}, []string{"speaks help", "hears next got \"help\"", "is cut"}},
	{"Record keeps what is said", `<Record maxLength="30" finishOnKey="#" action="/next"/>`, func(w *world) {
		w.do(w.wang.Speak("third floor"))
		w.do(w.wang.Press("1#"))
		w.pass(2 * time.Second)
	}, []string{"hears beep", "speaks third floor", "presses 1", "presses #", "hears next got \"#\"", "is cut"}},
	{"Record of silence leads on", `<Record timeout="3" action="/next"/><Say>nothing said</Say>`, nil,
		[]string{"hears beep", "hears nothing said", "is cut"}},
	{"Play plays the clip for as long as it lasts", `<Play>/clip.wav</Play><Say>after</Say>`, func(w *world) {
		w.pass(1900 * time.Millisecond)
	}, []string{"hears CLIP"}},
	{"an unknown verb is a fault", `<Say>never</Say><Sing/>`, nil,
		[]string{"hears " + appError, "is cut"}},
	{"a verb in the wrong place is a fault", `<Gather><Dial>1</Dial></Gather>`, nil,
		[]string{"hears " + appError, "is cut"}},
	{"malformed XML is a fault", `<Say>`, nil,
		[]string{"hears " + appError, "is cut"}},
	{"a Say that is too long is a fault", "<Say>" + strings.Repeat("长", 4097) + "</Say>", nil,
		[]string{"hears " + appError, "is cut"}},
	{"an inline document has nowhere to go from", `<Redirect>ftp://elsewhere/</Redirect>`, nil,
		[]string{"hears " + appError, "is cut"}},
}

const appError = "We are sorry, an application error has occurred. Goodbye."

func TestTwiMLIsPlayedAsTwilioDoes(t *testing.T) {
	for _, row := range conformance {
		t.Run(row.label, func(t *testing.T) {
			w := newWorld(t)
			w.customer.says("/voice", row.twiml)
			w.customer.answers("/clip.wav", func(url.Values) string { return string(wav(2)) })
			w.customer.answers("/next", func(p url.Values) string {
				return "<Response><Say>next got \"" + p.Get("Digits") + p.Get("SpeechResult") + "\"</Say></Response>"
			})
			stop := w.record()
			w.do(w.wang.Dial(hotline))
			if row.act == nil {
				row.act = func(w *world) { w.pass(15 * time.Second) }
			}
			row.act(w)
			var got []string
			for _, e := range stop()[1:] {
				e = strings.Replace(strings.TrimPrefix(e, "wang "), w.customer.URL+"/clip.wav", "CLIP", 1)
				got = append(got, e)
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("events\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(row.want, "\n"))
			}
			if bad := w.customer.wrongSignatures(); bad > 0 {
				t.Errorf("%d webhooks had a wrong signature", bad)
			}
		})
	}
}

// wav is a mono WAV of so many seconds, 8000 bytes a second.
func wav(seconds int) []byte {
	size := seconds * 8000
	le := func(n, width int) (b []byte) {
		for range width {
			b = append(b, byte(n))
			n >>= 8
		}
		return b
	}
	return slices.Concat([]byte("RIFF"), le(36+size, 4), []byte("WAVEfmt "), le(16, 4), le(7, 2), le(1, 2),
		le(8000, 4), le(8000, 4), le(1, 2), le(8, 2), []byte("data"), le(size, 4), make([]byte, size))
}

func TestMinimalCarrierDropsTheCallWithoutAWord(t *testing.T) {
	for _, twiml := range []string{`<Say>hi</Say><Pause/>`, `<Dial><Conference>room</Conference></Dial>`, `<Gather><Pause/></Gather>`} {
		w := newWorld(t, minimal)
		w.customer.says("/voice", twiml)
		w.do(w.wang.Dial(hotline))
		w.pass(time.Second)
		w.mustHear(w.wang)
		if phase := w.wang.State().Phase; phase != carrier.OnHook {
			t.Errorf("after %s the handset is %s", twiml, phase)
		}
	}
}

func TestFallbackURLIsAskedWhenTheFirstFails(t *testing.T) {
	w := newWorld(t)
	w.AddNumber(carrier.Number{E164: hotline, VoiceURL: w.customer.URL + "/voice", VoiceFallbackURL: w.customer.URL + "/fallback"})
	w.customer.fails("/voice", 500)
	w.customer.says("/fallback", "<Say>a person will call you back</Say>")
	w.do(w.wang.Dial(hotline))
	w.mustHear(w.wang, "a person will call you back")
	if p := w.customer.last("/fallback"); p.Get("ErrorCode") != "11200" || p.Get("ErrorUrl") != w.customer.URL+"/voice" {
		t.Errorf("the fallback was told %v", p)
	}
}

func TestCallerWhoHangsUpDoesNotWaitForTheCustomer(t *testing.T) {
	w := newWorld(t)
	release := make(chan struct{})
	w.customer.answers("/voice", func(url.Values) string { return `<Response><Gather action="/slow" numDigits="1"/></Response>` })
	w.customer.answers("/slow", func(url.Values) string { <-release; return "<Response><Say>too late</Say></Response>" })
	w.do(w.wang.Dial(hotline))
	if err := w.wang.Press("1"); err != nil {
		t.Fatal(err)
	}
	for len(w.customer.posts("/slow")) == 0 {
		time.Sleep(time.Millisecond)
	}
	if w.Idle() {
		t.Error("idle although a webhook is under way")
	}
	if err := w.wang.HangUp(); err != nil {
		t.Fatal(err)
	}
	for w.wang.State().Phase != carrier.OnHook {
		time.Sleep(time.Millisecond)
	}
	close(release)
	w.settle()
	w.mustHear(w.wang)
	if got := w.statuses("/status"); !slices.Equal(got, []string{"completed"}) {
		t.Errorf("status callbacks %q", got)
	}
}
