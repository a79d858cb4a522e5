package care

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Languages are those that a member can be spoken to in; the first is meant
// when none is named.
var Languages = []string{"zh-CN", "en"}

// readMember reads one row, and tells everything that is wrong with it in the
// given year.
func readMember(header, cells []string, year int) (m Member, faults []fault) {
	if len(cells) != len(header) {
		return m, []fault{{"", fmt.Sprintf("%d fields for %d columns; put a field that has a comma inside in \"…\"", len(cells), len(header))}}
	}
	unread := map[string]bool{}
	for i, column := range header {
		if err := m.read(column, cells[i]); err != nil {
			unread[column] = true
			faults = append(faults, fault{column, err.Error()})
		}
	}
	for _, f := range m.faults(year) {
		if !unread[f.column] {
			faults = append(faults, f)
		}
	}
	return m, faults
}

// read takes one field of a row. Names and addresses stay as they are
// written, but for needless spaces.
func (m *Member) read(column, cell string) (err error) {
	plain := strings.Join(strings.Fields(cell), " ")
	switch column {
	case "name":
		m.Name = plain
	case "community":
		m.Community = plain
	case "address":
		m.Address = plain
	case "roles":
		m.Roles, err = ParseRoles(strings.Join(list(cell), "|"))
	case "phones":
		m.Phones, err = readPhones(list(cell))
	case "born":
		m.Born, err = readYear(tidy(cell))
	case "lang":
		m.Lang = readLang(tidy(cell))
	case "flags":
		m.Flags = list(cell)
		err = flagFaults(m.Flags)
	case "contacts":
		m.Contacts, err = readContacts(list(cell))
	}
	return err
}

// list cuts a field at | and at the commas that people write instead.
func list(cell string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(tidy(cell), func(r rune) bool { return strings.ContainsRune("|,;、", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// readPhones reads a list of phones; one that is there twice counts once.
func readPhones(words []string) (phones []Phone, err error) {
	var faults []error
	for _, word := range words {
		p, err := ParsePhone(word)
		if err != nil {
			faults = append(faults, err)
		} else if !slices.Contains(phones, p) {
			phones = append(phones, p)
		}
	}
	return phones, oneLine(faults)
}

// oneLine is all faults of one field, nil for none.
func oneLine(faults []error) error {
	words := make([]string, len(faults))
	for i, err := range faults {
		words[i] = err.Error()
	}
	if len(words) == 0 {
		return nil
	}
	return errors.New(strings.Join(words, "; "))
}

func readYear(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	year, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("born %q is no year; write it like 1941, or leave it empty", s)
	}
	return year, nil
}

// readLang forgives the case of letters; whether the language is known is for
// faults to say.
func readLang(s string) string {
	if s == "" {
		return Languages[0]
	}
	for _, lang := range Languages {
		if strings.EqualFold(s, lang) {
			return lang
		}
	}
	return s
}

// longest is how many letters a field may have: what a text of one segment,
// or one breath, can carry.
var longest = map[string]int{"name": 30, "community": 30, "address": 120}

// unspeakable are signs that nobody typed on purpose: of control, of
// direction, of no width, and what stands for bytes that could not be read.
func unspeakable(r rune) bool {
	return r == utf8.RuneError || !unicode.IsPrint(r)
}

// A fault is what is wrong with one column of a member, and what would mend it.
type fault struct{ column, mend string }

// faults are the reasons why m cannot be in the books in the given year.
func (m Member) faults(year int) (faults []fault) {
	must := func(ok bool, column, mend string) {
		if !ok {
			faults = append(faults, fault{column, mend})
		}
	}
	const oldest = 1900
	for _, w := range []struct{ column, words string }{{"name", m.Name}, {"community", m.Community}, {"address", m.Address}} {
		must(utf8.RuneCountInString(w.words) <= longest[w.column], w.column,
			fmt.Sprintf("the %s has more than %d letters; a call or text cannot carry it", w.column, longest[w.column]))
		must(!strings.ContainsFunc(w.words, unspeakable), w.column,
			fmt.Sprintf("the %s has a sign that cannot be read aloud; type it anew", w.column))
	}
	must(m.Name != "", "name", "no name; write it as it is spoken, like 王奶奶")
	must(m.Roles != 0, "roles", "no role; use "+strings.Join(roleNames, ", "))
	must(len(m.Phones) > 0 || m.Roles&(Volunteer|Duty) == 0, "phones", "no phone; volunteers get texts and duty staff are rung, so give a number")
	must(!slices.ContainsFunc(m.Phones, Phone.EmergencyService), "phones", "a phone leads to an emergency service, which no program may ring; give the number of a person")
	must(m.Born == 0 || m.Born >= oldest && m.Born <= year, "born", fmt.Sprintf("born %d is not between %d and %d; write the year, or leave it empty", m.Born, oldest, year))
	for i, c := range m.Contacts {
		if err := c.fault(); err != nil {
			must(false, "contacts", fmt.Sprintf("contact %d: %v", i+1, err))
		}
	}
	must(m.Lang == "" || slices.Contains(Languages, m.Lang), "lang", fmt.Sprintf("language %q is unknown; use %s", m.Lang, strings.Join(Languages, " or ")))
	return faults
}
