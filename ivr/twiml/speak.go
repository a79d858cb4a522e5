package twiml

import "strings"

// Features are what a carrier plays beyond Say, Play, Gather, Redirect,
// Record, Dial to a number, Hangup and Reject. The zero value is the poorest
// carrier.
type Features struct {
	Pause      bool // the verb Pause
	SSML       bool // <break> and <prosody> inside Say
	Voices     bool // Amazon's and Google's voices by name
	Conference bool // Dial to a Conference
	Tones      bool // Play of digits
}

// pace is how fast elders are spoken to, in percent of the voice's own pace:
// 180 to 210 characters a minute.
const pace = 85

// Speak says the phrases in a language (zh-CN, en), 0.8 s apart if the carrier
// can: by <break>, else by a Pause of one second, the shortest there is, else
// as separate Says, between which carriers leave a gap of their own.
// The verbs may stand in a document and in the prompt of a Gather.
func Speak(f Features, lang string, phrases ...string) []Verb {
	language, voice := voiceOf(lang)
	say := Say{Language: language}
	if f.Voices {
		say.Voice = voice
	}
	if f.SSML {
		say.Rate, say.Phrases = pace, phrases
		return []Verb{say}
	}
	var verbs []Verb
	for _, phrase := range phrases {
		if f.Pause && len(verbs) > 0 {
			verbs = append(verbs, Pause{Seconds: 1})
		}
		say.Phrases = []string{phrase}
		verbs = append(verbs, say)
	}
	return verbs
}

// voiceOf is the name of a language in Say with a voice that speaks it: both
// are always given, as the default voice is English and a voice of another
// language fails the Say.
func voiceOf(lang string) (language, voice string) {
	switch lang {
	case "zh-TW":
		return "cmn-TW", "Google.cmn-TW-Standard-A"
	case "zh-HK", "yue":
		return "yue-CN", "Polly.Hiujin-Neural"
	case "en-GB":
		return "en-GB", "Polly.Amy"
	}
	if base, _, _ := strings.Cut(lang, "-"); base == "en" {
		return "en-US", "Polly.Joanna"
	}
	return "cmn-CN", "Polly.Zhiyu"
}
