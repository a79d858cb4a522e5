package carrier

import (
	"io"
	"regexp"
	"time"
)

// A Story plays scripts on a network: people call, press, text, and say what
// they notice. The language is described at ParseStory.
type Story struct {
	Network *Network
	Hotline string // the number that `calls` and `texts` go to when none is named

	// Settle returns when everything is quiet. Nil waits for Network.Idle.
	Settle func()
	// Advance lets policy time pass. Nil lets it pass on Network's own clock.
	Advance func(time.Duration)

	// Verbs are the host's own lines, by their first word. They are given the
	// words after it, with quotes taken off.
	Verbs map[string]func(args []string) error
	// Extract finds what {name} stands for: the first submatch in the acting
	// handset's received texts, newest first.
	Extract map[string]*regexp.Regexp

	Transcript io.Writer // may be nil
}
