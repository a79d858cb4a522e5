package twiml

import (
	"strings"
	"testing"
)

func TestVerbsHaveOneSpelling(t *testing.T) {
	for _, tt := range []struct {
		label string
		verbs []Verb
		want  string
	}{
		{"nothing to say", nil, ``},
		{"a menu of one key in which # counts too", []Verb{
			Gather{Action: "/voice/turn?d=main&t=2", NumDigits: 1, Timeout: 10, Prompt: []Verb{
				Say{Language: "cmn-CN", Voice: "Polly.Zhiyu", Phrases: []string{"请人到家里来，请按1。"}},
				Play{URL: "/clips/bell.wav"},
			}},
			Redirect{URL: "/voice/turn?d=main&t=2&silent=1"},
		}, `<Gather action="/voice/turn?d=main&amp;t=2" numDigits="1" timeout="10" finishOnKey="" actionOnEmptyResult="false">` +
			`<Say language="cmn-CN" voice="Polly.Zhiyu">请人到家里来，请按1。</Say><Play>/clips/bell.wav</Play></Gather>` +
			`<Redirect>/voice/turn?d=main&amp;t=2&amp;silent=1</Redirect>`},
		{"a code ended by #, silence posted too", []Verb{
			Gather{Action: "/code", Timeout: 5, FinishOnKey: "#", ActionOnEmptyResult: true}, Redirect{URL: "/again"},
		}, `<Gather action="/code" timeout="5" finishOnKey="#" actionOnEmptyResult="true"></Gather><Redirect>/again</Redirect>`},
		{"phrases with breath between them", []Verb{
			Say{Language: "cmn-CN", Rate: 85, Phrases: []string{"王爷爷，请按1。", "", "李奶奶，请按2。"}},
		}, `<Say language="cmn-CN"><prosody rate="85%">王爷爷，请按1。<break time="800ms"/>李奶奶，请按2。</prosody></Say>`},
		{"a pause is never shorter than a second", []Verb{Pause{}, Pause{Seconds: 2}}, `<Pause length="1"/><Pause length="2"/>`},
		{"keys for a machine at the other end", []Verb{Tones{Digits: "ww9"}}, `<Play digits="ww9"/>`},
		{"a voice note", []Verb{Record{Action: "/noted", MaxSeconds: 30, Timeout: 4, Beep: true}},
			`<Record action="/noted" maxLength="30" timeout="4" finishOnKey="" playBeep="true"/>`},
		{"staff is rung and asked for a key first", []Verb{
			Dial{Action: "/dialled", Timeout: 20, CallerID: "+85200000001", To: Number{E164: "+85261234567", WhisperURL: "/whisper?c=235"}},
		}, `<Dial action="/dialled" timeout="20" callerId="+85200000001"><Number url="/whisper?c=235">+85261234567</Number></Dial>`},
		{"a number and no more", []Verb{Dial{Action: "/dialled", To: Number{E164: "+85261234567"}}},
			`<Dial action="/dialled"><Number>+85261234567</Number></Dial>`},
		{"an elder waits for staff in silence", []Verb{
			Dial{Action: "/left", To: Conference{Name: "case-235", EndOnExit: true}},
		}, `<Dial action="/left"><Conference startConferenceOnEnter="false" endConferenceOnExit="true" beep="false" waitUrl="">case-235</Conference></Dial>`},
		{"busy", []Verb{Reject{Reason: "busy"}}, `<Reject reason="busy"/>`},
		{"goodbye", []Verb{Hangup{}}, `<Hangup/>`},
		{"a text", []Verb{Message{Text: "桂花 & \"KS\" <1>\n再见"}}, `<Message>桂花 &amp; &#34;KS&#34; &lt;1&gt;&#10;再见</Message>`},
	} {
		t.Run(tt.label, func(t *testing.T) {
			want := `<?xml version="1.0" encoding="UTF-8"?>` + "\n<Response>" + tt.want + "</Response>"
			if got := string(Write(nil, tt.verbs...)); got != want {
				t.Errorf("wrote\n%s\nwant\n%s", got, want)
			}
			if err := Check([]byte(want)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWriteAppends(t *testing.T) {
	if got := string(Write([]byte("before "), Hangup{})); !strings.HasPrefix(got, "before <?xml") {
		t.Errorf("wrote %q", got)
	}
}

func TestCheckFindsWhatStrandsACaller(t *testing.T) {
	for _, tt := range []struct{ label, body, fault string }{
		{"silence is a dead line", `<Gather action="/a"><Say>按1</Say></Gather>`, "without a Redirect"},
		{"silence hangs up", `<Gather action="/a"/><Hangup/>`, "without a Redirect"},
		{"a redirect to nowhere", `<Redirect/>`, "to nowhere"},
		{"words that nobody hears", `<Redirect>/a</Redirect><Say>再见</Say>`, "ever reached"},
		{"an unknown verb", `<Say>好</Say><Enqueue/>`, "Enqueue is no verb"},
		{"a verb in the wrong place", `<Gather action="/a"><Record/></Gather><Redirect>/a</Redirect>`, "Record cannot stand in Gather"},
		{"malformed", `<Say>`, "twiml:"},
	} {
		t.Run(tt.label, func(t *testing.T) {
			err := Check([]byte("<Response>" + tt.body + "</Response>"))
			if err == nil || !strings.Contains(err.Error(), tt.fault) {
				t.Errorf("found %v, want %q", err, tt.fault)
			}
		})
	}
	for _, whole := range []string{"", "<Call/>", "<Response/><Response/>"} {
		if Check([]byte(whole)) == nil {
			t.Errorf("%q passes", whole)
		}
	}
}

// FuzzStrangersWords puts any string wherever one may stand: the document
// stays well formed and says the same, but for what XML cannot hold.
func FuzzStrangersWords(f *testing.F) {
	f.Add("王奶奶", "/voice/turn?d=main&t=2")
	f.Add("<Hangup/> & \"'\r\n\t", "\x00\xff\uFFFE]]>")
	f.Add(strings.Repeat("没听清，", 500), strings.Repeat("x", 2000))
	f.Fuzz(func(t *testing.T, a, b string) {
		doc := Write(nil,
			Gather{Action: a, FinishOnKey: b, Prompt: []Verb{Say{Language: a, Voice: b, Rate: 85, Phrases: []string{a, b}}}},
			Redirect{URL: b + "/"},
			Record{Action: a, FinishOnKey: b},
			Dial{Action: a, CallerID: b, To: Conference{Name: a, WaitURL: b}},
			Dial{Action: b, CallerID: a, To: Number{E164: a, WhisperURL: b}},
			Message{Text: a}, Play{URL: b}, Reject{Reason: a},
		)
		root, err := parse(doc)
		if err != nil {
			t.Fatalf("%v in %q", err, doc)
		}
		kids := root.Kids
		same(t, kids[0].attr("action"), a)
		same(t, kids[0].attr("finishOnKey"), b)
		same(t, spoken(kids[0].Kids), stored(a)+stored(b))
		same(t, kids[1].Text, b+"/")
		same(t, kids[2].attr("action"), a)
		same(t, kids[3].Kids[0].Text, a)
		same(t, kids[3].Kids[0].attr("waitUrl"), b)
		same(t, kids[4].Kids[0].Text, a)
		same(t, kids[4].Kids[0].attr("url"), b)
		same(t, kids[5].Text, a)
		same(t, kids[6].Text, b)
		same(t, kids[7].attr("reason"), a)
		for _, say := range kids[0].Kids {
			if n := len(spoken([]node{say})); n > most {
				t.Errorf("a Say of %d bytes", n)
			}
			same(t, say.attr("language"), a)
		}
	})
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got != stored(want) {
		t.Errorf("read back %q, wrote %q", got, want)
	}
}

// stored is what XML keeps of s; written from the standard, apart from escape.
func stored(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r':
			return r
		case r < 0x20, r == 0xFFFE, r == 0xFFFF:
			return '\uFFFD'
		}
		return r
	}, string([]rune(s))) // each broken byte becomes U+FFFD
}

// spoken is the text of elements and of all within.
func spoken(kids []node) string {
	var b strings.Builder
	for _, k := range kids {
		b.WriteString(k.Text + spoken(k.Kids))
	}
	return b.String()
}

func (n node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func BenchmarkMenu(b *testing.B) {
	phrases := []string{"王奶奶您好，这里是幸福社区时间银行。", "有急事要救命，请按9。", "请人到家里来，请按1。", "请人陪您出门，请按2。"}
	buf := make([]byte, 0, 4096)
	b.ReportAllocs()
	for b.Loop() {
		buf = Write(buf[:0],
			Gather{Action: "/voice/turn?d=main&t=2", NumDigits: 1, Timeout: 10, Prompt: Speak(Features{SSML: true, Voices: true}, "zh-CN", phrases...)},
			Redirect{URL: "/voice/turn?d=main&t=2&silent=1"})
	}
}
