package prompts

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/language"
)

// readLanguage reads one folder, nil if its name is no language we can say
// amounts in.
func readLanguage(fsys fs.FS, dir string, wrong *faults) *words {
	tag, err := language.Parse(dir)
	if err != nil {
		wrong.add(dir, "", "name the folder by a language tag, such as zh-CN", "is no language")
		return nil
	}
	base, _ := tag.Base()
	t, known := tongues[base.String()]
	if !known {
		wrong.add(dir, "", "remove the folder", "amounts and times cannot be said in this language yet")
		return nil
	}
	w := &words{tag: dir, tongue: t, prompts: map[string]*prompt{}}
	files, err := fs.ReadDir(fsys, dir)
	if err != nil {
		wrong.add(dir, "", "make it readable", "%v", err)
	}
	for _, f := range files {
		if !f.IsDir() && path.Ext(f.Name()) == ".toml" {
			w.readFile(fsys, path.Join(dir, f.Name()), wrong)
		}
	}
	return w
}

// readFile reads one file, into the vocabulary or into the prompts.
func (w *words) readFile(fsys fs.FS, file string, wrong *faults) {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		wrong.add(file, "", "make it readable", "%v", err)
		return
	}
	if path.Base(file) != vocabularyFile {
		var table map[string]any
		if _, err := toml.Decode(string(data), &table); err != nil {
			wrong.addSyntax(file, err)
			return
		}
		(&reader{w, file, wrong}).prompts("", table)
		return
	}
	meta, err := toml.Decode(string(data), &w.vocabulary)
	if err != nil {
		wrong.addSyntax(file, err)
	}
	for _, k := range meta.Undecoded() {
		wrong.add(file, k.String(), "remove it or correct its spelling", "is not known here")
	}
}

// addSyntax tells where a file stops being TOML.
func (f *faults) addSyntax(file string, err error) {
	const mend = "compare the lines around it with the built-in file: quotes, commas and brackets come in pairs"
	var at toml.ParseError
	if errors.As(err, &at) {
		f.add(file, at.LastKey, mend, "line %d: %s", at.Position.Line, at.Message)
		return
	}
	f.add(file, "", mend, "%v", err)
}

// A reader takes the prompts out of one file.
type reader struct {
	into  *words
	file  string
	wrong *faults
}

// fields are what a prompt consists of; any other table in it is another prompt.
var fields = []string{"args", "say", "keys", "text"}

// prompts reads the prompts whose keys begin with prefix.
func (r *reader) prompts(prefix string, table map[string]any) {
	isPrompt := false
	for _, name := range slices.Sorted(maps.Keys(table)) {
		sub, nested := table[name].(map[string]any)
		switch {
		case prefix != "" && slices.Contains(fields, name):
			isPrompt = true
		case !nested:
			r.fault(prefix, "a prompt has only args, say, keys and text", "%q is not known here", name)
		case prefix == "":
			r.prompts(name, sub)
		default:
			r.prompts(prefix+"."+name, sub)
		}
	}
	if isPrompt {
		r.prompt(prefix, table)
	}
}

func (r *reader) fault(key, mend, wrong string, args ...any) {
	r.wrong.add(r.file, key, mend, wrong, args...)
}

// prompt reads one prompt.
func (r *reader) prompt(key string, table map[string]any) {
	if other, twice := r.into.prompts[key]; twice {
		r.fault(key, "remove one of them", "stands in %s too", other.file)
		return
	}
	p := &prompt{file: r.file, args: r.args(key, table["args"])}
	p.say = r.sentences(key, "say", table["say"], p.args)
	p.keys = r.sentences(key, "keys", table["keys"], p.args)
	if t := r.sentences(key, "text", wrap(table["text"]), p.args); t != nil {
		p.text = t[0]
	}
	r.into.prompts[key] = p
}

// wrap makes a list of one out of a value that is given.
func wrap(v any) any {
	if v == nil {
		return nil
	}
	return []any{v}
}

// args reads the arguments of a prompt and their manners.
func (r *reader) args(key string, v any) map[string]manner {
	const mend = `write args = { name = "name", when = "when" }`
	if v == nil {
		return nil
	}
	table, ok := v.(map[string]any)
	if !ok {
		r.fault(key, mend, "args is no table")
		return nil
	}
	args := map[string]manner{}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		s, _ := table[name].(string)
		if accepts[manner(s)] == 0 {
			r.fault(key, mend, "argument %q has no known manner", name)
			continue
		}
		args[name] = manner(s)
	}
	return args
}

// sentences reads a list of sentences, nil if there is none.
func (r *reader) sentences(key, field string, v any, args map[string]manner) []template {
	if v == nil {
		return nil
	}
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		r.fault(key, "write "+field+` = ["…", "…"]`, "%s is no list of sentences", field)
		return nil
	}
	out := make([]template, 0, len(list))
	for _, item := range list {
		s, _ := item.(string)
		if s == "" {
			r.fault(key, "write the sentence in quotes", "%s has an empty sentence", field)
			continue
		}
		t, err := parse(s, args)
		if err != nil {
			r.fault(key, "compare it with the built-in file", "%s %v", field, err)
			continue
		}
		out = append(out, t)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
