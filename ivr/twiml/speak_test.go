package twiml

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSpeakStepsDown(t *testing.T) {
	for _, tt := range []struct {
		label    string
		features Features
		lang     string
		want     string
	}{
		{"a rich carrier breathes for 0.8 s", Features{SSML: true, Pause: true, Voices: true}, "zh-CN",
			`<Say language="cmn-CN" voice="Polly.Zhiyu"><prosody rate="85%">一。<break time="800ms"/>二。</prosody></Say>`},
		{"without SSML it pauses", Features{Pause: true, Voices: true}, "en",
			`<Say language="en-US" voice="Polly.Joanna">一。</Say><Pause length="1"/><Say language="en-US" voice="Polly.Joanna">二。</Say>`},
		{"the poorest carrier says one after the other", Features{}, "zh-CN",
			`<Say language="cmn-CN">一。</Say><Say language="cmn-CN">二。</Say>`},
	} {
		t.Run(tt.label, func(t *testing.T) {
			doc := string(Write(nil, Speak(tt.features, tt.lang, "一。", "二。")...))
			if !strings.Contains(doc, "<Response>"+tt.want+"</Response>") {
				t.Errorf("wrote %s", doc)
			}
		})
	}
}

func TestLanguagesHaveVoicesOfTheirOwn(t *testing.T) {
	for lang, want := range map[string]string{
		"zh-CN": "cmn-CN Polly.Zhiyu", "zh": "cmn-CN Polly.Zhiyu", "": "cmn-CN Polly.Zhiyu",
		"zh-TW": "cmn-TW Google.cmn-TW-Standard-A", "zh-HK": "yue-CN Polly.Hiujin-Neural",
		"en": "en-US Polly.Joanna", "en-AU": "en-US Polly.Joanna", "en-GB": "en-GB Polly.Amy",
	} {
		language, voice := voiceOf(lang)
		if got := language + " " + voice; got != want {
			t.Errorf("%q speaks as %s, want %s", lang, got, want)
		}
	}
}

func TestLongPromptsAreCutBetweenSentences(t *testing.T) {
	sentence := strings.Repeat("好", 29) + "。"
	for _, tt := range []struct {
		label   string
		phrases []string
		says    int
	}{
		{"400 Han fit", []string{strings.Repeat("好", 400)}, 1},
		{"401 do not", []string{strings.Repeat("好", 401)}, 2},
		{"sentences stay whole", []string{strings.Repeat(sentence, 20)}, 2},
		{"phrases are counted together", []string{strings.Repeat("好", 250), strings.Repeat("的", 250)}, 2},
		{"an emoji weighs four bytes", []string{strings.Repeat("🙂", 301)}, 2},
		{"a comma if there is no sentence", []string{strings.Repeat("好", 350) + "，" + strings.Repeat("的", 350)}, 2},
		{"broken UTF-8", []string{strings.Repeat("\x80", 900)}, 3},
	} {
		t.Run(tt.label, func(t *testing.T) {
			root, err := parse(Write(nil, Say{Phrases: tt.phrases}))
			if err != nil {
				t.Fatal(err)
			}
			if len(root.Kids) != tt.says {
				t.Errorf("%d Says, want %d", len(root.Kids), tt.says)
			}
			same(t, spoken(root.Kids), strings.Join(tt.phrases, ""))
			for i, say := range root.Kids {
				if len(say.Text) > most || !utf8.ValidString(say.Text) {
					t.Errorf("Say %d: %d bytes", i, len(say.Text))
				}
				if strings.Contains(tt.phrases[0], "。") && !strings.HasSuffix(say.Text, "。") {
					t.Errorf("Say %d ends in mid-sentence", i)
				}
			}
		})
	}
}
