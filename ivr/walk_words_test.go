package ivr

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
)

// A saying is all that decides the words of a turn.
type saying struct {
	Place
	line, said, digit string
	short, conference bool
	picks             string
}

// speeds are characters a second: 192 of them a minute in Chinese (voice.md).
var speeds = map[string]float64{"zh-CN": 3.2, "en": 14}

// listen renders what is said in a turn in every language, and returns the
// keys of its prompts.
func (w *walker) listen(d *Dialog, t *Turn, line string, o *oracle) (string, error) {
	keys := wordKeys(d, t)
	s := saying{t.Place, line, t.Said, t.Digit, t.Short, t.Conference, o.answers()}
	if w.said[s] {
		return keys, nil
	}
	w.said[s] = true
	for lang := range speeds {
		t.Lang = lang
		phrases, err := d.phrases(t)
		if err != nil {
			return keys, err
		}
		if n := seconds(lang, phrases); n > w.longest[lang].seconds {
			w.longest[lang] = spokenTurn{n, fmt.Sprintf("%s of %s: %s", t.Node, d.Name, strings.Join(phrases, "|"))}
		}
	}
	return keys, nil
}

// wordKeys are the prompts of a turn, in the order in which they are said.
func wordKeys(d *Dialog, t *Turn) string {
	var keys []string
	if t.Said != "" {
		keys = append(keys, t.Said)
	}
	if say := d.Points[t.Node].Say; say != nil {
		for _, w := range say(t) {
			keys = append(keys, w.Key)
		}
	}
	return strings.Join(keys, " ")
}

// seconds is how long phrases are heard, with 0.8 s between two.
func seconds(lang string, phrases []string) float64 {
	n := 0
	for _, p := range phrases {
		for _, r := range p {
			if !unicode.IsPunct(r) {
				n++
			}
		}
	}
	return float64(n)/speeds[lang] + 0.8*float64(len(phrases)-1)
}

func TestNobodyListensForLongerThanHalfAMinute(t *testing.T) {
	for lang, turn := range theWalk(t).longest {
		t.Logf("%s: the longest turn lasts %.1f s: %s", lang, turn.seconds, turn.at)
		if turn.seconds > 30 {
			t.Errorf("%s: %.1f s at %s", lang, turn.seconds, turn.at)
		}
	}
}

func TestTheWalkIsWhole(t *testing.T) {
	w := theWalk(t)
	ways, nodes := 0, map[string]bool{}
	for at, from := range w.ways {
		ways += len(from)
		for _, one := range from {
			nodes[one.to.Dialog+" "+string(one.to.Node)] = true
		}
		_ = at
	}
	for _, d := range Dialogs {
		for n := range d.Points {
			if n != alarmNode && !nodes[d.Name+" "+string(n)] {
				t.Errorf("%s of %s was never reached", n, d.Name)
			}
		}
	}
	t.Logf("walked %d ways between %d stops from %d beginnings", ways, len(w.came)+len(w.starts), len(w.starts))
}
