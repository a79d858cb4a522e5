package twiml

import "strconv"

const header = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// Write appends a whole document to dst. Without verbs it is an empty
// Response, which ends a call and answers a text with nothing.
func Write(dst []byte, verbs ...Verb) []byte {
	dst = append(dst, header+"<Response>"...)
	dst = appendVerbs(dst, verbs)
	return append(dst, "</Response>"...)
}

func appendVerbs(b []byte, verbs []Verb) []byte {
	for _, v := range verbs {
		b = v.append(b)
	}
	return b
}

func (p Play) append(b []byte) []byte { return element(b, "Play", p.URL) }

func (t Tones) append(b []byte) []byte {
	b = append(b, "<Play"...)
	b = attribute(b, "digits", t.Digits)
	return append(b, "/>"...)
}

func (p Pause) append(b []byte) []byte {
	b = append(b, "<Pause"...)
	b = number(b, "length", max(p.Seconds, 1))
	return append(b, "/>"...)
}

func (g Gather) append(b []byte) []byte {
	b = append(b, "<Gather"...)
	b = attribute(b, "action", g.Action)
	b = positive(b, "numDigits", g.NumDigits)
	b = positive(b, "timeout", g.Timeout)
	b = attribute(b, "finishOnKey", g.FinishOnKey)
	b = flag(b, "actionOnEmptyResult", g.ActionOnEmptyResult)
	b = append(b, '>')
	b = appendVerbs(b, g.Prompt)
	return append(b, "</Gather>"...)
}

func (r Redirect) append(b []byte) []byte { return element(b, "Redirect", r.URL) }

func (r Record) append(b []byte) []byte {
	b = append(b, "<Record"...)
	b = attribute(b, "action", r.Action)
	b = positive(b, "maxLength", r.MaxSeconds)
	b = positive(b, "timeout", r.Timeout)
	b = attribute(b, "finishOnKey", r.FinishOnKey)
	b = flag(b, "playBeep", r.Beep)
	return append(b, "/>"...)
}

func (d Dial) append(b []byte) []byte {
	b = append(b, "<Dial"...)
	b = attribute(b, "action", d.Action)
	b = positive(b, "timeout", d.Timeout)
	b = present(b, "callerId", d.CallerID)
	b = append(b, '>')
	b = d.To.appendParty(b)
	return append(b, "</Dial>"...)
}

func (n Number) appendParty(b []byte) []byte {
	b = append(b, "<Number"...)
	b = present(b, "url", n.WhisperURL)
	b = append(b, '>')
	b = escape(b, n.E164)
	return append(b, "</Number>"...)
}

func (c Conference) appendParty(b []byte) []byte {
	b = append(b, "<Conference"...)
	b = flag(b, "startConferenceOnEnter", c.StartOnEnter)
	b = flag(b, "endConferenceOnExit", c.EndOnExit)
	b = flag(b, "beep", c.Beep)
	b = attribute(b, "waitUrl", c.WaitURL) // left out, it would be music
	b = append(b, '>')
	b = escape(b, c.Name)
	return append(b, "</Conference>"...)
}

func (Hangup) append(b []byte) []byte { return append(b, "<Hangup/>"...) }

func (r Reject) append(b []byte) []byte {
	b = append(b, "<Reject"...)
	b = present(b, "reason", r.Reason)
	return append(b, "/>"...)
}

func (m Message) append(b []byte) []byte { return element(b, "Message", m.Text) }

// element writes an element that has nothing but text.
func element(b []byte, name, text string) []byte {
	b = append(append(append(b, '<'), name...), '>')
	b = escape(b, text)
	return append(append(append(b, "</"...), name...), '>')
}

// attribute writes an attribute even when it is empty: finishOnKey="" says
// something else than no finishOnKey.
func attribute(b []byte, name, value string) []byte {
	b = append(append(append(b, ' '), name...), `="`...)
	return append(escape(b, value), '"')
}

// present writes an attribute unless it is empty.
func present(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return attribute(b, name, value)
}

func number(b []byte, name string, n int) []byte {
	b = append(append(append(b, ' '), name...), `="`...)
	return append(strconv.AppendInt(b, int64(n), 10), '"')
}

// positive writes a number unless it is zero.
func positive(b []byte, name string, n int) []byte {
	if n <= 0 {
		return b
	}
	return number(b, name, n)
}

func flag(b []byte, name string, on bool) []byte {
	b = append(append(append(b, ' '), name...), `="`...)
	return append(strconv.AppendBool(b, on), '"')
}
