package sms

import "strings"

// A partOfDay turns an hour on a twelve-hour dial into one of the day's.
type partOfDay int

const (
	notSaid partOfDay = iota
	beforeNoon
	aroundNoon
	afterNoon
	evening
)

// A dayPart is how a part of the day is said.
type dayPart struct {
	part  partOfDay
	words []string
}

var (
	partsBefore = []dayPart{ // 下午三点
		{beforeNoon, []string{"上午", "早上", "早晨", "清晨", "凌晨"}},
		{aroundNoon, []string{"中午"}},
		{afterNoon, []string{"下午", "傍晚"}},
		{evening, []string{"晚上"}},
	}
	partsBehind = []dayPart{ // 3 PM
		{beforeNoon, []string{"AM"}},
		{afterNoon, []string{"PM"}},
	}

	oClock     = []string{"点钟", "点整", "点", "OCLOCK"}
	minuteMark = []string{"分"}

	fractions = []struct {
		minutes int
		words   []string
	}{{30, []string{"半"}}, {15, []string{"一刻", "1刻"}}, {45, []string{"三刻", "3刻"}}}
)

// timeOf reads the time of day that s begins with, in minutes after midnight:
// 9:30, 上午九点半, 2点一刻, 3PM. Width is 0 where s begins with none.
func timeOf(s string) (minute, width int) {
	part, at := partAt(s, partsBefore)
	at += len(s[at:]) - len(strings.TrimLeft(s[at:], " "))
	hour, w := small(s[at:])
	if w == 0 || w == 3 && isDigit(rune(s[at])) || hour > 24 {
		return 0, 0
	}
	padded := s[at] == '0'
	at += w
	past, w := pastHour(s[at:])
	at += w
	behind, b := partAt(s[at:], partsBehind)
	if w == 0 && b == 0 || b > 0 && part != notSaid {
		return 0, 0
	}
	if !padded {
		hour = hourOfDay(hour, max(part, behind))
	}
	return (hour%24)*60 + past, at + b
}

func partAt(s string, parts []dayPart) (partOfDay, int) {
	for _, p := range parts {
		if w := leading(s, p.words); w > 0 {
			return p.part, w
		}
	}
	return notSaid, 0
}

// pastHour reads what stands behind the hour: its own word, and the minutes.
func pastHour(s string) (minutes, width int) {
	if s != "" && (s[0] == ':' || s[0] == '.') {
		if len(s) < 3 || !isDigit(rune(s[1])) || !isDigit(rune(s[2])) || s[1] > '5' || len(s) > 3 && isDigit(rune(s[3])) {
			return 0, 0
		}
		return int(s[1]-'0')*10 + int(s[2]-'0'), 3
	}
	at := leading(s, oClock)
	if at == 0 {
		return 0, 0
	}
	for _, f := range fractions {
		if w := leading(s[at:], f.words); w > 0 {
			return f.minutes, at + w
		}
	}
	n, w := small(s[at:])
	if w == 0 || n >= 60 {
		return 0, at
	}
	return n, at + w + leading(s[at+w:], minuteMark)
}

// hourOfDay is the hour that people mean. Nobody visits from one to five at
// night, so a bare three o'clock is in the afternoon; 03:00 is taken as it is.
func hourOfDay(hour int, part partOfDay) int {
	switch {
	case hour == 12 && (part == beforeNoon || part == evening):
		return 0
	case hour >= 12:
		return hour
	case part == afterNoon, part == evening, part == aroundNoon && hour <= 2, part == notSaid && hour >= 1 && hour <= 5:
		return hour + 12
	}
	return hour
}
