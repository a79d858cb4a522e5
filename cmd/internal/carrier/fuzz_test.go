package carrier

import (
	"errors"
	"testing"
)

func FuzzParseTwiML(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0"?><Response><Gather numDigits="1"><Say>a<break time="1s"/>b</Say></Gather><Redirect>/x</Redirect></Response>`))
	f.Add([]byte(`<Response><Dial><Number url="/w">+1</Number></Dial></Response> <!-- end -->`))
	f.Add([]byte(`<Response><Sing/></Response>`))
	f.Fuzz(func(t *testing.T, document []byte) {
		verbs, err := parseTwiML(document, voiceGrammar)
		if err != nil && verbs != nil {
			t.Errorf("%v along with %v", verbs, err)
		}
		for _, v := range verbs {
			if _, known := voiceGrammar[v.name]; !known {
				t.Errorf("the unknown verb %q passed", v.name)
			}
			if v.rests < 0 || loops(v) < 1 {
				t.Errorf("%+v takes negative time", v)
			}
		}
	})
}

func FuzzResolve(f *testing.F) {
	f.Add("https://host/a/b?c=d#rc=2", "../x?y#z")
	f.Add("", "/x")
	f.Fuzz(func(t *testing.T, base, found string) {
		target, err := resolve(base, found)
		if err == nil && target == "" {
			t.Errorf("%q from %q leads to nothing without an error", found, base)
		}
	})
}

func TestRelativeURLsAreResolved(t *testing.T) {
	for _, row := range []struct{ base, found, want string }{
		{"https://h/voice?lang=zh#rc=2", "", "https://h/voice?lang=zh"},
		{"https://h/voice?lang=zh", "/turn?n=2#rc=1&rp=ct,5xx", "https://h/turn?n=2#rc=1&rp=ct,5xx"},
		{"https://h/a/voice", "turn", "https://h/a/turn"},
		{"https://h/a", "https://other/b", "https://other/b"},
		{"", "https://other/b", "https://other/b"},
		{"", "/turn", ""},
		{"https://h/a", "mailto:x@y", ""},
	} {
		got, err := resolve(row.base, row.found)
		if got != row.want || (err != nil) != (row.want == "") {
			t.Errorf("%q from %q: %q, %v, want %q", row.found, row.base, got, err, row.want)
		}
	}
}

func TestParseErrorsSayWhatIsWrong(t *testing.T) {
	for document, unknown := range map[string]bool{
		"": false, "<Response>": false, "<Response/><Response/>": false, "<Response/>x": false, "<Answer/>": false,
		"<Response><Sing/></Response>": true, "<Response><Gather><Hangup/></Gather></Response>": true,
		"<Response><Dial><Say/></Dial></Response>": true,
	} {
		if _, err := parseTwiML([]byte(document), voiceGrammar); err == nil || errors.Is(err, errUnknownVerb) != unknown {
			t.Errorf("%q: %v", document, err)
		}
	}
}

func TestUnhurriedVoice(t *testing.T) {
	for text, want := range map[string]float64{"": 0, "好,记下了。我们会": 2, "one two three four five": 2, "按1": 0.2857142857 + 0.4} {
		if got := sayTime(text).Seconds(); got < want-0.01 || got > want+0.01 {
			t.Errorf("%q takes %v s, want %v", text, got, want)
		}
	}
}
