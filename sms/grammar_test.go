package sms

import (
	_ "embed"
	"strings"
	"testing"
)

// corpus holds texts as people send them, each behind the command that it
// means and a tab; nothing before the tab for what is no command.
//
//go:embed testdata/corpus.tsv
var corpus string

// A text that is not understood does no harm: its sender is told how to say
// it. One that does something else than was meant changes a wrong visit.
func TestTheCorpusIsUnderstood(t *testing.T) {
	var all, understood int
	for line := range strings.Lines(corpus) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		want, text, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if !ok {
			t.Fatalf("%q has no tab", line)
		}
		all++
		switch got := Parse(text); {
		case got.String() == want:
			understood++
		case got.Verb != Unknown:
			t.Errorf("%q is taken for %q, meant %q", text, got, want)
		default:
			t.Logf("%q is not understood, meant %q", text, want)
		}
	}
	t.Logf("%d of %d understood", understood, all)
	if understood*100 < all*98 {
		t.Errorf("only %d of %d understood", understood, all)
	}
}

func FuzzParse(f *testing.F) {
	for line := range strings.Lines(corpus) {
		if _, text, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t"); ok {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := Parse(text)
		if c.Code != "" && (len(c.Code) != 4 || strings.Trim(c.Code, "0235689") != "") {
			t.Errorf("%q gives the code %q", text, c.Code)
		}
		if c.Minutes < 0 || c.Minutes > 600 {
			t.Errorf("%q gives %d minutes", text, c.Minutes)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Parse("【时间银行】老师好,我到了,KS2356,谢谢!")
	}
}
