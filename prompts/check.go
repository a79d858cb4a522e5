package prompts

import (
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"
)

const (
	// unusedKeys stay unused: 7 and 1 sound alike, and a slip on the keypad
	// next to a real key does no harm.
	unusedKeys = "4678"
	// longestPrompt is how long an elder listens, pauses included.
	longestPrompt  = 30.0 // seconds
	betweenPhrases = 0.8  // seconds
	// pauses are the marks at which a speaker breathes.
	pauses = ",。!?;:、,.!?;:"
)

// check holds a language against the contract, and against the rules of the
// ear and of the small screen.
func (w *words) check(contract *words, wrong *faults) {
	w.checkVocabulary(contract, wrong)
	for _, key := range slices.Sorted(maps.Keys(contract.prompts)) {
		want := contract.prompts[key]
		if p := w.prompts[key]; p != nil {
			p.keeps(want, key, wrong)
			continue
		}
		wrong.add(path.Join(w.tag, path.Base(want.file)), key, "copy it from the built-in file", "is missing")
	}
	for _, key := range slices.Sorted(maps.Keys(w.prompts)) {
		p := w.prompts[key]
		if contract.prompts[key] == nil {
			wrong.add(p.file, key, "remove it or correct its heading", "is said by nothing in the program")
		}
		w.checkSpoken(p, "say", p.say, key, wrong)
		w.checkSpoken(p, "keys", p.keys, key, wrong)
		w.checkWritten(p, key, wrong)
	}
}

// checkVocabulary asks for all that can stand in for an argument.
func (w *words) checkVocabulary(contract *words, wrong *faults) {
	file := path.Join(w.tag, vocabularyFile)
	for _, kind := range slices.Sorted(maps.Keys(contract.vocabulary.Kind)) {
		if k := w.vocabulary.Kind[kind]; k.Elder == "" || k.Volunteer == "" {
			wrong.add(file, "kind."+kind, "write elder and volunteer", "has no words")
		}
	}
	if has, must := len(w.vocabulary.Door), len(contract.vocabulary.Door); has != must {
		wrong.add(file, "door", "compare them with the built-in file", "has %d words, and there must be %d", has, must)
	}
	for _, m := range slices.Sorted(maps.Keys(contract.vocabulary.Unknown)) {
		if w.vocabulary.Unknown[m] == "" {
			wrong.add(file, "unknown."+string(m), "copy it from the built-in file", "is missing")
		}
	}
	for _, m := range slices.Sorted(maps.Keys(inFreeWords)) {
		if w.vocabulary.Longest[m] == "" {
			wrong.add(file, "longest."+string(m), "write the longest that you have", "is missing")
		}
	}
}

// keeps tells where p differs from what the program expects of this prompt.
func (p *prompt) keeps(want *prompt, key string, wrong *faults) {
	const mend = "compare it with the built-in file"
	for _, part := range []struct {
		name      string
		has, must bool
	}{
		{"say", p.say != nil, want.say != nil},
		{"keys", p.keys != nil, want.keys != nil},
		{"text", p.text != nil, want.text != nil},
	} {
		switch {
		case part.must && !part.has:
			wrong.add(p.file, key, mend, "has no %s", part.name)
		case part.has && !part.must:
			wrong.add(p.file, key, mend, "%s is never used", part.name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want.args)) {
		if m := want.args[name]; accepts[p.args[name]] != accepts[m] {
			wrong.add(p.file, key, "write it as in the built-in file", "argument %q must be said as %s", name, m)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.args)) {
		if want.args[name] == "" {
			wrong.add(p.file, key, "remove it", "argument %q is never given", name)
		}
	}
	if got, need := offered(p.say), offered(want.say); got != need {
		wrong.add(p.file, key, "the program listens to the latter only", "say offers the keys %q, not %q", got, need)
	}
	if got, need := offered(p.keys), offered(want.keys); got != need {
		wrong.add(p.file, key, "the program listens to the latter only", "keys offers the keys %q, not %q", got, need)
	}
}

// offered are the keys that sentences name, in order. Every digit in a spoken
// sentence is a key; other numbers are written in words.
func offered(sentences []template) string {
	var all []rune
	for _, t := range sentences {
		for _, r := range t.literals() {
			if r >= '0' && r <= '9' {
				all = append(all, r)
			}
		}
	}
	slices.Sort(all)
	return string(slices.Compact(all))
}

// checkSpoken holds sentences, with the longest arguments, against the rules
// of the ear.
func (w *words) checkSpoken(p *prompt, field string, sentences []template, key string, wrong *faults) {
	if k := offered(sentences); strings.ContainsAny(k, unusedKeys) {
		wrong.add(p.file, key, "keys 4, 6, 7 and 8 are never used; write other numbers in words", "%s names the keys %q", field, k)
	}
	seconds := betweenPhrases * float64(len(sentences)-1)
	for _, t := range sentences {
		b, err := w.fill(nil, t, w.longestArgs(p, spoken), spoken)
		if err != nil {
			return // the vocabulary is at fault, and was told
		}
		seconds += float64(characters(string(b))) / w.tongue.pace
		for breath := range strings.FieldsFuncSeq(string(b), isPause) {
			if n := characters(breath); w.tongue.breath > 0 && n > w.tongue.breath {
				wrong.add(p.file, key, "put a comma in it", "%s has %d characters between two pauses, and %d is the most: %s", field, n, w.tongue.breath, breath)
			}
		}
	}
	if seconds > longestPrompt {
		wrong.add(p.file, key, "shorten it", "%s lasts %.0f seconds, and %.0f is the most", field, seconds, longestPrompt)
	}
}

// checkWritten holds a text, with the longest arguments, against one segment.
func (w *words) checkWritten(p *prompt, key string, wrong *faults) {
	if p.text == nil {
		return
	}
	b, err := w.fill(nil, p.text, w.longestArgs(p, written), written)
	if err != nil {
		return // the vocabulary is at fault, and was told
	}
	if places, most := segment(string(b)); places > most {
		wrong.add(p.file, key, "shorten it", "takes %d places with the longest values, and one segment has %d: %s", places, most, b)
	}
}

func isPause(r rune) bool { return strings.ContainsRune(pauses, r) }

// characters counts what takes time to say.
func characters(s string) (n int) {
	for _, r := range s {
		if !unicode.IsPunct(r) {
			n++
		}
	}
	return n
}
