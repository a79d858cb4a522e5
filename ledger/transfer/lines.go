package transfer

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"

	"hourline/ledger/proof"
)

// lines reads the lines of a file. It takes more than they are: who needs to
// know writes them again and compares.
type lines struct {
	rest   string
	failed error
}

var errLine = errors.New("a line is missing or damaged")

// begin finds the lines after a head, and what stands after the first empty
// line.
func begin(text, head string) (in *lines, rest string, err error) {
	text, found := strings.CutPrefix(text, head)
	if !found {
		return nil, "", errLine
	}
	first, rest, _ := strings.Cut(text, "\n\n")
	return &lines{rest: strings.TrimSuffix(first, "\n") + "\n"}, rest, nil
}

// text is what stands after the name on the next line.
func (l *lines) text(name string) string {
	line, rest, found := strings.Cut(l.rest, "\n")
	l.rest = rest
	value, named := strings.CutPrefix(line, name+" ")
	if !found || !named {
		l.failed = errLine
	}
	return value
}

func (l *lines) number(name string) int64 {
	n, err := strconv.ParseInt(l.text(name), 10, 64)
	if err != nil {
		l.failed = errLine
	}
	return n
}

func (l *lines) id(name string) ID {
	id, err := ParseID(l.text(name))
	if err != nil {
		l.failed = errLine
	}
	return id
}

func (l *lines) digest(name string) (d proof.Digest) {
	raw, err := base64.StdEncoding.Strict().DecodeString(l.text(name))
	if err != nil || len(raw) != len(d) {
		l.failed = errLine
	}
	copy(d[:], raw)
	return d
}

func coded(d proof.Digest) string { return base64.StdEncoding.EncodeToString(d[:]) }
