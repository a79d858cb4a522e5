package sms_test

import (
	"strings"
	"testing"

	"hourline/ledger/care"
	"hourline/prompts"
)

// Whatever staff must do has words of its own in every language.
func TestEveryKindOfTicketIsNamed(t *testing.T) {
	words, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range care.Languages {
		named := func(kind care.TicketKind) string {
			said, err := words.Text(lang, "ticket.closed", prompts.Args{
				"ticket": prompts.Number(1), "work": prompts.Work(string(kind)), "who": prompts.Name(""),
			})
			if err != nil {
				t.Error(err)
			}
			return said
		}
		seen := map[string]care.TicketKind{named("no such kind"): "no such kind"}
		for _, kind := range care.TicketKinds {
			said := named(kind)
			if other, twice := seen[said]; twice {
				t.Errorf("%s: %s is said as %s is: %s", lang, kind, other, said)
			}
			seen[said] = kind
			if strings.Contains(said, string(kind)) && lang == "zh-CN" {
				t.Errorf("%s is not said in words: %s", kind, said)
			}
		}
	}
}
