// Package progress shows on one line of a terminal how far something long has
// come. It refuses to write to anything that is no terminal's.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"golang.org/x/term"
)

// Watched tells whether somebody looks at what is written to w.
func Watched(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// A Bar is that line. A nil one shows nothing.
type Bar struct {
	out   io.Writer
	then  string
	began time.Time
	drawn time.Time
}

// New is a bar on w, nil when nobody looks. Once all is done it says what comes
// then, until Clear.
func New(w io.Writer, then string) *Bar {
	if !Watched(w) {
		return nil
	}
	return &Bar{out: w, then: then, began: time.Now()}
}

// Draw shows that so many of so many entries are done.
func (b *Bar) Draw(done, total int64) {
	if b != nil {
		b.draw(time.Now(), done, total)
	}
}

// Clear clears the line.
func (b *Bar) Clear() {
	if b != nil {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}

// draw draws ten times a second at most.
func (b *Bar) draw(now time.Time, done, total int64) {
	const wide, often = 30, 100 * time.Millisecond
	switch {
	case done >= total:
		fmt.Fprint(b.out, "\r\x1b[K", b.then)
		return
	case now.Sub(b.drawn) < often:
		return
	}
	b.drawn = now
	full := int(wide * done / total)
	fmt.Fprintf(b.out, "\r\x1b[K%s%s %s of %s entries, %s a second", strings.Repeat("█", full), strings.Repeat("░", wide-full),
		humanize.Comma(done), humanize.Comma(total), PerSecond(done, now.Sub(b.began)))
}

// PerSecond is the rate of n in d, for people.
func PerSecond(n int64, d time.Duration) string {
	return humanize.Comma(int64(float64(n) / max(d, time.Microsecond).Seconds()))
}
