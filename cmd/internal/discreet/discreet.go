// Package discreet is the last net under everything that is logged. Whoever
// logs a person logs a number of a row or a masked phone; but errors of
// libraries and panics carry what they like. Whatever looks like a telephone
// number or is a known secret is masked here before it is written.
//
// It knows nobody's name or address and cannot find them: those must not be
// put into messages and errors in the first place.
package discreet

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
)

// numbers finds what looks like a telephone number: seven digits or more,
// grouped or not, with a plus as it is or as in a URL. What comes before the
// group is left alone: names of calls and texts, pointers, days, decimals.
var numbers = regexp.MustCompile(`\b[A-Z]{2}[0-9a-f]{32}\b` +
	`|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b` +
	`|\b0x[0-9a-f]+` +
	`|\b\d{4}-\d\d-\d\d\b` +
	`|\b\d{1,6}\.\d+` +
	`|((?:\+|%2[Bb])?\d(?:[ ()-]{0,2}\d){6,})`)

// passwords finds the user of a URL.
var passwords = regexp.MustCompile(`://[^/\s@]+@`)

// A Mask hides telephone numbers and secrets in what is written.
type Mask struct{ secrets *strings.Replacer }

// shortestSecret is the shortest string that is hidden wherever it stands: a
// shorter one would be found in innocent words.
const shortestSecret = 6

// New is a mask that also hides these secrets, such as tokens.
func New(secrets ...string) Mask {
	var pairs []string
	for _, s := range secrets {
		if len(s) >= shortestSecret {
			pairs = append(pairs, s, "(secret)")
		}
	}
	return Mask{strings.NewReplacer(pairs...)}
}

// Text is s with what must not be read masked. Of a number the last four
// digits stay, so that one can ask for it.
func (m Mask) Text(s string) string {
	s = m.secrets.Replace(s)
	s = passwords.ReplaceAllString(s, "://…@")
	var b strings.Builder
	end := 0
	for _, at := range numbers.FindAllStringSubmatchIndex(s, -1) {
		if from, to := at[2], at[3]; from >= 0 {
			b.WriteString(s[end:from])
			b.WriteString("…" + lastFour(s[from:to]))
			end = to
		}
	}
	return b.String() + s[end:]
}

// lastFour are the last four digits of a number, without what groups them.
func lastFour(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
	return digits[len(digits)-4:]
}

// Logger writes to what log writes to, through the mask.
func (m Mask) Logger(log *slog.Logger) *slog.Logger {
	return slog.New(handler{m, log.Handler()})
}

// A handler masks messages and values, in groups and errors too.
type handler struct {
	mask Mask
	next slog.Handler
}

func (h handler) Enabled(ctx context.Context, l slog.Level) bool { return h.next.Enabled(ctx, l) }

func (h handler) WithGroup(name string) slog.Handler { return handler{h.mask, h.next.WithGroup(name)} }

func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.mask, h.next.WithAttrs(h.mask.attrs(attrs))}
}

func (h handler) Handle(ctx context.Context, r slog.Record) error {
	masked := slog.NewRecord(r.Time, r.Level, h.mask.Text(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		masked.AddAttrs(h.mask.attr(a))
		return true
	})
	return h.next.Handle(ctx, masked)
}

func (m Mask) attrs(attrs []slog.Attr) []slog.Attr {
	out := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		out[i] = m.attr(a)
	}
	return out
}

func (m Mask) attr(a slog.Attr) slog.Attr {
	a.Value = a.Value.Resolve()
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(m.Text(a.Value.String()))
	case slog.KindGroup:
		a.Value = slog.GroupValue(m.attrs(a.Value.Group())...)
	case slog.KindAny: // an error, most of the time
		said := fmt.Sprintf("%+v", a.Value.Any())
		if masked := m.Text(said); masked != said {
			a.Value = slog.StringValue(masked)
		}
	}
	return a
}
