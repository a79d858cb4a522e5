package prompts

import (
	"strings"
	"time"
)

// inFreeWords are the manners whose values are written by people, so that only
// they know the longest.
var inFreeWords = map[manner]func(string) Value{
	asName: Name, asCaller: Name, asBank: Bank, asPlace: Place, asAddress: Place,
	asReward: func(s string) Value { return Goods(s, 999) },
}

// longValues are, for the other manners, values among which the longest to say is.
func longValues(m manner) []Value {
	now := time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC) // a Monday
	switch m {
	case asMinutes:
		return []Value{Minutes(1499*60 + 47)} // 1,500 hours is the most that is stored
	case asMoney:
		return []Value{Money(1499_99)} // and an hour is at most a yuan
	case asCount:
		return []Value{Count(999)}
	case asNumber:
		return []Value{Number(88888888)}
	case asCode:
		return []Value{Code("8888")}
	case asReceipt:
		return []Value{Code("888888888888")}
	case asSlip:
		return []Value{Slip("TB1 88888888 888888888888 888888 D89999 B89999 S88888888 " + strings.Repeat("+", 86))}
	case asShort:
		return []Value{Minutes(1499*60 + 47)}
	case asKey:
		return []Value{Key(9)}
	case asPhone:
		return []Value{Phone("+8613888888888"), Phone("+8687188888888")}
	case asTime:
		return []Value{Time(now.Add(11*time.Hour + 47*time.Minute))}
	}
	days := []Value{Day(time.Time{}, now)} // when and day
	for d := range 60 {
		days = append(days, Clock(now.AddDate(0, 0, d).Add(11*time.Hour+47*time.Minute), now))
	}
	return days
}

// longestArgs are arguments for p that take the most room in a form.
func (w *words) longestArgs(p *prompt, f form) Args {
	args := Args{}
	for name, m := range p.args {
		args[name] = w.longest(m, f)
	}
	return args
}

// longestPurposes are all that hours come from and go to, visits included.
func (w *words) longestPurposes() (all []Value) {
	for kind := range w.vocabulary.Kind {
		all = append(all, Kind(kind))
	}
	for purpose := range w.vocabulary.Purpose {
		all = append(all, Purpose(purpose))
	}
	return all
}

// longest is the value that takes the most room when it is said in a manner.
func (w *words) longest(m manner, f form) (most Value) {
	var values []Value
	switch value, free := inFreeWords[m]; {
	case free:
		values = []Value{value(w.vocabulary.Longest[m]), value(w.vocabulary.Unknown[m])}
	case m == asWord:
		for _, word := range w.vocabulary.Door {
			values = append(values, Word(word))
		}
	case m == asWork:
		for kind := range w.vocabulary.Work {
			values = append(values, Work(kind))
		}
	case m == asPurpose:
		values = w.longestPurposes()
	case m == asMoves:
		last := Move{At: time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC), What: w.longest(asPurpose, f), Minutes: -(999*60 + 47)}
		values = []Value{Moves(last, last, last), Moves()}
	case m == asKind || m == asTask:
		for kind := range w.vocabulary.Kind {
			values = append(values, Kind(kind))
		}
	default:
		values = longValues(m)
	}
	room := -1
	for _, v := range values {
		if b, err := w.say(nil, m, v, f); err == nil && len([]rune(string(b))) > room {
			most, room = v, len([]rune(string(b)))
		}
	}
	return most
}
