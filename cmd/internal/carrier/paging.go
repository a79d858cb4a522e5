package carrier

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// pagingParams are the parameters of every list.
var pagingParams = []string{"PageSize", "Page", "PageToken"}

const defaultPage, largestPage = 50, 1000

// page cuts one page out of the things that were found, newest first, and
// wraps it as Twilio does. The token of a page is the SID that the page before
// it ended with, so that new things do not shift the pages.
func page[T any](r *http.Request, name string, found []T, sid func(T) string, show func(T) any) map[string]any {
	query := r.URL.Query()
	size, err := strconv.Atoi(query.Get("PageSize"))
	if err != nil || size < 1 {
		size = defaultPage
	}
	size = min(size, largestPage)
	number, _ := strconv.Atoi(query.Get("Page"))
	if after := query.Get("PageToken"); after != "" {
		i := slices.IndexFunc(found, func(item T) bool { return sid(item) == after })
		found = found[i+1:]
	}
	shown := make([]any, 0, size)
	for _, item := range found[:min(size, len(found))] {
		shown = append(shown, show(item))
	}
	return map[string]any{
		name: shown, "page": number, "page_size": size, "start": number * size, "end": number*size + max(len(shown)-1, 0),
		"uri": r.URL.RequestURI(), "first_page_uri": pageURI(r, size, 0, ""),
		"next_page_uri": nextPage(r, found, size, number, sid), "previous_page_uri": nil,
	}
}

func nextPage[T any](r *http.Request, found []T, size, number int, sid func(T) string) any {
	if len(found) <= size {
		return nil
	}
	return pageURI(r, size, number+1, sid(found[size-1]))
}

func pageURI(r *http.Request, size, number int, token string) string {
	query := maps.Clone(r.URL.Query())
	query.Set("PageSize", strconv.Itoa(size))
	query.Set("Page", strconv.Itoa(number))
	query.Del("PageToken")
	if token != "" {
		query.Set("PageToken", token)
	}
	return r.URL.Path + "?" + query.Encode()
}

// newestFirst are the things that are wanted, in the order of lists.
func newestFirst[T any](all []T, wanted func(T) bool) []T {
	var found []T
	for _, item := range slices.Backward(all) {
		if wanted(item) {
			found = append(found, item)
		}
	}
	return found
}

// A span of time filters a list: Name=day, Name>=moment and Name<=moment.
type span struct{ from, to time.Time } // zero: open

func spanParams(name string) []string { return []string{name, name + "<", name + ">"} }

func readSpan(params url.Values, name string) (span, *restError) {
	var s span
	for suffix, end := range map[string]*time.Time{"": &s.from, ">": &s.from, "<": &s.to} {
		text := params.Get(name + suffix)
		if text == "" {
			continue
		}
		at, isDay, err := readMoment(text)
		if err != nil {
			return s, bad(20001, "%s%s: %q is neither a day nor a moment of RFC 3339", name, suffix, text)
		}
		*end = at
		if isDay && suffix != ">" {
			s.to = at.Add(24*time.Hour - 1)
		}
	}
	return s, nil
}

func readMoment(text string) (at time.Time, isDay bool, err error) {
	if at, err = time.Parse(time.DateOnly, text); err == nil {
		return at, true, nil
	}
	at, err = time.Parse(time.RFC3339, text)
	return at, false, err
}

// has reports whether t is in the span. A time that has not come is in none
// but the span that is open at both ends.
func (s span) has(t time.Time) bool {
	switch {
	case s.from.IsZero() && s.to.IsZero():
		return true
	case t.IsZero(), t.Before(s.from):
		return false
	}
	return s.to.IsZero() || !t.After(s.to)
}

// matches reports whether a filter is unset or equal.
func matches(params url.Values, name, value string) bool {
	wanted := params.Get(name)
	return wanted == "" || wanted == value
}
