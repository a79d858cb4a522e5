package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"hourline/ledger"
)

type verifyCommand struct{ books }

// Help is what verify --help adds.
func (verifyCommand) Help() string {
	return `Reads every entry again from the first, recomputes every balance, and compares it with what the books say. Works
beside a running gateway. When the books are not whole it names each difference and exits 1.

	hourline verify
	hourline verify --data /mnt/copy-of-the-books && echo whole`
}

// Run checks the whole journal.
func (v *verifyCommand) Run(c *console) error {
	centre, err := v.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	return verify(c, centre.Bank)
}

// verify folds the journal, and fails when the books are not whole.
func verify(c *console, bank *ledger.Bank) error {
	var progress func(done, total int64)
	began := time.Now()
	if watched(c.errs) {
		b := bar{out: c.errs, began: began}
		progress = func(done, total int64) { b.draw(time.Now(), done, total) }
	}
	report, err := bank.Verify(c.ctx, progress)
	if err != nil {
		return err
	}
	for _, d := range report.Differences {
		fmt.Fprintln(c.out, d)
	}
	if n := len(report.Differences); n > 0 {
		return fmt.Errorf("the books are not whole: %d differences; keep the file as it is, and compare it with the last backup", n)
	}
	took := time.Since(began)
	fmt.Fprintf(c.out, "the books are whole: %s entries folded and %s accounts compared in %s",
		humanize.Comma(report.Entries), humanize.Comma(report.Accounts), took.Round(time.Millisecond))
	if took > time.Second {
		fmt.Fprintf(c.out, ", %s entries a second", perSecond(report.Entries, took))
	}
	_, err = fmt.Fprintln(c.out)
	return err
}

// A bar shows on one line of a terminal how far a check has come.
type bar struct {
	out   io.Writer
	began time.Time
	drawn time.Time
}

// draw shows that so many of so many entries are done, ten times a second at
// most, and clears the line at the end.
func (b *bar) draw(now time.Time, done, total int64) {
	const wide, often = 30, 100 * time.Millisecond
	switch {
	case done >= total:
		fmt.Fprint(b.out, "\r\x1b[K")
		return
	case now.Sub(b.drawn) < often:
		return
	}
	b.drawn = now
	full := int(wide * done / total)
	fmt.Fprintf(b.out, "\r\x1b[K%s%s %s of %s entries, %s a second", strings.Repeat("█", full), strings.Repeat("░", wide-full),
		humanize.Comma(done), humanize.Comma(total), perSecond(done, now.Sub(b.began)))
}

// perSecond is the rate of n in d, for people.
func perSecond(n int64, d time.Duration) string {
	return humanize.Comma(int64(float64(n) / max(d, time.Microsecond).Seconds()))
}
