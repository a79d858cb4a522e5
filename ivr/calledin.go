package ivr

import (
	"context"

	"hourline/ledger/care"
	"hourline/prompts"
)

// A volunteer calls in from the elder's own telephone, which nobody can do from
// afar. Nothing of it is offered in the elders' menus: at the main menu, where
// there is nothing to go back to, the star leads to it. It is the one key whose
// slip costs an elder nothing, for the star leads back as well, and the digits
// 4, 6, 7 and 8 stay unused. Volunteers are told of it where they ask.

// callIn records that the visit of the code has begun, or is over.
func callIn(leaving bool) func(*Turn) {
	name := "arrived"
	if leaving {
		name = "left"
	}
	return func(t *Turn) {
		in := care.CallIn{Source: t.source(), Phone: t.Line.Phone, Code: t.Digit, Leaving: leaving}
		t.want(name, func(ctx context.Context, c *care.Centre) error { return c.CallIn(ctx, in) })
	}
}

// ifNoCode asks once more for a code that fits no visit in this home; after
// too many of them a person helps.
func ifNoCode(t *Turn) string {
	switch {
	case t.CallIn.Locked:
		return barred
	case !t.CallIn.Known:
		return unknown
	}
	return ""
}

func codeAgain(t *Turn) { t.Said = "V.wrong" }

// asNoted says what is in the books of the visit now.
func asNoted(t *Turn) []Words {
	r := t.CallIn.Request
	args := prompts.Args{"kind": prompts.Kind(string(r.Kind)), "when": prompts.Clock(r.Visit.StartedAt, t.Now), "minutes": prompts.Minutes(r.Visit.Credited)}
	switch {
	case r.Visit.StartedAt.IsZero():
		return []Words{{Key: "V.elsewhere"}}
	case r.Visit.FinishedAt.IsZero():
		return []Words{{Key: "V.started", Args: args}}
	case r.Visit.Credited == 0:
		return []Words{{Key: "V.review", Args: args}}
	}
	return []Words{{Key: "V.finished", Args: args}}
}
