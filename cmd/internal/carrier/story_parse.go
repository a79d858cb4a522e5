package carrier

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// A Script is a parsed story.
type Script struct{ lines []line }

// A line is what one person does or notices, or what happens to all.
type line struct {
	number int // from 1
	text   string
	who    string   // the first word
	args   []string // the words after it, quotes taken off
	steps  []step   // what who does; empty for other lines
	deed   mischief // what the network does, nil for other lines
}

// A step is one clause of a line.
type step struct {
	do    string   // calls, presses, hears, gets, texts, says, rung, unrung, hangs, or a behaviour
	text  string   // what is heard, got, texted or said; or the number dialled
	to    string   // where a text goes
	keys  []string // typed one after the other
	hasty bool     // without taking breath
	none  bool     // hears or gets nothing
}

// ParseStory reads a story: one line for what one person does and notices, in
// the order of life.
//
//	# a comment; anything after # at the beginning of a line
//
//	wang  calls                      dials the hotline
//	wang  calls 2                    dials the second number that the customer owns
//	wang  calls +8657100000001       or any other, or a handset by its name
//	wang  calls hidden               without showing the own number; a number may follow
//	wang  presses 1 2 2 1            one key after the other, as people do
//	wang  presses 2353               typed at once
//	wang  presses 1 at once          before anybody can have listened
//	wang  hears "记下了"              waits for the words; several hears may follow each other
//	wang  hears nothing
//	wang  says "我住在三楼"            into a Record, a conference, or to whom it is connected
//	wang  is rung                    waits for the ring and answers
//	wang  is not rung
//	wang  hangs up
//
//	zhang texts "接 {request}"        to the hotline; {request} is filled in by Story.Extract
//	zhang texts "好" to wang          to another number or handset
//	zhang gets "陪聊"                 waits for a text and takes it; there may be several
//	zhang gets nothing
//
//	li    lets it ring               what the handset does from now on; its rings need
//	li    machine answers            not be noticed any more. The other ones are
//	li    busy                       busy, off, declines, answers itself, never rings
//
//	network duplicates webhooks      and loses status, reorders status, delays status 5m,
//	                                 never rings, from now on; hangs up, in the next menu
//	network answers 429 html dropped the next requests, one each; also 500 slow empty well
//	network replays webhooks         all of the past, once more
//	network replays webhooks t=99    those that have t in their address, with another t
//	network behaves                  again
//
//	advance 2h                       lets time pass: 90s, 15m, 2h, 3d
//	advance to 09:00                 until the next nine o'clock
//	nobody hears anything more       no ring, word or text that nobody noticed
//	balance zhang +120               any other first word is one of Story.Verbs
//
// Clauses of one person may follow each other on a line. A match by hears also
// takes the rest of what is said before somebody acts: nobody is asked to
// repeat a whole menu. Errors name the line.
func ParseStory(r io.Reader) (*Script, error) {
	script := &Script{}
	scanner := bufio.NewScanner(r)
	for number := 1; scanner.Scan(); number++ {
		text := strings.TrimSpace(strings.TrimPrefix(scanner.Text(), "\ufeff"))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		l, err := parseLine(text)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		l.number = number
		script.lines = append(script.lines, l)
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("read a story: %w", err)
	}
	return script, nil
}

func parseLine(text string) (line, error) {
	words, err := splitWords(text)
	if err != nil {
		return line{}, err
	}
	l := line{text: text, who: words[0].text}
	for _, w := range words[1:] {
		l.args = append(l.args, w.text)
	}
	switch {
	case words[0].quoted:
		return l, errors.New("a line begins with who acts, without quotes")
	case l.who == "advance":
		_, _, err = parseAdvance(l.args)
		return l, err
	case l.who == "network":
		l.deed, err = parseNetwork(l.args)
		return l, err
	case l.who == "nobody":
		if strings.Join(l.args, " ") != "hears anything more" {
			return l, errors.New("it is: nobody hears anything more")
		}
		return l, nil
	case len(words) == 1 || words[1].quoted || clauses[words[1].text] == nil:
		return l, nil // a verb of the host, or of nobody: Run knows
	}
	l.steps, err = parseSteps(words[1:])
	return l, err
}

// A word of a line.
type word struct {
	text   string
	quoted bool
}

// splitWords splits at spaces, but not in "quotes".
func splitWords(text string) ([]word, error) {
	var words []word
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimSpace(rest) {
		if !strings.HasPrefix(rest, `"`) {
			end := strings.IndexAny(rest, " \t\"")
			if end < 0 {
				end = len(rest)
			}
			words = append(words, word{text: rest[:end]})
			rest = rest[end:]
			continue
		}
		inside, after, ok := strings.Cut(rest[1:], `"`)
		if !ok {
			return nil, errors.New("a quote is not closed")
		}
		words = append(words, word{inside, true})
		rest = after
	}
	return words, nil
}

// parseAdvance reads a duration, or "to" and a time of day.
func parseAdvance(args []string) (d time.Duration, clock time.Time, err error) {
	if len(args) == 2 && args[0] == "to" {
		clock, err = time.Parse("15:04", args[1])
		return 0, clock, err
	}
	if len(args) != 1 {
		return 0, clock, errors.New("it is: advance 2h, or: advance to 09:00")
	}
	var days int
	if n, err := fmt.Sscanf(args[0], "%dd", &days); n == 1 && err == nil && args[0] == fmt.Sprintf("%dd", days) && days > 0 && days < 10_000 {
		return time.Duration(days) * 24 * time.Hour, clock, nil
	}
	d, err = time.ParseDuration(args[0])
	if err == nil && d <= 0 {
		err = errors.New("time only goes on")
	}
	return d, clock, err
}
