package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"hourline/cmd/internal/bureau"
)

// printed are the flags of what can be printed on paper or read by a
// spreadsheet.
type printed struct {
	CSV  bool   `name:"csv" help:"Write rows for a spreadsheet: to the screen, or to --out."`
	HTML bool   `name:"html" help:"Write a page for a browser and a printer."`
	Out  string `type:"path" placeholder:"FILE" help:"The file to write."`
}

// Validate refuses to write two things into one file.
func (p printed) Validate() error {
	switch ext := strings.ToLower(filepath.Ext(p.Out)); {
	case p.CSV && p.HTML && p.Out != "":
		return errors.New("--out names one file: give --csv or --html with it, not both")
	case p.Out != "" && !p.CSV && !p.HTML && ext != ".csv" && ext != ".html":
		return errors.New("--out: the file ends in .csv or .html; or say which it is with --csv or --html")
	}
	return nil
}

// chosen are the forms that are asked for, by the flags or by the file's end.
func (p printed) chosen() (csv, html bool) {
	ext := strings.ToLower(filepath.Ext(p.Out))
	return p.CSV || !p.HTML && ext == ".csv", p.HTML || !p.CSV && ext == ".html"
}

// A paper can be written as rows and as a page.
type paper interface {
	CSV(io.Writer) error
	HTML(io.Writer) error
}

// write writes what is asked for. Without a file rows go to the screen; a page
// gets a file of the name.
func (p printed) write(c *console, name string, s paper) error {
	csv, html := p.chosen()
	if csv {
		if p.Out == "" && !html {
			return s.CSV(c.out)
		}
		if err := p.save(c, name+".csv", s.CSV); err != nil {
			return err
		}
	}
	if html {
		return p.save(c, name+".html", s.HTML)
	}
	return nil
}

func (p printed) save(c *console, name string, write func(io.Writer) error) error {
	file := cmp.Or(p.Out, name)
	if err := writeOnly(file, write); err != nil {
		return err
	}
	_, err := fmt.Fprintf(c.out, "written: %s\n", file)
	return err
}

// printSheet prints a report for a terminal.
func printSheet(out io.Writer, s bureau.Sheet) error {
	fmt.Fprintf(out, "%s %s · %s · %s\n", s.Title, s.Period, s.Bank, s.Counted)
	if s.Running != "" {
		fmt.Fprintln(out, s.Running)
	}
	summary := table{right: "-r-"}
	for _, f := range s.Summary {
		summary.row(f.Label, f.Shown, f.Unit)
	}
	fmt.Fprintln(out)
	if err := summary.print(out); err != nil {
		return err
	}
	for _, section := range s.Sections {
		if len(section.Shown()) == 0 {
			continue
		}
		fmt.Fprintf(out, "\n%s\n", section.Title)
		t := table{right: "-" + strings.Repeat("r", len(section.Head)-1)}
		t.row(section.Head...)
		for _, r := range section.Shown() {
			cells := []string{r.Item}
			for _, c := range r.Cells {
				cells = append(cells, c.Shown)
			}
			t.row(cells...)
		}
		if err := t.print(out); err != nil {
			return err
		}
	}
	return nil
}
