package carrier

import (
	"cmp"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// A source says where a TwiML document comes from.
type source struct {
	url    string // absolute; empty when the document is inline
	method string
	params url.Values // besides those of every request
	inline string
}

func (s source) empty() bool { return s.url == "" && s.inline == "" }

// A docError is why a document cannot be played, with Twilio's code for it.
type docError struct {
	code   int
	url    string
	reason string
}

func (e *docError) Error() string { return fmt.Sprintf("%d: %s", e.code, e.reason) }

// Twilio's codes, from https://www.twilio.com/docs/api/errors.
const (
	codeRetrieval   = 11200 // the webhook was answered with an error, or not at all
	codeParse       = 12100 // not XML
	codeSchema      = 12200 // not TwiML
	codeContentType = 12300
	codeRedirects   = 12205 // documents chase each other
	codeSayTooLong  = 13521
)

// fetchDocument asks the customer for a document and reads it.
func (n *Network) fetchDocument(src source, params url.Values, g grammar) ([]verb, error) {
	document := []byte(src.inline)
	if src.url != "" {
		a, err := n.post(webhook{src.url, src.method, params})
		if err != nil {
			return nil, &docError{codeRetrieval, src.url, err.Error()}
		}
		if fault := a.fault(); fault != nil {
			fault.url = src.url
			return nil, fault
		}
		document = a.body
	}
	verbs, err := parseTwiML(document, g)
	switch {
	case errors.Is(err, errUnknownVerb):
		return nil, &docError{codeSchema, src.url, err.Error()}
	case err != nil:
		return nil, &docError{codeParse, src.url, err.Error()}
	}
	return verbs, nil
}

// fault is why an answer is no document.
func (a answer) fault() *docError {
	if !a.ok() {
		return &docError{code: codeRetrieval, reason: fmt.Sprintf("answered %d %s", a.status, http.StatusText(a.status))}
	}
	if len(a.body) > maxDocument {
		return &docError{code: codeParse, reason: "the document is longer than 64 KB"}
	}
	kind, _, err := mime.ParseMediaType(a.contentType)
	switch {
	case err == nil && (kind == "text/xml" || kind == "application/xml" || kind == "text/html"):
		return nil
	default:
		return &docError{code: codeContentType, reason: fmt.Sprintf("Content-Type %q is not XML", a.contentType)}
	}
}

// resolve is a URL found in a document that came from base. An empty one
// means the document itself.
func resolve(base, found string) (string, error) {
	document, _, _ := strings.Cut(base, "#")
	whole, err := url.Parse(document)
	if err != nil {
		return "", err
	}
	part, err := whole.Parse(cmp.Or(strings.TrimSpace(found), document))
	if err != nil {
		return "", err
	}
	if !strings.HasPrefix(part.Scheme, "http") || part.Host == "" {
		return "", errors.New("it leads nowhere: the document came without a URL")
	}
	return part.String(), nil
}
