package bureau

import (
	_ "embed"
	"html/template"
	"io"
)

//go:embed page.html
var pageHTML string

var page = template.Must(template.New("report").Parse(pageHTML))

// HTML writes the report for a browser, which prints it on sheets of A4.
func (s Sheet) HTML(w io.Writer) error { return page.Execute(w, s) }
