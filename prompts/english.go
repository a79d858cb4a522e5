package prompts

import (
	"strconv"
	"strings"
	"time"
)

// english says an amount, a time or a code in English.
func english(b []byte, m manner, v Value, f form) []byte {
	switch m {
	case asMinutes:
		return enMinutes(b, v.n)
	case asMoney:
		return append(appendYuan(b, v.n), " yuan"...)
	case asReward:
		return enReward(b, v)
	case asCount, asKey:
		return strconv.AppendInt(b, v.n, 10)
	case asNumber, asPhone:
		return enDigits(b, v.digits(), f, 4)
	case asReceipt:
		return enDigits(b, grouped(v.digits(), f), f, 4)
	case asShort:
		return appendShort(b, v.n)
	case asCode:
		return enDigits(b, v.digits(), f, 1)
	case asDay:
		return enDay(b, v, f)
	case asTime:
		return enTime(b, v.at)
	case asWhen:
		if b = enDay(b, v, f); v.fact == aClock {
			b = enTime(append(b, ' '), v.at)
		}
	}
	return b
}

// enReward says one piece of goods by its name alone.
func enReward(b []byte, v Value) []byte {
	if v.fact == someMoney {
		return append(appendYuan(b, v.n), " yuan"...)
	}
	if v.n > 1 {
		b = append(strconv.AppendInt(b, v.n, 10), " times "...)
	}
	return append(b, v.text...)
}

func enMinutes(b []byte, n int64) []byte {
	if n == 0 {
		return append(b, "no hours"...)
	}
	if n < 0 {
		b, n = append(b, "minus "...), -n
	}
	h, m := n/60, n%60
	if h > 0 {
		b = enPlural(b, h, "hour")
	}
	if h > 0 && m > 0 {
		b = append(b, ' ')
	}
	if m > 0 {
		b = enPlural(b, m, "minute")
	}
	return b
}

func enPlural(b []byte, n int64, unit string) []byte {
	b = append(append(strconv.AppendInt(b, n, 10), ' '), unit...)
	if n != 1 {
		b = append(b, 's')
	}
	return b
}

// enDay names the days around today, the days of the coming week, and dates.
func enDay(b []byte, v Value, f form) []byte {
	switch {
	case v.n == anyDay:
		return append(b, "any of the next days"...)
	case v.n >= -1 && v.n <= 1:
		return append(b, [...]string{"yesterday", "today", "tomorrow"}[v.n+1]...)
	case v.n > 0 && v.n < 7:
		return append(b, enShort(v.at.Weekday().String(), f)...)
	}
	b = append(strconv.AppendInt(b, int64(v.at.Day()), 10), ' ')
	return append(b, enShort(v.at.Month().String(), f)...)
}

// enShort is the name of a day or a month, three letters on a screen.
func enShort(name string, f form) string {
	if f == written {
		return name[:3]
	}
	return name
}

func enTime(b []byte, t time.Time) []byte {
	h := (t.Hour() + 11) % 12
	b = append(strconv.AppendInt(b, int64(h+1), 10), ':')
	b = appendTwo(b, int64(t.Minute()))
	if t.Hour() < 12 {
		return append(b, " am"...)
	}
	return append(b, " pm"...)
}

// enDigits says digits one by one with a small pause after each group,
// counted from the end.
func enDigits(b []byte, digits string, f form, group int) []byte {
	if f == written {
		return append(b, digits...)
	}
	digits = strings.TrimPrefix(digits, "+")
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%group == 0 {
			b = append(b, ',')
		}
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, digits[i])
	}
	return b
}

// appendShort appends an amount of minutes as hours and minutes: 3:30.
func appendShort(b []byte, n int64) []byte {
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	return appendTwo(append(strconv.AppendInt(b, n/60, 10), ':'), n%60)
}

// appendTwo appends n with a leading zero if it needs one.
func appendTwo(b []byte, n int64) []byte {
	return append(b, byte('0'+n/10), byte('0'+n%10))
}

// appendYuan appends an amount of fen as yuan: 15 or 3.50.
func appendYuan(b []byte, fen int64) []byte {
	if fen < 0 {
		b, fen = append(b, '-'), -fen
	}
	b = strconv.AppendInt(b, fen/100, 10)
	if fen%100 != 0 {
		b = appendTwo(append(b, '.'), fen%100)
	}
	return b
}
