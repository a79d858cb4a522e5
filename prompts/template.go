package prompts

import (
	"fmt"
	"strings"
)

// A template is a sentence with holes. A coordinator writes a hole as {name}.
type template []piece

// A piece is a literal, or the argument that fills a hole.
type piece struct {
	literal string
	arg     string // empty for a literal
	manner  manner
}

// parse reads a sentence; its holes must be among the declared arguments.
func parse(s string, args map[string]manner) (template, error) {
	var t template
	for s != "" {
		open := strings.IndexAny(s, "{}")
		if open < 0 {
			return append(t, piece{literal: s}), nil
		}
		if s[open] == '}' {
			return nil, fmt.Errorf("has a } without a {")
		}
		if open > 0 {
			t = append(t, piece{literal: s[:open]})
		}
		name, rest, closed := strings.Cut(s[open+1:], "}")
		if !closed {
			return nil, fmt.Errorf("has a { without a }")
		}
		m, declared := args[name]
		if !declared || name == "" {
			return nil, fmt.Errorf("uses {%s}, which is not among its args", name)
		}
		t = append(t, piece{arg: name, manner: m})
		s = rest
	}
	return t, nil
}

// literals are the words of t without its holes.
func (t template) literals() string {
	var b strings.Builder
	for _, p := range t {
		b.WriteString(p.literal)
	}
	return b.String()
}

// fill appends t with its holes filled.
func (w *words) fill(b []byte, t template, a Args, f form) ([]byte, error) {
	for _, p := range t {
		if p.arg == "" {
			b = append(b, p.literal...)
			continue
		}
		v, given := a[p.arg]
		if !given {
			return nil, fmt.Errorf("argument %q is missing; it is said as %s", p.arg, p.manner)
		}
		var err error
		if b, err = w.say(b, p.manner, v, f); err != nil {
			return nil, fmt.Errorf("argument %q: %w", p.arg, err)
		}
	}
	return b, nil
}
