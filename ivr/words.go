package ivr

import (
	"time"

	"hourline/ledger/care"
	"hourline/prompts"
)

// say makes a Point's words of prompts that take the turn's own arguments.
func say(keys ...string) func(*Turn) []Words {
	return func(t *Turn) []Words {
		var out []Words
		for _, key := range keys {
			out = append(out, t.words(key))
		}
		return out
	}
}

// words is one prompt with the turn's arguments.
func (t *Turn) words(key string) Words { return Words{Key: key, Short: t.Short, Args: t.args()} }

// args are all arguments that a prompt may name in this turn.
func (t *Turn) args() prompts.Args {
	a := prompts.Args{"bank": prompts.Bank(t.Bank), "name": prompts.Name(t.Who.Name)}
	if t.Kind != "" {
		a["kind"] = prompts.Kind(string(t.Kind))
		a["day"] = t.day()
	}
	if t.Booked {
		appointmentArgs(a, t.Appointment, t.Now)
		a["word"] = t.doorWord()
	}
	if t.Case.ID != 0 {
		caseArgs(a, t)
	}
	if t.Task.ID != 0 {
		taskArgs(a, t.Task, t.Now)
	}
	return a
}

// day is the day that the caller chose, as it is spoken now: midnight may have
// passed since.
func (t *Turn) day() prompts.Value {
	return prompts.Day(t.When.Meant(dayOf(t.Day, t.Now.Location()), t.Now), t.Now)
}

// dayNumber is a day as it stands in an address, such as 20261124; 0 for none.
func dayNumber(day time.Time) int {
	if day.IsZero() {
		return 0
	}
	y, m, d := day.Date()
	return (y*100+int(m))*100 + d
}

// dayOf is the first moment of a day, zero for none and for what is no day.
func dayOf(number int, place *time.Location) time.Time {
	if number < 1970_01_01 || number > 9999_12_31 {
		return time.Time{}
	}
	return care.DayStart(number/10_000, time.Month(number/100%100), number%100, place)
}

// doorWord is what the visitor says first, in the elder's language: it is
// said at her door.
func (t *Turn) doorWord() prompts.Value {
	word, err := t.Prompts.DoorWord(t.Appointment.Elder.Lang, t.Appointment.Request.Visit.DoorWord)
	if err != nil {
		return prompts.Value{} // saying it fails, and the caller gets a person
	}
	return prompts.Word(word)
}

// appointmentArgs adds what is to be said of an appointment.
func appointmentArgs(a prompts.Args, p care.Appointment, now time.Time) {
	r := p.Request
	a["name"] = prompts.Name(p.Elder.Name)
	a["kind"] = prompts.Kind(string(r.Kind))
	a["gone"] = prompts.Name(p.Gone.Name)
	a["day"] = prompts.Day(r.Day(), now)
	a["when"] = prompts.Day(r.Day(), now)
	if !r.Taken() {
		return
	}
	a["helper"] = prompts.Name(p.Helper.Name)
	a["along"] = prompts.Name(p.Along.Name)
	a["when"] = prompts.Clock(r.Visit.ExpectedAt(), now)
	a["day"] = prompts.Day(r.Visit.ExpectedAt(), now)
	a["minutes"] = prompts.Minutes(r.Visit.Credited)
	a["others"] = prompts.Minutes(p.Also.Credited)
}

// caseArgs adds what is to be said of an emergency. The address is for those
// prompts only that the acceptor hears.
func caseArgs(a prompts.Args, t *Turn) {
	k := t.Case
	a["case"] = prompts.Number(k.Number)
	a["place"] = prompts.Place(k.Community)
	if by, ok := k.Acceptor(); ok {
		a["helper"] = prompts.Name(by.Name)
		if k.Progress.By == t.Responder {
			a["name"] = prompts.Name(k.Subject())
			a["address"] = prompts.Place(k.Address())
		}
	} else if ringing := k.Ringing(t.Now); len(ringing) > 0 {
		a["helper"] = prompts.Name(k.Ladder.Responders[ringing[0]].Name)
	}
}
