package sms

import "strings"

// criesForHelp reports whether a text asks for help in any form that people
// in distress may type. It prefers a false alarm to a missed one: somebody
// rings back and asks.
func criesForHelp(body, folded string, all []token) bool {
	cry := strings.Contains(body, "🆘") || saysSave(folded) || saysSOS(folded) || saysNines(all)
	return cry && !listsCommands(all)
}

// saysSave looks for 救命 and 救我, with at most one gap inside.
func saysSave(s string) bool {
	for {
		_, after, found := strings.Cut(s, "救")
		if !found {
			return false
		}
		s = after
		after = strings.TrimPrefix(after, " ")
		if strings.HasPrefix(after, "命") || strings.HasPrefix(after, "我") {
			return true
		}
	}
}

// saysSOS looks for SOS as a word, also drawn out, repeated or spelled:
// SOOOS, SOSSOS, S O S, S0S.
func saysSOS(s string) bool {
	const morse = "SO0"
	for s != "" {
		start := strings.IndexByte(s, 'S')
		if start < 0 {
			return false
		}
		end := start + len(s[start:]) - len(strings.TrimLeft(s[start:], morse))
		whole := (start == 0 || !isUpper(s[start-1])) && (end == len(s) || !isUpper(s[end]))
		if whole && alternates(s[start:end]) {
			return true
		}
		s = s[end:]
		if strings.HasPrefix(s, " O S") && end-start == 1 && whole && (len(s) == 4 || !isUpper(s[4])) {
			return true
		}
	}
	return false
}

// alternates reports whether s is S, O, S and so on, each as often as one
// likes, and ends with S.
func alternates(s string) bool {
	turns := 0
	for i := 1; i < len(s); i++ {
		if (s[i] == 'S') != (s[i-1] == 'S') {
			turns++
		}
	}
	return turns >= 2 && s[len(s)-1] == 'S'
}

// saysNines looks for 999, or 9 9 9, that is no part of another number and
// not what a command is about: "接 999" takes a request.
func saysNines(all []token) bool {
	for i := range all {
		n := nines(all[i:])
		if n == 0 || i+n < len(all) && all[i+n].kind == unit && all[i+n].from == all[i+n-1].to {
			continue
		}
		if !hasOwner(all, i, n) {
			return true
		}
	}
	return false
}

// nines is how many tokens at the start write 999: one, three, or none.
func nines(all []token) int {
	if all[0].digits == "999" {
		return 1
	}
	for i, t := range all[:min(3, len(all))] {
		if t.digits != "9" {
			return 0
		}
		if i == 2 {
			return 3
		}
	}
	return 0
}

// hasOwner reports whether the number of n tokens at i belongs to a command
// before it, or stands between the other groups of a longer number.
func hasOwner(all []token, i, n int) bool {
	before := i - 1
	for before >= 0 && (all[before].kind == number && !isNines(all[before]) || all[before].kind == polite) {
		before--
	}
	if before >= 0 && all[before].kind == command {
		return true
	}
	grouped := i > 0 && all[i-1].kind == number && !isNines(all[i-1])
	glued := i > 0 && all[i-1].kind == foreign && all[i-1].to == all[i].from && all[i-1].latin
	return glued || grouped && i+n < len(all) && all[i+n].kind == number
}

func isNines(t token) bool { return t.digits == "999" || t.digits == "9" }

// listsCommands reports whether a text names three commands or more. Only our
// own list does, sent back by a machine or a slip of the thumb, and it has
// the word SOS in it.
func listsCommands(all []token) bool {
	var seen, n = [CarrierHelp + 1]bool{}, 0
	for _, t := range all {
		if t.kind == command && !t.meek && !seen[t.verb] {
			seen[t.verb] = true
			n++
		}
	}
	return n >= 3
}
