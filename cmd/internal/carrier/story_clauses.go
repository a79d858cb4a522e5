package carrier

import (
	"errors"
	"fmt"
	"regexp"
)

// A clauseReader takes words off the rest of a line.
type clauseReader struct{ rest []word }

// next is the next word if it is not in quotes.
func (r *clauseReader) next() (string, bool) {
	if len(r.rest) == 0 || r.rest[0].quoted {
		return "", false
	}
	text := r.rest[0].text
	r.rest = r.rest[1:]
	return text, true
}

// skip takes the next word if it is that one.
func (r *clauseReader) skip(text string) bool {
	if len(r.rest) == 0 || r.rest[0].quoted || r.rest[0].text != text {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

// quote takes words in quotes.
func (r *clauseReader) quote(after string) (string, error) {
	if len(r.rest) == 0 || !r.rest[0].quoted || r.rest[0].text == "" {
		return "", fmt.Errorf("%s needs words in quotes", after)
	}
	text := r.rest[0].text
	r.rest = r.rest[1:]
	return text, nil
}

// target takes a number or a name, unless the next clause begins.
func (r *clauseReader) target() string {
	if len(r.rest) == 0 || r.rest[0].quoted || clauses[r.rest[0].text] != nil {
		return ""
	}
	text, _ := r.next()
	return text
}

var keysWord = regexp.MustCompile(`^([0-9*#]|\{\w+\})+$`)

// keys takes words of keys.
func (r *clauseReader) keys() (keys []string) {
	for len(r.rest) > 0 && !r.rest[0].quoted && keysWord.MatchString(r.rest[0].text) {
		keys = append(keys, r.rest[0].text)
		r.rest = r.rest[1:]
	}
	return keys
}

// clauses are what a person can do or notice, by the first word. It is set in
// init because clauses look ahead to where the next one begins.
var clauses map[string]func(*clauseReader) (step, error)

func init() {
	clauses = map[string]func(*clauseReader) (step, error){
		"calls":    parseCalls,
		"presses":  parsePresses,
		"hears":    noticeClause("hears"),
		"gets":     noticeClause("gets"),
		"texts":    parseTexts,
		"says":     parseSays,
		"is":       parseIs,
		"hangs":    fixedClause("hangs", "hangs", "up"),
		"lets":     fixedClause("lets it ring", "lets", "it", "ring"),
		"machine":  fixedClause("machine", "machine", "answers"),
		"busy":     fixedClause("busy", "busy"),
		"off":      fixedClause("off", "off"),
		"declines": fixedClause("declines", "declines"),
		"answers":  fixedClause("answers itself", "answers", "itself"),
		"never":    fixedClause("never rings", "never", "rings"),
	}
}

func parseSteps(words []word) ([]step, error) {
	var steps []step
	for r := (&clauseReader{words}); len(r.rest) > 0; {
		first, ok := r.next()
		if !ok {
			return nil, fmt.Errorf("nobody knows what to do with %q", r.rest[0].text)
		}
		parse := clauses[first]
		if parse == nil {
			return nil, fmt.Errorf("nobody knows how to %q", first)
		}
		s, err := parse(r)
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// fixedClause is a clause that is always the same words.
func fixedClause(do string, words ...string) func(*clauseReader) (step, error) {
	return func(r *clauseReader) (step, error) {
		for _, w := range words[1:] {
			if !r.skip(w) {
				return step{}, fmt.Errorf("%s is followed by %s", words[0], w)
			}
		}
		return step{do: do}, nil
	}
}

// noticeClause is `hears "…"` or `hears nothing`.
func noticeClause(do string) func(*clauseReader) (step, error) {
	return func(r *clauseReader) (step, error) {
		if r.skip("nothing") {
			return step{do: do, none: true}, nil
		}
		text, err := r.quote(do)
		return step{do: do, text: text}, err
	}
}

// hiddenCall is how a step says that the caller's number is not shown.
const hiddenCall = "hidden"

func parseCalls(r *clauseReader) (step, error) {
	s := step{do: "calls"}
	if r.skip(hiddenCall) {
		s.to = hiddenCall
	}
	s.text = r.target()
	return s, nil
}

func parsePresses(r *clauseReader) (step, error) {
	s := step{do: "presses", keys: r.keys()}
	if s.keys == nil {
		return s, errors.New("presses needs keys: 0-9, * and #")
	}
	if s.hasty = r.skip("at"); s.hasty && !r.skip("once") {
		return s, errors.New("it is: presses 1 at once")
	}
	return s, nil
}

func parseTexts(r *clauseReader) (s step, err error) {
	s.do = "texts"
	if s.text, err = r.quote("texts"); err != nil {
		return s, err
	}
	if r.skip("to") {
		if s.to = r.target(); s.to == "" {
			return s, errors.New("texts … to needs a number or a name")
		}
	}
	return s, nil
}

func parseSays(r *clauseReader) (step, error) {
	text, err := r.quote("says")
	return step{do: "says", text: text}, err
}

func parseIs(r *clauseReader) (step, error) {
	do := "rung"
	if r.skip("not") {
		do = "unrung"
	}
	if !r.skip("rung") {
		return step{}, errors.New("it is: is rung, or: is not rung")
	}
	return step{do: do}, nil
}
