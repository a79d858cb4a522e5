package prompts

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// Load is the built-in words, which are read once.
func Load() (*Catalogue, error) { return house() }

var house = sync.OnceValues(func() (*Catalogue, error) { return load(builtin, nil) })

// LoadFS reads a centre's own copy of the words. It must hold the default
// language, and each language all prompts that the built-in words have. The
// error joins one *Fault for each thing to mend.
func LoadFS(fsys fs.FS) (*Catalogue, error) {
	house, err := Load()
	if err != nil {
		return nil, err
	}
	return load(fsys, house.languages[Default])
}

// load reads all languages. They must keep the contract: what the program
// says and with which arguments. Without one the default language is it.
func load(fsys fs.FS, contract *words) (*Catalogue, error) {
	var wrong faults
	c := &Catalogue{languages: map[string]*words{}}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("prompts: read the folder of languages: %w", err)
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			c.add(readLanguage(fsys, e.Name(), &wrong))
		}
	}
	if c.languages[Default] == nil {
		wrong.add(Default, "", "copy the built-in folder of this name", "the default language is missing")
		return nil, wrong.join()
	}
	if contract == nil {
		contract = c.languages[Default]
	}
	for _, tag := range c.tags {
		c.languages[tag].check(contract, &wrong)
	}
	if err := wrong.join(); err != nil {
		return nil, err
	}
	c.settle()
	return c, nil
}

// add takes in a language that could be read.
func (c *Catalogue) add(w *words) {
	if w != nil {
		c.languages[w.tag] = w
		c.tags = append(c.tags, w.tag)
	}
}

// settle puts the default first, where the matcher looks for it.
func (c *Catalogue) settle() {
	i := slices.Index(c.tags, Default)
	c.tags = slices.Insert(slices.Delete(c.tags, i, i+1), 0, Default)
	tags := make([]language.Tag, len(c.tags))
	for i, t := range c.tags {
		tags[i] = language.MustParse(t) // was parsed before
	}
	c.matcher = language.NewMatcher(tags)
}
