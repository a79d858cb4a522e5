package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"hourline/prompts"
)

// speaks is the flag of commands that staff read in their own language.
type speaks struct {
	Lang string `enum:"zh-CN,en" default:"zh-CN" help:"Language of what is printed: zh-CN or en."`
}

// say prints one sentence of the desk.
func (s speaks) say(out io.Writer, key string, args prompts.Args) error {
	text, err := s.words(key, args)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, text)
	return err
}

// words is one sentence of the desk, or a word of it.
func (s speaks) words(key string, args prompts.Args) (string, error) {
	words, err := prompts.Load()
	if err != nil {
		return "", err
	}
	return words.Text(s.Lang, "desk."+key, args)
}

// header begins a table of the desk.
func (s speaks) header(t *table, key string) error {
	text, err := s.words(key+".header", nil)
	if err == nil {
		t.row(strings.Split(text, ",")...)
	}
	return err
}

// dayOf is a day as tables show it, nothing when it is zero.
func dayOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format(time.DateOnly)
}

// who is a member as tables show one: the name, nothing for nobody.
func who(name, number string) string {
	return strings.TrimSpace(name + " " + number)
}
