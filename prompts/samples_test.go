package prompts

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// kunming is where the tests happen: no summer time, eight hours before UTC.
var kunming = time.FixedZone("Kunming", 8*60*60)

// monday is the morning on which the tests happen.
var monday = time.Date(2026, time.November, 23, 8, 0, 0, 0, kunming)

// at is a moment some days after that morning.
func at(days, hour, minute int) time.Time {
	return time.Date(2026, time.November, 23+days, hour, minute, 0, 0, kunming)
}

func builtIn(t testing.TB) *Catalogue {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// eachPrompt runs a test for every prompt of every language.
func eachPrompt(t *testing.T, do func(t *testing.T, w *words, p *prompt)) {
	t.Helper()
	c := builtIn(t)
	for _, tag := range c.Languages() {
		w := c.languages[tag]
		for _, key := range slices.Sorted(maps.Keys(w.prompts)) {
			t.Run(tag+" "+key, func(t *testing.T) { do(t, w, w.prompts[key]) })
		}
	}
}

// joined is what is heard, with a space for each silence.
func joined(phrases []Phrase) string {
	parts := make([]string, len(phrases))
	for i, p := range phrases {
		parts[i] = string(p)
	}
	return strings.Join(parts, " ")
}
