package care

import (
	"log/slog"
	"strconv"
)

// GoString keeps whole numbers out of %#v.
func (p Phone) GoString() string { return strconv.Quote(p.String()) }

// What carries names, addresses or phones is logged by its number, whatever
// handler writes the log.

// LogValue is the member's number.
func (m Member) LogValue() slog.Value { return slog.StringValue(m.Number) }

// LogValue is the contact's masked phone.
func (c Contact) LogValue() slog.Value { return c.Phone.LogValue() }

// LogValue is the responder's member id and masked phone.
func (r Responder) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("member", r.Member), slog.Any("phone", r.Phone))
}

// LogValue is how many responders there are.
func (l Ladder) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("responders", len(l.Responders)))
}

// LogValue is the case's id and state.
func (c Case) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("case", c.ID), slog.String("state", string(c.Progress.State)))
}

// LogValue is where the alarm came from.
func (a Alarm) LogValue() slog.Value {
	return slog.GroupValue(slog.String("source", a.Source), slog.Any("phone", a.Phone))
}

// LogValue is the row's id and kind; its key may hold a number.
func (o Outgoing) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("outgoing", o.ID), slog.String("kind", o.Kind), slog.Any("phone", o.Phone))
}

// LogValue tells nothing: facts are what is said to one person.
func (f Facts) LogValue() slog.Value { return slog.StringValue("(private)") }

// LogValue is the carrier's name of the text.
func (t Text) LogValue() slog.Value {
	return slog.GroupValue(slog.String("message", t.SID), slog.Any("phone", t.From))
}

// LogValue is the ticket's id and kind.
func (t Ticket) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("ticket", t.ID), slog.String("kind", string(t.Kind)))
}

// LogValue is the number's word and masked phone.
func (n Number) LogValue() slog.Value {
	return slog.GroupValue(slog.String("who", string(n.Who)), slog.Any("phone", n.Phone))
}

// LogValue is how many steps there are.
func (p Plan) LogValue() slog.Value { return slog.GroupValue(slog.Int("steps", len(p.Steps))) }

// LogValue is which version it is.
func (a Arrangement) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("version", a.Version))
}

// LogValue tells nothing: the file may hold numbers.
func (LadderFile) LogValue() slog.Value { return slog.StringValue("(private)") }

// LogValue is how many shifts there are.
func (r Roster) LogValue() slog.Value { return slog.GroupValue(slog.Int("shifts", len(r.Shifts))) }

// LogValue is the line's masked phone.
func (l Line) LogValue() slog.Value { return l.Phone.LogValue() }

// LogValue is the redemption's id and state.
func (r Redemption) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("redemption", r.ID), slog.String("state", string(r.State)))
}
