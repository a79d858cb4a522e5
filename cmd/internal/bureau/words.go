package bureau

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"hourline/ledger/care"
	"hourline/prompts"
)

// A speaker says words and numbers in one language, and keeps the first thing
// that it could not say.
type speaker struct {
	words *prompts.Catalogue
	lang  string
	err   error
}

// say is a heading or a label.
func (s *speaker) say(key string) string {
	text, err := s.words.Text(s.lang, "board."+key, nil)
	s.err = errors.Join(s.err, err)
	return text
}

// all are several of them.
func (s *speaker) all(keys ...string) []string {
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = s.say(key)
	}
	return out
}

// kind is a kind of service.
func (s *speaker) kind(k string) string {
	text, err := s.words.Text(s.lang, "points.kind", prompts.Args{"kind": prompts.Kind(k)})
	s.err = errors.Join(s.err, err)
	return text
}

// orNone is a name; people without one are named so.
func (s *speaker) orNone(name string) string {
	if name == "" {
		return s.say("none")
	}
	return name
}

// count is how many there are.
func (s *speaker) count(n int, unit string) Cell {
	return Cell{grouped(strconv.Itoa(n)), strconv.Itoa(n), s.say(unit)}
}

// hours are minutes, in hours.
func (s *speaker) hours(minutes int64) Cell {
	return Cell{grouped(strconv.FormatFloat(float64(minutes)/60, 'f', 1, 64)), strconv.FormatFloat(float64(minutes)/60, 'f', 2, 64), s.say("hours")}
}

// yuan is money.
func (s *speaker) yuan(fen int64) Cell {
	raw := strconv.FormatFloat(float64(fen)/100, 'f', 2, 64)
	return Cell{grouped(raw), raw, s.say("yuan")}
}

// part is how large a part of all something is; nothing of nothing.
func (s *speaker) part(n, all int64) Cell {
	if all == 0 {
		return Cell{Shown: "–"}
	}
	return s.percent(float64(n)/float64(all), true)
}

// percent is a ratio.
func (s *speaker) percent(ratio float64, known bool) Cell {
	if !known {
		return Cell{Shown: "–"}
	}
	raw := strconv.FormatFloat(100*ratio, 'f', 1, 64)
	return Cell{raw + " %", raw, "%"}
}

// lasting is how long something took, in a unit: minutes or seconds.
func (s *speaker) lasting(d time.Duration, of int, unit string) Cell {
	if of == 0 {
		return Cell{Shown: "–"}
	}
	in := map[string]time.Duration{"minutes": time.Minute, "seconds": time.Second}[unit]
	raw := strconv.FormatFloat(float64(d)/float64(in), 'f', 1, 64)
	return Cell{grouped(raw), raw, s.say(unit)}
}

// grouped is a number with its thousands apart.
func grouped(n string) string {
	sign, digits := "", n
	if strings.HasPrefix(n, "-") {
		sign, digits = "-", n[1:]
	}
	whole, fraction, dotted := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		whole += "." + fraction
	}
	return sign + whole
}

// The moments of a sheet.
func stamp(at time.Time) string { return at.Format("2006-01-02 15:04") }

// short is a month on an axis: the year stands with the first and every January.
func short(m care.Month, first bool) string {
	if first || m.Month == time.January {
		return fmt.Sprintf("%02d/%d", m.Year%100, m.Month)
	}
	return strconv.Itoa(int(m.Month))
}

// axis is a number beside a bar.
func axis(v float64) string { return grouped(strconv.FormatFloat(v, 'f', 0, 64)) }
