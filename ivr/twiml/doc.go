// Package twiml writes the XML documents that tell a carrier what to do with
// a call or a text.
//
// It promises the same bytes for the same verbs (attributes have a fixed
// order), well-formed XML whatever stands in a name, and no Say that is too
// long for a voice. What a carrier cannot do steps down: see Features.
//
// It knows no dialog, no prompt and no carrier by name.
package twiml
