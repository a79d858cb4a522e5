package sms

import "strings"

// shortestGuess is the length from which a Latin word may hold one wrong
// letter. Shorter ones have neighbours everywhere.
const shortestGuess = 4

// latinCommands are the Latin words that may be misspelt, and the carriers'
// words, which nothing may be mistaken for.
var latinCommands = longLatin()

func longLatin() map[string]word {
	m := make(map[string]word)
	for w, entry := range lexicon {
		if len(w) >= shortestGuess && isUpper(w[0]) && (entry.kind == command || carrierWords[w] != Unknown) {
			m[w] = entry
		}
	}
	return m
}

// guess is the command that a misspelt Latin word can only mean. A word as
// near to another verb, or to a word of the carrier's, means nothing.
func guess(s string) word {
	var found word
	if len(s) < shortestGuess {
		return found
	}
	for w, entry := range latinCommands {
		switch {
		case !oneWrong(s, w):
		case entry.kind != command, found.kind == command && found.verb != entry.verb:
			return word{}
		default:
			found = entry
		}
	}
	return found
}

// oneWrong reports whether a and b differ by one letter: another one, one too
// many, one missing, or two neighbours swapped.
func oneWrong(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) || a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && strings.HasPrefix(a[i+2:], b[i+2:])
}
