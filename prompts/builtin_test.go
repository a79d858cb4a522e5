package prompts

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestLanguagesHaveTheSamePromptsAndArguments(t *testing.T) {
	c := builtIn(t)
	want := c.languages[Default].prompts
	for _, tag := range c.Languages() {
		got := c.languages[tag].prompts
		for key := range want {
			if got[key] == nil {
				t.Errorf("%s lacks %s", tag, key)
				continue
			}
			if !maps.Equal(got[key].args, want[key].args) {
				t.Errorf("%s %s takes %v, want %v", tag, key, got[key].args, want[key].args)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s has %d prompts, want %d", tag, len(got), len(want))
		}
	}
}

func TestNoArgumentIsDeclaredInVain(t *testing.T) {
	eachPrompt(t, func(t *testing.T, _ *words, p *prompt) {
		used := map[string]bool{}
		for _, sentence := range slices.Concat(p.say, p.keys, []template{p.text}) {
			for _, piece := range sentence {
				used[piece.arg] = true
			}
		}
		for name := range p.args {
			if !used[name] {
				t.Errorf("argument %q is declared and never said", name)
			}
		}
	})
}

func TestEveryTextFitsOneSegmentWithItsLongestValues(t *testing.T) {
	eachPrompt(t, func(t *testing.T, w *words, p *prompt) {
		if p.text == nil {
			t.Skip("is not a text")
		}
		b, err := w.fill(nil, p.text, w.longestArgs(p, written), written)
		if err != nil {
			t.Fatal(err)
		}
		most := 160
		if strings.ContainsFunc(string(b), func(r rune) bool { return r > '~' }) {
			if most = 70; w.tag == "en" {
				t.Fatalf("%q has a sign outside of ASCII", b)
			}
		}
		if n := len(utf16.Encode([]rune(string(b)))); n > most {
			t.Errorf("%d of %d: %s", n, most, b)
		}
	})
}

func TestNoSpokenPromptOutlastsAnElder(t *testing.T) {
	eachPrompt(t, func(t *testing.T, w *words, p *prompt) {
		for _, sentences := range [][]template{p.say, p.keys} {
			phrases, err := w.phrases(sentences, w.longestArgs(p, spoken))
			if err != nil {
				t.Fatal(err)
			}
			all := joined(phrases)
			if w.tag == "en" {
				if len(all) > 14*30 {
					t.Errorf("%d letters are more than 30 seconds: %s", len(all), all)
				}
				continue
			}
			han := regexp.MustCompile(`[\p{L}\p{N}]`)
			if n := len(han.FindAllString(all, -1)); n > 96 {
				t.Errorf("%d characters are more than 30 seconds: %s", n, all)
			}
			for _, breath := range regexp.MustCompile(`[^,。!?;:、,]+`).FindAllString(strings.ReplaceAll(all, " ", "。"), -1) {
				if n := len(han.FindAllString(breath, -1)); n > 18 {
					t.Errorf("%d characters without a pause: %s", n, breath)
				}
			}
		}
	})
}

func TestMenusOfferOnlyKeysThatAreNotMistaken(t *testing.T) {
	eachPrompt(t, func(t *testing.T, w *words, p *prompt) {
		phrases, err := w.phrases(slices.Concat(p.say, p.keys), w.longestArgs(p, spoken))
		if err != nil {
			t.Fatal(err)
		}
		if bad := regexp.MustCompile(`(按|press) ?[4678]`).FindString(joined(phrases)); bad != "" {
			t.Errorf("offers %q", bad)
		}
	})
}

func TestTextsTeachNoCommandThatCarriersTake(t *testing.T) {
	optOut := regexp.MustCompile(`(?i)(回|发|reply|text) ?(R|T|TD|退订|STOP|CANCEL|END|QUIT|UNSUBSCRIBE|START|YES|UNSTOP|HELP|INFO)\b`)
	eachPrompt(t, func(t *testing.T, _ *words, p *prompt) {
		if bad := optOut.FindString(p.text.literals()); bad != "" {
			t.Errorf("teaches %q, which the carrier takes for itself", bad)
		}
	})
}

func TestSecretsAreToldOnlyWhereTheyBelong(t *testing.T) {
	mayTell := map[manner][]string{
		asAddress: {"taken.where", "emergency.address", "S.address"},
		asWord:    {"taken.where", "O2", "O.code"},
	}
	for key, p := range builtIn(t).languages[Default].prompts {
		for name, m := range p.args {
			if allowed, secret := mayTell[m]; secret && !slices.Contains(allowed, key) {
				t.Errorf("%s tells %s, a %s", key, name, m)
			}
		}
	}
}

func TestDoorWordsAreEasyToTellApart(t *testing.T) {
	c := builtIn(t)
	for _, tag := range c.Languages() {
		door := c.languages[tag].vocabulary.Door
		if len(door) != 64 {
			t.Errorf("%s has %d door words, want 64", tag, len(door))
		}
		seen := map[string]bool{}
		for _, word := range door {
			if seen[word] {
				t.Errorf("%s has %q twice", tag, word)
			}
			if strings.ContainsAny(word, "0123456789零一幺二两三四五六七八九十百千") {
				t.Errorf("%s door word %q holds a number", tag, word)
			}
			seen[word] = true
		}
	}
}

func TestDoorWordByIndex(t *testing.T) {
	c := builtIn(t)
	if word, err := c.DoorWord("zh-CN", 0); err != nil || word != "桂花" {
		t.Errorf("first door word is %q, %v", word, err)
	}
	for _, i := range []int{-1, 64} {
		if word, err := c.DoorWord("en", i); err == nil {
			t.Errorf("door word %d is %q, want an error", i, word)
		}
	}
}
