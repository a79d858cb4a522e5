package ivr

import (
	"hourline/ledger/care"
	"hourline/prompts"
)

// receiptDigits is how many digits a receipt number has.
const receiptDigits = 12

// passbook says what was saved, and what of it is set aside.
func passbook(t *Turn) []Words {
	if !t.hasSaved() {
		return append(t.helped(), t.words("B.none"))
	}
	if t.Short {
		return []Words{t.words("B.menu")}
	}
	b := t.words("B")
	b.Args["minutes"] = prompts.Minutes(t.Passbook.Balance)
	out := []Words{b}
	if t.Passbook.Held > 0 {
		held := t.words("B.held")
		held.Args["held"], held.Args["available"] = prompts.Minutes(t.Passbook.Held), prompts.Minutes(t.Passbook.Available())
		out = append(out, held)
	}
	return append(append(out, t.helped()...), t.words("B.menu"))
}

// helped says who has paid for the last visit, when it was not the elder alone,
// and what is granted for the next ones.
func (t *Turn) helped() (out []Words) {
	h := t.Passbook.Helped
	if t.Short || h.Granted+h.Pool+t.Passbook.Granted == 0 {
		return nil
	}
	say := func(key string, minutes int64) {
		if minutes > 0 {
			w := t.words(key)
			w.Args["minutes"] = prompts.Minutes(minutes)
			out = append(out, w)
		}
	}
	if h.Granted+h.Pool > 0 {
		first := t.words("B.helped")
		first.Args["when"] = prompts.Day(h.At, t.Now)
		out = append(out, first)
		say("B.helped.own", h.Own)
		say("B.helped.grant", h.Granted)
		say("B.helped.pool", h.Pool)
	}
	say("B.granted", t.Passbook.Granted)
	return out
}

func (t *Turn) hasSaved() bool { return t.Passbook.Balance != 0 || len(t.Passbook.Last) > 0 }

// ifSaved refuses the keys that were not offered.
func ifSaved(t *Turn, key string) bool {
	return t.hasSaved() || key != "1" && key != "2" && key != "3"
}

// lately are the last entries.
func lately(t *Turn) (out []Words) {
	if len(t.Passbook.Last) == 0 {
		out = append(out, t.words("B.still"))
	}
	for _, m := range t.Passbook.Last {
		key := "B.in"
		if m.Minutes < 0 {
			key = "B.out"
		}
		out = append(out, t.movedWords(key, m))
	}
	return append(out, t.words("B.last"))
}

// movedWords are a prompt about an entry.
func (t *Turn) movedWords(key string, m care.Moved) Words {
	w := t.words(key)
	amount := max(m.Minutes, -m.Minutes, m.Held, -m.Held)
	w.Args["when"], w.Args["minutes"], w.Args["what"] = prompts.Day(m.At, t.Now), prompts.Minutes(amount), prompts.Purpose(string(m.Purpose))
	if m.Kind != "" {
		w.Args["what"] = prompts.Kind(string(m.Kind))
	}
	return w
}

func lookUp(t *Turn) { t.Receipt = t.Digit }

// ifSlip asks once more for a number that no receipt can have.
func ifSlip(t *Turn) string {
	if t.Looked.Slip {
		return unknown
	}
	return ""
}

func slipped(t *Turn) { t.Receipt, t.Said, t.Short = "", "B.number.wrong", true }

// receipt reads the entry back whose number was keyed, to whom it belongs.
func receipt(t *Turn) []Words {
	m := t.Looked.Moved
	said := t.words("B.number.none")
	switch {
	case !t.Looked.Known:
	case m.Minutes > 0:
		said = t.movedWords("B.number.in", m)
	case m.Minutes < 0:
		said = t.movedWords("B.number.out", m)
	case m.Held < 0:
		said = t.movedWords("B.number.freed", m)
	default:
		said = t.movedWords("B.number.held", m)
	}
	return []Words{said, t.words("B.number.menu")}
}

// shortly goes back to what was heard before: the keys are enough.
func shortly(t *Turn) { t.Receipt, t.Short = "", true }
