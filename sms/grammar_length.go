package sms

import "strings"

// The units of a length of time, the longest of each kind first.
var (
	halfHours    = []string{"半个小时", "半小时", "半个钟头", "半钟头", "半个钟", "HALF AN HOUR", "HALF A HOUR", "HALF HOUR"}
	hoursAndHalf = []string{"个半小时", "个半钟头", "个半钟", "个半", "AND A HALF HOURS", "AND A HALF HOUR"}
	hourUnits    = []string{"个小时", "个钟头", "个钟", "小时", "钟头", "HOURS", "HOUR", "HRS", "HR", "H"}
	minuteUnits  = []string{"分钟", "分", "MINUTES", "MINUTE", "MINS", "MIN", "M"}
	quarters     = []string{"刻钟"}
	andHalf      = []string{"半", "AND A HALF"}
	andMinutes   = []string{"零", "又", "AND"}
	spelledHours = []string{"AN", "ONE", "TWO", "THREE", "FOUR"}
)

// leading is the width of the first of words that s begins with, spaces
// before it included; 0 if none. A Latin word must end there.
func leading(s string, words []string) int {
	rest := strings.TrimLeft(s, " ")
	for _, w := range words {
		if !strings.HasPrefix(rest, w) {
			continue
		}
		if isUpper(w[0]) && len(rest) > len(w) && isUpper(rest[len(w)]) {
			continue
		}
		return len(s) - len(rest) + len(w)
	}
	return 0
}

// minutesOf reads the length of time that s begins with: 90分钟, 一个半小时,
// 1小时30分, 1.5小时, HALF AN HOUR. Width is 0 where s begins with none. The
// minutes may be more than the grammar allows.
func minutesOf(s string) (minutes, width int) {
	if w := leading(s, halfHours); w > 0 {
		return 30, w
	}
	hundredths, width := amount(s)
	if width == 0 {
		return 0, 0
	}
	rest := s[width:]
	if w := leading(rest, hoursAndHalf); w > 0 {
		return hundredths*60/100 + 30, width + w
	}
	if w := leading(rest, hourUnits); w > 0 {
		more, extra := beyondHour(rest[w:])
		return hundredths*60/100 + more, width + w + extra
	}
	if w := leading(rest, quarters); w > 0 {
		return hundredths * 15 / 100, width + w
	}
	if w := leading(rest, minuteUnits); w > 0 && hundredths%100 == 0 {
		return hundredths / 100, width + w
	}
	return 0, 0
}

// beyondHour reads the minutes after full hours. Without a unit they must
// follow at once, 1小时30: after a space a number may be something else.
func beyondHour(s string) (minutes, width int) {
	if w := leading(s, andHalf); w > 0 {
		return 30, w
	}
	joined := leading(s, andMinutes)
	gap := len(s[joined:]) - len(strings.TrimLeft(s[joined:], " "))
	n, w := small(s[joined+gap:])
	if w == 0 || n >= 60 {
		return 0, 0
	}
	at := joined + gap + w
	if u := leading(s[at:], minuteUnits); u > 0 {
		return n, at + u
	}
	if at == w {
		return n, at
	}
	return 0, 0
}

// amount reads a number that may have decimals, as hundredths: 1.5, 一点五,
// 两, AN.
func amount(s string) (hundredths, width int) {
	for i, w := range spelledHours {
		if leading(s, []string{w}) == len(w) {
			return max(i, 1) * 100, len(w)
		}
	}
	n, width := small(s)
	if width == 0 {
		return 0, 0
	}
	for _, point := range []string{".", "点"} {
		rest, found := strings.CutPrefix(s[width:], point)
		if !found {
			continue
		}
		if decimals, w := numeral(rest); len(decimals) == 1 || len(decimals) == 2 {
			part := int(decimals[0]-'0') * 10
			if len(decimals) == 2 {
				part += int(decimals[1] - '0')
			}
			return n*100 + part, width + len(point) + w
		}
	}
	return n * 100, width
}
