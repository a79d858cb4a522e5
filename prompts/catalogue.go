package prompts

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"golang.org/x/text/language"
)

// Default is the language of those whose own we do not have.
const Default = "zh-CN"

//go:embed zh-CN/*.toml en/*.toml
var builtin embed.FS

// Files are the built-in words, for a centre that wants a copy to edit.
func Files() fs.FS { return builtin }

// A Catalogue is every sentence in every language. It never changes after it
// was loaded and may be used by many at once.
type Catalogue struct {
	languages map[string]*words
	tags      []string // Default first, then by name
	matcher   language.Matcher
}

// words are all the words of one language.
type words struct {
	tag        string
	tongue     tongue
	vocabulary vocabulary
	prompts    map[string]*prompt
}

// A prompt is spoken, or a text, or both. What it is not is nil.
type prompt struct {
	file string // where it stands, for faults
	args map[string]manner
	say  []template
	keys []template
	text template
}

// A Phrase is one breath. Between two phrases the speaker is silent for 0.8 s.
type Phrase string

// Languages are the tags of all languages, the default first.
func (c *Catalogue) Languages() []string { return slices.Clone(c.tags) }

// Match is the language in which somebody who wants lang is spoken to.
func (c *Catalogue) Match(lang string) string { return c.in(lang).tag }

// in is the nearest language to lang; an unknown one gets the default.
func (c *Catalogue) in(lang string) *words {
	if w, exact := c.languages[lang]; exact {
		return w
	}
	tag, err := language.Parse(lang)
	if err != nil {
		return c.languages[Default]
	}
	// Without any confidence the matcher names the nearest script, and a
	// speaker of French would be sent to English.
	_, i, sure := c.matcher.Match(tag)
	if sure == language.No {
		i = 0
	}
	return c.languages[c.tags[i]]
}

// Voice is a whole spoken prompt. It fails if the prompt is unknown or not
// spoken, or if an argument is missing or cannot be said.
func (c *Catalogue) Voice(lang, key string, a Args) ([]Phrase, error) {
	return c.speak(lang, key, a, func(p *prompt) []template { return p.say })
}

// Keys is the short form of a prompt, for the second try: only what each key
// does. A prompt without one is said whole.
func (c *Catalogue) Keys(lang, key string, a Args) ([]Phrase, error) {
	return c.speak(lang, key, a, func(p *prompt) []template {
		if p.keys == nil {
			return p.say
		}
		return p.keys
	})
}

func (c *Catalogue) speak(lang, key string, a Args, choose func(*prompt) []template) ([]Phrase, error) {
	w := c.in(lang)
	p := w.prompts[key]
	if p == nil || p.say == nil {
		return nil, fmt.Errorf("prompts: %s has no spoken prompt %q", w.tag, key)
	}
	phrases, err := w.phrases(choose(p), a)
	if err != nil {
		return nil, fmt.Errorf("prompts: %s %s: %w", w.tag, key, err)
	}
	return phrases, nil
}

// phrases fills all sentences into one buffer, so that they share one string.
func (w *words) phrases(sentences []template, a Args) ([]Phrase, error) {
	var space [1024]byte
	var marks [16]int
	b, ends := space[:0], marks[:0]
	for _, t := range sentences {
		var err error
		if b, err = w.fill(b, t, a, spoken); err != nil {
			return nil, err
		}
		ends = append(ends, len(b))
	}
	whole := Phrase(b)
	phrases := make([]Phrase, len(ends))
	start := 0
	for i, end := range ends {
		phrases[i], start = whole[start:end], end
	}
	return phrases, nil
}

// Text is a text message. It fits one segment unless an argument is longer
// than the longest that words.toml names: such a text costs two, which is
// better than an address without its door number. It fails if the prompt is
// unknown or no text, or if an argument is missing or cannot be said.
func (c *Catalogue) Text(lang, key string, a Args) (string, error) {
	w := c.in(lang)
	p := w.prompts[key]
	if p == nil || p.text == nil {
		return "", fmt.Errorf("prompts: %s has no text %q", w.tag, key)
	}
	var space [512]byte
	b, err := w.fill(space[:0], p.text, a, written)
	if err != nil {
		return "", fmt.Errorf("prompts: %s %s: %w", w.tag, key, err)
	}
	return string(b), nil
}
