package archive

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"strings"
	"text/template"
)

// Languages are those in which an archive explains itself.
var Languages = []string{"zh-CN", "en"}

// Words say what tables and columns are, by table and column; a table itself
// has no column, and what a column is in every table stands under no table.
type Words map[[2]string]Word

// A Word is one explanation.
type Word struct {
	People bool              // what it holds is about people: it is left out for who must not know them
	In     map[string]string // language to sentence
}

// ParseWords reads CSV with the columns table, column, people, zh-CN and en.
func ParseWords(text []byte) (Words, error) {
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("words of the export: %w", err)
	}
	words := Words{}
	for _, r := range rows[min(1, len(rows)):] {
		if _, twice := words[[2]string{r[0], r[1]}]; twice {
			return nil, fmt.Errorf("words of the export: %s.%s stands there twice", r[0], r[1])
		}
		words[[2]string{r[0], r[1]}] = Word{People: r[2] != "", In: map[string]string{"zh-CN": r[3], "en": r[4]}}
	}
	return words, nil
}

// Of is what a column of a table is, or with no column the table.
func (w Words) Of(table, column string) (word Word, found bool) {
	if word, found = w[[2]string{table, column}]; !found {
		word, found = w[[2]string{"", column}]
	}
	return word, found
}

//go:embed readme/*.md
var readmes embed.FS

// Readme is what explains an archive in one of its Languages.
func Readme(lang string, s Schema, w Words) ([]byte, error) {
	text, err := fs.ReadFile(readmes, "readme/"+lang+".md")
	if err != nil {
		return nil, err
	}
	say := func(table, column string) string {
		word, _ := w.Of(table, column)
		return word.In[lang]
	}
	t, err := template.New(lang).Funcs(template.FuncMap{"say": say, "lower": strings.ToLower}).Parse(string(text))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, s)
	return out.Bytes(), err
}
