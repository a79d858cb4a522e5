package prompts

import (
	"strings"
	"testing"
)

func TestSegmentsAreCountedAsCarriersCountThem(t *testing.T) {
	for _, c := range []struct {
		label        string
		text         string
		places, most int
	}{
		{"plain English", strings.Repeat("a", 160), 160, 160},
		{"a sign of the extension takes two", "{}[]~\\^|€", 18, 160},
		{"accents of the alphabet", "àéù£¥ÄØ", 7, 160},
		{"an accent outside of it", "ê", 1, 70},
		{"curly quote", "it’s", 4, 70},
		{"backquote is not in it", "`", 1, 70},
		{"Chinese", "您好", 2, 70},
		{"one character turns the whole text", "hello 好", 7, 70},
		{"emoji takes two units", "好😀", 3, 70},
		{"nothing", "", 0, 160},
	} {
		if places, most := segment(c.text); places != c.places || most != c.most {
			t.Errorf("%s: %d of %d, want %d of %d", c.label, places, most, c.places, c.most)
		}
	}
}
