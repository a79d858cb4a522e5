// Package homecard draws the home card of an elder for a printer: one page of
// A5 to be put on the refrigerator, as HTML for any browser and as PDF. It
// takes its sentences from prompts, in the elder's language and, smaller, in
// one other. What it draws is known in the elder's home only, so it writes
// where it is told and nowhere else.
package homecard
