package twiml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Check finds what would strand a caller in a document: XML that does not
// parse, a verb that no carrier knows, a Gather that is not followed by a
// Redirect, a Redirect to nowhere, a verb that is never reached. It is meant
// for tests; all faults are joined in one error.
func Check(document []byte) error {
	root, err := parse(document)
	if err != nil {
		return fmt.Errorf("twiml: %w", err)
	}
	if root.XMLName.Local != "Response" {
		return fmt.Errorf("twiml: the document is a %s, not a Response", root.XMLName.Local)
	}
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf("twiml: "+format, args...)) }
	for i, v := range root.Kids {
		name := v.XMLName.Local
		nested, known := grammar[name]
		if !known {
			fault("%s is no verb", name)
		}
		for _, kid := range v.Kids {
			if inside := kid.XMLName.Local; known && !slices.Contains(nested, inside) {
				fault("%s cannot stand in %s", inside, name)
			}
		}
		switch {
		case name == "Gather" && (i+1 == len(root.Kids) || root.Kids[i+1].XMLName.Local != "Redirect"):
			fault("a Gather without a Redirect after it: silence would be a dead line")
		case name == "Redirect" && v.Text == "":
			fault("a Redirect to nowhere")
		case leaves(name) && i+1 < len(root.Kids):
			fault("nothing after %s is ever reached", name)
		}
	}
	return errors.Join(faults...)
}

// grammar is which verbs there are and what may stand in each.
var grammar = map[string][]string{
	"Say":  {"break", "prosody"},
	"Play": nil, "Pause": nil, "Redirect": nil, "Record": nil, "Hangup": nil, "Reject": nil, "Message": nil,
	"Gather": {"Say", "Play", "Pause"},
	"Dial":   {"Number", "Conference"},
}

// leaves reports whether a verb never comes back to its document.
func leaves(verb string) bool {
	return verb == "Redirect" || verb == "Hangup" || verb == "Reject"
}

// A node is one element of a document.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Kids    []node     `xml:",any"`
}

// parse reads a document with one root and nothing behind it.
func parse(document []byte) (node, error) {
	d := xml.NewDecoder(bytes.NewReader(document))
	var root node
	if err := d.Decode(&root); err != nil {
		return node{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return node{}, errors.New("something stands after the document")
	}
	return root, nil
}
