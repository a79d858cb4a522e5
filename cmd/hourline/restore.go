package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/dustin/go-humanize"

	"hourline/cmd/internal/backup"
	"hourline/cmd/internal/progress"
	"hourline/ledger"
)

type restoreCommand struct {
	books
	From   string `arg:"" help:"A backup, a folder of backups, of which the newest is taken, or a file of books that was copied by other means." type:"path"`
	Key    string `help:"The log's secret key, where neither the folder of the books nor the backup has it." type:"path" placeholder:"FILE"`
	Signed string `help:"The newest checkpoint of the public log that anybody has, where the folder of the books has none." type:"path" placeholder:"FILE"`
	NewLog bool   `help:"End the public log, and let the next start begin another: where what was signed is lost."`
}

// Help is what restore --help adds.
func (restoreCommand) Help() string {
	return `Checks that the backup is what it was, copies it beside the books, verifies every entry, balance and signature, and
puts it in place. What was there is moved into a folder of its own. If anything is wrong, nothing is changed. Stop the
gateway first.

	hourline restore /mnt/usb/hourline --data /var/lib/hourline
	hourline restore /mnt/usb/hourline/hourline-2026-11-25T190000Z --data /var/lib/hourline
	hourline restore /mnt/usb/hourline --data /var/lib/hourline --key /mnt/safe/log.key --signed checkpoint

What the bank has signed last stands in the file checkpoint beside the books. If the copy has all of that, the public
log goes on. If entries were signed that the copy lacks, going on would sign two histories, so this command refuses:
look for a newer copy first. Only if there is none, add --new-log. The old log ends where it ended, what it signed can
be checked as ever, and the next start begins another under another name; tell whoever follows it.

On a new machine there is no such file. Bring it from the old disk, or take it from where the log was public
(https://HOST/log/checkpoint) or from a witness, and name it with --signed.`
}

// Run puts a copy in place.
func (r *restoreCommand) Run(c *console) error {
	bar := progress.New(c.errs, "all entries of the copy are folded; now its pages and indexes")
	done, err := backup.Restore(c.ctx, backup.Restoring{
		From: r.From, Data: r.Data, Key: r.Key, Signed: r.Signed, NewLog: r.NewLog, Program: version(), Progress: bar.Draw,
	})
	bar.Clear()
	switch {
	case errors.Is(err, ledger.ErrOwned):
		return fmt.Errorf("a gateway, or another command, has the books in %s open: stop it first", r.Data)
	case errors.Is(err, ledger.ErrForked):
		return fmt.Errorf("not restored: this copy lacks something that was signed (%w); look for a newer one, and if there is none, add --new-log", err)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, backup.ErrNone), errors.Is(err, backup.ErrUnknown), errors.Is(err, backup.ErrNoKey):
		return misuse{err}
	case err != nil:
		return err
	}
	fmt.Fprintf(c.out, "restored and verified: %s entries from %s\n", humanize.Comma(done.Entries), done.From)
	if !done.Newest.IsZero() {
		fmt.Fprintf(c.out, "the newest is of %s: what was done later is not in these books\n", done.Newest.Local().Format("2006-01-02 15:04:05"))
	}
	if done.Aside != "" {
		fmt.Fprintf(c.out, "what was there before is in %s\n", done.Aside)
	}
	switch {
	case done.Ended != "":
		fmt.Fprintf(c.out, "the public log %s has ended; the next start begins another: tell whoever follows it\n", done.Ended)
	case done.Log != "":
		fmt.Fprintf(c.out, "the public log %s goes on\n", done.Log)
	}
	return nil
}
