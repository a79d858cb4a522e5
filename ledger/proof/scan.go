package proof

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// A scan reads the lines that leaves and sides are written in. It takes more
// than they are: who needs to know writes them again and compares.
type scan struct {
	rest   string
	failed error // the first
}

// text is what stands after the name on the next line.
func (s *scan) text(name string) string {
	line, rest, found := strings.Cut(s.rest, "\n")
	s.rest = rest
	value, named := strings.CutPrefix(line, name+" ")
	if !found || !named {
		s.fail(name)
	}
	return value
}

func (s *scan) fail(name string) {
	if s.failed == nil {
		s.failed = fmt.Errorf("the line %q is missing or damaged", name)
	}
}

func (s *scan) number(name string) int64 { return s.parse(name, s.text(name)) }

func (s *scan) parse(name, digits string) int64 {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		s.fail(name)
	}
	return n
}

func (s *scan) word(name string) string { return s.unescape(name, s.text(name)) }

func (s *scan) unescape(name, word string) string {
	plain, err := url.PathUnescape(word)
	if err != nil {
		s.fail(name)
	}
	return plain
}

func (s *scan) digest(name string) Digest { return s.decode(name, s.text(name)) }

func (s *scan) decode(name, coded string) (d Digest) {
	raw, err := base64.StdEncoding.DecodeString(coded)
	if err != nil || copy(d[:], raw) != len(d) || len(raw) != len(d) {
		s.fail(name)
	}
	return d
}

func (s *scan) side(side *Side) {
	side.Account = s.word("account")
	side.Prev, side.Seq = s.number("prev"), s.number("seq")
	side.Posted, side.Held = s.number("posted"), s.number("held")
	side.Actor = s.word("actor")
}

// leaf reads to the end.
func (s *scan) leaf(l *Leaf) {
	rest, found := strings.CutPrefix(s.rest, leafHead)
	if s.rest = rest; !found {
		s.fail("hourline-entry-v1")
	}
	l.Entry = s.number("entry")
	l.Recorded, l.Effective = s.number("recorded"), s.number("effective")
	l.Kind, l.Ref = s.word("kind"), s.number("ref")
	amount, unit, _ := strings.Cut(s.text("amount"), " ")
	l.Amount, l.Unit = s.parse("amount", amount), s.unescape("amount", unit)
	l.Held = s.number("held")
	l.Undoes, l.Resolves = s.number("undoes"), s.number("resolves")
	version, hash, found := strings.Cut(s.text("policy"), " ")
	if l.Policy = s.parse("policy", version); found {
		l.PolicyHash = s.decode("policy", hash)
	}
	l.Debit, l.Credit = s.digest("debit"), s.digest("credit")
	if s.rest != "" {
		s.fail("credit")
	}
}
