package carrier

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"time"
)

// A Story plays scripts on a network: people call, press, text, and say what
// they notice. The language is described at [ParseStory].
type Story struct {
	Network *Network
	Hotline string // the number that `calls` and `texts` go to when none is named

	// Settle returns when everything is quiet, the customer included. Nil
	// waits for Network.Idle.
	Settle func()
	// Advance lets policy time pass and settles whatever wakes on the way. Nil
	// lets it pass on the network's own clock.
	Advance func(time.Duration)
	// Breath is the time between two keys, as people take it. Zero means 2 s;
	// a negative one means none.
	Breath time.Duration

	// Verbs are the host's own lines, by their first word. They are given the
	// words after it, with quotes taken off.
	Verbs map[string]func(args []string) error
	// Extract finds what {name} stands for: the first submatch in the texts
	// that the acting handset received, newest first, then in what it heard.
	Extract map[string]*regexp.Regexp
	// Knows finds what else a {name} stands for: what the one who acts on this
	// handset sees where no telephone helps.
	Knows map[string]func(h *Handset) (string, bool)

	Transcript io.Writer // gets a line for every event; may be nil
}

// How long somebody waits for what a script says, in policy time, before the
// line fails.
const (
	patienceToHear = 40 * time.Second
	patienceToGet  = 40 * time.Second
	patienceToRing = 2 * time.Minute
)

// Run plays a script and stops at the first line that does not hold. The error
// names the line and says what was noticed instead.
func (s *Story) Run(ctx context.Context, script *Script) error {
	t := s.begin()
	for _, l := range script.lines {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("line %d: %w", l.number, err)
		}
		if err := t.play(l); err != nil {
			return fmt.Errorf("line %d: %s: %w", l.number, l.text, err)
		}
	}
	return nil
}

func (s *Story) breath() time.Duration {
	switch {
	case s.Breath < 0:
		return 0
	case s.Breath == 0:
		return 2 * time.Second
	}
	return s.Breath
}

// settle waits until everything is quiet.
func (s *Story) settle() error {
	if s.Settle != nil {
		s.Settle()
		return nil
	}
	const tooLong = 30 * time.Second // on the machine's own clock
	for deadline := time.Now().Add(tooLong); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		before := s.Network.Begun()
		if s.Network.Idle() && s.Network.Begun() == before {
			return nil
		}
	}
	return fmt.Errorf("the network is still busy after %v", tooLong)
}

// pass lets policy time pass.
func (s *Story) pass(d time.Duration) error {
	switch {
	case d <= 0:
	case s.Advance != nil:
		s.Advance(d)
	default:
		<-s.Network.cfg.After(d)
	}
	return s.settle()
}
