// Package certificate draws what a volunteer has served in a month as one
// page for a browser and a printer: who, how many hours, of which kinds. It
// says nothing of whom they were for, and takes its sentences from prompts.
package certificate

import (
	_ "embed"
	"html/template"
	"io"

	"hourline/ledger/care"
	"hourline/prompts"
)

// A Page is what stands on a certificate, in the volunteer's language.
type Page struct {
	Lang, Bank, Month             string
	Title, Who, Hours, Kept, Seal string
	Kinds                         []string
}

// New is the page of what somebody served in a month.
func New(words *prompts.Catalogue, bank string, month care.Month, s care.Served) (p Page, err error) {
	p = Page{Lang: words.Match(s.Member.Lang), Bank: bank, Month: month.String()}
	args := prompts.Args{
		"name": prompts.Name(s.Member.Name), "code": prompts.Code(s.Member.Number), "bank": prompts.Bank(bank),
		"minutes": prompts.Minutes(s.Minutes()), "count": prompts.Count(int64(s.Visits())),
	}
	for key, into := range map[string]*string{"title": &p.Title, "who": &p.Who, "hours": &p.Hours, "kept": &p.Kept, "seal": &p.Seal} {
		if *into, err = words.Text(p.Lang, "certificate."+key, args); err != nil {
			return p, err
		}
	}
	for _, k := range s.Kinds {
		line, err := words.Text(p.Lang, "certificate.kind", prompts.Args{
			"kind": prompts.Kind(string(k.Kind)), "minutes": prompts.Minutes(k.Minutes), "count": prompts.Count(int64(k.Visits)),
		})
		if err != nil {
			return p, err
		}
		p.Kinds = append(p.Kinds, line)
	}
	return p, nil
}

//go:embed page.html
var pageHTML string

var sheet = template.Must(template.New("certificate").Parse(pageHTML))

// HTML writes the page for a browser, which prints it on one sheet of A4. It
// needs nothing from anywhere else.
func (p Page) HTML(w io.Writer) error { return sheet.Execute(w, p) }
