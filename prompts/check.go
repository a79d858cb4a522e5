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
		if w.prompts[key] == nil {
			file := path.Join(w.tag, path.Base(contract.prompts[key].file))
			wrong.add(file, key, "copy it from the built-in file", "is missing")
		}
	}
	for _, key := range slices.Sorted(maps.Keys(w.prompts)) {
		c := checker{w, key, w.prompts[key], wrong}
		c.keeps(contract.prompts[key])
		c.ear("say", c.p.say)
		c.ear("keys", c.p.keys)
		c.screen()
	}
}

// checkVocabulary asks for all that can stand in for an argument.
func (w *words) checkVocabulary(contract *words, wrong *faults) {
	file, has, must := path.Join(w.tag, vocabularyFile), w.vocabulary, contract.vocabulary
	if len(has.Door) != len(must.Door) {
		wrong.add(file, "door", "compare them with the built-in file", "has %d words, and there must be %d", len(has.Door), len(must.Door))
	}
	for _, kind := range slices.Sorted(maps.Keys(must.Kind)) {
		if k := has.Kind[kind]; k.Elder == "" || k.Volunteer == "" {
			wrong.add(file, "kind."+kind, "write elder and volunteer", "has no words")
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(must.Work)) {
		if has.Work[kind] == "" {
			wrong.add(file, "work."+kind, "write it in a few letters", "has no words")
		}
	}
	for _, purpose := range slices.Sorted(maps.Keys(must.Purpose)) {
		if has.Purpose[purpose] == "" {
			wrong.add(file, "purpose."+purpose, "write it in a few letters", "has no words")
		}
	}
	for _, m := range slices.Sorted(maps.Keys(must.Unknown)) {
		if has.Unknown[m] == "" {
			wrong.add(file, "unknown."+string(m), "copy it from the built-in file", "is missing")
		}
	}
	for _, m := range slices.Sorted(maps.Keys(inFreeWords)) {
		if has.Longest[m] == "" {
			wrong.add(file, "longest."+string(m), "write the longest that you have", "is missing")
		}
	}
}

// A checker looks at one prompt.
type checker struct {
	w     *words
	key   string
	p     *prompt
	wrong *faults
}

func (c checker) fault(mend, wrong string, args ...any) {
	c.wrong.add(c.p.file, c.key, mend, wrong, args...)
}

// keeps tells where the prompt differs from what the program expects of it.
func (c checker) keeps(want *prompt) {
	if want == nil {
		c.fault("remove it or correct its heading", "nothing in the program says this")
		return
	}
	c.part("say", c.p.say != nil, want.say != nil)
	c.part("keys", c.p.keys != nil, want.keys != nil)
	c.part("text", c.p.text != nil, want.text != nil)
	for _, name := range slices.Sorted(maps.Keys(want.args)) {
		if m := want.args[name]; accepts[c.p.args[name]] != accepts[m] {
			c.fault("write it as in the built-in file", "argument %q must be said as %s", name, m)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.p.args)) {
		if want.args[name] == "" {
			c.fault("remove it", "argument %q is never given", name)
		}
	}
	c.offers("say", c.p.say, want.say)
	c.offers("keys", c.p.keys, want.keys)
}

func (c checker) part(field string, has, must bool) {
	const mend = "compare it with the built-in file"
	switch {
	case must && !has:
		c.fault(mend, "has no %s", field)
	case has && !must:
		c.fault(mend, "%s is never used", field)
	}
}

// offers compares the keys that are told with those that do something.
func (c checker) offers(field string, told, want []template) {
	if got, need := offered(told), offered(want); got != need {
		c.fault("the program listens to the latter only", "%s offers the keys %q, not %q", field, got, need)
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

// ear holds sentences, with the longest arguments, against what can be
// listened to.
func (c checker) ear(field string, sentences []template) {
	if keys := offered(sentences); strings.ContainsAny(keys, unusedKeys) {
		c.fault("keys 4, 6, 7 and 8 are never used; write other numbers in words", "%s names the keys %q", field, keys)
	}
	phrases, err := c.w.phrases(sentences, c.w.longestArgs(c.p, spoken))
	if err != nil {
		return // the vocabulary is at fault, and was told
	}
	seconds := betweenPhrases * float64(len(phrases)-1)
	for _, phrase := range phrases {
		seconds += float64(characters(string(phrase))) / c.w.tongue.pace
		c.breath(field, string(phrase))
	}
	if seconds > longestPrompt {
		c.fault("shorten it", "%s lasts %.1f seconds, and %.0f is the most", field, seconds, longestPrompt)
	}
}

// breath looks for places without a pause.
func (c checker) breath(field, phrase string) {
	most := c.w.tongue.breath
	if most == 0 {
		return
	}
	for run := range strings.FieldsFuncSeq(phrase, isPause) {
		if n := characters(run); n > most {
			c.fault("put a comma in it", "%s has %d characters between two pauses, and %d is the most: %s", field, n, most, run)
		}
	}
}

// screen holds a text, with the longest arguments, against one segment.
func (c checker) screen() {
	b, err := c.w.fill(nil, c.p.text, c.w.longestArgs(c.p, written), written)
	if err != nil {
		return // the vocabulary is at fault, and was told
	}
	if places, most := segment(string(b)); places > most {
		c.fault("shorten it", "takes %d places with the longest values, and one segment has %d: %s", places, most, b)
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
