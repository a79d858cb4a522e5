package prompts

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// FuzzLoadFS edits a file at random: it is refused, or every prompt in it can
// still be said with its longest arguments.
func FuzzLoadFS(f *testing.F) {
	contract := builtIn(f).languages[Default]
	base := copied(f)
	for _, name := range []string{"zh-CN/voice.toml", "zh-CN/text.toml", "zh-CN/words.toml"} {
		data, err := fs.ReadFile(builtin, name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(name, data)
	}
	f.Add("zh-CN/more.toml", []byte("[a.b]\nsay = [\"{}\"]\n[a]\nargs = {x = 1}"))
	f.Add("zh-CN/more.toml", []byte("[a]\ntext = [\"x\"]\nkeys = [[]]\nargs = []\n[a.say]\n"))
	f.Add("en/words.toml", []byte("door = [1]\n[kind]\nhome = 3"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if !fs.ValidPath(name) {
			t.Skip()
		}
		edited := fstest.MapFS{name: {Data: data}}
		for other, file := range base {
			if other != name && !strings.HasPrefix(name, other+"/") && !strings.HasPrefix(other, name+"/") {
				edited[other] = file
			}
		}
		c, err := load(edited, contract)
		if err != nil {
			return
		}
		for _, w := range c.languages {
			for key, p := range w.prompts {
				if _, err := w.phrases(append(p.say, p.keys...), w.longestArgs(p, spoken)); err != nil {
					t.Fatalf("%s %s loads and cannot be said: %v", w.tag, key, err)
				}
				if _, err := w.fill(nil, p.text, w.longestArgs(p, written), written); err != nil {
					t.Fatalf("%s %s loads and cannot be sent: %v", w.tag, key, err)
				}
			}
		}
	})
}

// FuzzTemplate checks that a sentence that can be read is what was written.
func FuzzTemplate(f *testing.F) {
	for _, s := range []string{"您好", "{name}您好", "{name}{name}", "{", "}", "{}", "{{name}}", "a{name", "}{"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		parsed, err := parse(s, map[string]manner{"name": asName, "": asName})
		if err != nil {
			return
		}
		var back strings.Builder
		for _, p := range parsed {
			if p.arg != "" {
				back.WriteString("{" + p.arg + "}")
			}
			back.WriteString(p.literal)
		}
		if back.String() != s {
			t.Fatalf("%q was read as %q", s, back.String())
		}
	})
}
