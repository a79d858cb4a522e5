package carrier

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A verb is one TwiML element.
type verb struct {
	name  string
	attrs map[string]string
	text  string        // all that is written in it, SSML taken off
	rests time.Duration // the <break>s written in it
	kids  []verb
}

// attr is an attribute, or other when it is not there. An empty attribute is there.
func (v verb) attr(name, other string) string {
	if value, ok := v.attrs[name]; ok {
		return value
	}
	return other
}

// kid is the first nested element of that name.
func (v verb) kid(name string) (verb, bool) {
	i := slices.IndexFunc(v.kids, func(k verb) bool { return k.name == name })
	if i < 0 {
		return verb{}, false
	}
	return v.kids[i], true
}

// A grammar is which verbs may stand in a Response, and what each may hold.
type grammar map[string][]string

var (
	voiceGrammar = grammar{
		"Say": {anything}, "Play": nil, "Pause": nil,
		"Gather":   {"Say", "Play", "Pause"},
		"Record":   nil,
		"Dial":     {"Number", "Conference"},
		"Redirect": nil, "Hangup": nil, "Reject": nil,
	}
	// waitGrammar is for the waitUrl of a conference.
	waitGrammar = grammar{"Say": {anything}, "Play": nil, "Pause": nil, "Redirect": nil}
	// minimalGrammar is for the voice documents of the Minimal personality.
	minimalGrammar = grammar{
		"Say": {anything}, "Play": nil,
		"Gather":   {"Say", "Play"},
		"Record":   nil,
		"Dial":     {"Number"},
		"Redirect": nil, "Hangup": nil, "Reject": nil,
	}
	smsGrammar = grammar{"Message": {"Body", "Media"}, "Redirect": nil}
)

const anything = "*"

var errUnknownVerb = errors.New("unknown verb")

// parseTwiML reads a Response and holds it to the grammar. Where a verb is
// unknown the error is errUnknownVerb.
func parseTwiML(document []byte, g grammar) ([]verb, error) {
	root, err := parseXML(document)
	if err != nil {
		return nil, err
	}
	if root.name != "Response" {
		return nil, fmt.Errorf("the document is a %s, not a Response", root.name)
	}
	for _, v := range root.kids {
		inside, known := g[v.name]
		if !known {
			return nil, fmt.Errorf("%w: %s", errUnknownVerb, v.name)
		}
		for _, kid := range v.kids {
			if !slices.Contains(inside, kid.name) && !slices.Contains(inside, anything) {
				return nil, fmt.Errorf("%w: %s in %s", errUnknownVerb, kid.name, v.name)
			}
		}
	}
	return root.kids, nil
}

// parseXML reads a document with one root.
func parseXML(document []byte) (verb, error) {
	d := xml.NewDecoder(bytes.NewReader(document))
	var root *verb
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && root != nil:
			return *root, nil
		case err != nil:
			return verb{}, fmt.Errorf("malformed XML: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if root != nil {
				return verb{}, errors.New("malformed XML: two roots")
			}
			v, err := parseElement(d, t, 0)
			if err != nil {
				return verb{}, fmt.Errorf("malformed XML: %w", err)
			}
			root = &v
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return verb{}, errors.New("malformed XML: text outside the root")
			}
		}
	}
}

const maxDepth = 16

// parseElement reads up to the end of the element that start begins.
func parseElement(d *xml.Decoder, start xml.StartElement, depth int) (verb, error) {
	v := verb{name: start.Name.Local, attrs: map[string]string{}}
	for _, a := range start.Attr {
		v.attrs[a.Name.Local] = a.Value
	}
	if depth > maxDepth {
		return v, errors.New("nested too deep")
	}
	var text strings.Builder
	for {
		token, err := d.Token()
		if err != nil {
			return v, err
		}
		switch t := token.(type) {
		case xml.CharData:
			text.Write(t)
		case xml.StartElement:
			kid, err := parseElement(d, t, depth+1)
			if err != nil {
				return v, err
			}
			text.WriteString(kid.text)
			v.rests += kid.rests
			v.kids = append(v.kids, kid)
		case xml.EndElement:
			if v.name == "break" {
				v.rests += breakTime(v)
			}
			v.text = strings.TrimSpace(text.String())
			return v, nil
		}
	}
}

// breakTime is how long an SSML <break> lasts; a second unless it says.
func breakTime(v verb) time.Duration {
	d, err := time.ParseDuration(v.attr("time", "1s"))
	if err != nil || d < 0 || d > 10*time.Second {
		return time.Second
	}
	return d
}
