package carrier

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// never is the moment that does not come.
var never time.Time

// Whether a key or a word stops what is being said.
const (
	deaf    = false
	bargeIn = true
)

// maxSay is how many characters one Say may have.
const maxSay = 4096

// utter plays a Say, Play or Pause. With bargeIn the key or word that stopped
// it is returned; otherwise keys and words are lost.
func (c *call) utter(v verb, interruptible bool) (signal, error) {
	if digits, tones := v.attrs["digits"]; tones && v.name == "Play" {
		return c.playTones(digits, interruptible)
	}
	e, d, err := c.sound(v)
	if err != nil {
		return signal{}, err
	}
	for times := loops(v); times > 0; times-- {
		if v.name != "Pause" {
			c.hear(e)
		}
		if s, err := c.heedFor(d, interruptible); s.kind != 0 || err != nil {
			return s, err
		}
	}
	return signal{}, nil
}

// heedFor lets time pass while something sounds. With bargeIn the key or word
// that stopped it is returned; otherwise keys and words are lost.
func (c *call) heedFor(d time.Duration, interruptible bool) (signal, error) {
	until := c.n.cfg.Now().Add(d)
	for {
		s, err := c.await(until)
		switch {
		case err != nil:
			return signal{}, err
		case s.kind == timeUp:
			return signal{}, nil
		case interruptible && (s.kind == keyed || s.kind == spoke):
			return s, nil
		}
	}
}

// sound is what a verb sounds like, and for how long.
func (c *call) sound(v verb) (Event, time.Duration, error) {
	switch v.name {
	case "Pause":
		return Event{}, seconds(v.attr("length", "1"), time.Second), nil
	case "Play":
		clip, err := resolve(c.base, v.text)
		if err != nil {
			return Event{}, 0, &docError{codeRetrieval, c.base, "Play: " + err.Error()}
		}
		return Event{Clip: clip}, c.clipTime(clip), nil
	}
	if utf8.RuneCountInString(v.text) > maxSay {
		return Event{}, 0, &docError{codeSayTooLong, c.base, "a Say has more than 4096 characters"}
	}
	words := strings.Join(strings.Fields(v.text), " ")
	return Event{Text: words}, c.n.cfg.SayTime(words) + v.rests, nil
}

// loops is how often a verb is played: once, unless it says. Without end is
// more often than any call lasts.
func loops(v verb) int {
	const endless = 1000
	times, err := strconv.Atoi(v.attr("loop", "1"))
	switch {
	case err != nil || times < 0:
		return 1
	case times == 0 || times > endless:
		return endless
	}
	return times
}

// seconds reads a whole number of seconds.
func seconds(text string, other time.Duration) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return other
	}
	return time.Duration(n) * time.Second
}

// sayTime is how long an unhurried voice takes.
func sayTime(text string) time.Duration {
	const hanPerSecond, wordsPerSecond = 3.5, 2.5
	han, words, inWord := 0, 0, false
	for _, r := range text {
		isHan := unicode.Is(unicode.Han, r)
		isWord := !isHan && (unicode.IsLetter(r) || unicode.IsDigit(r))
		if isHan {
			han++
		}
		if isWord && !inWord {
			words++
		}
		inWord = isWord
	}
	return time.Duration((float64(han)/hanPerSecond + float64(words)/wordsPerSecond) * float64(time.Second))
}
