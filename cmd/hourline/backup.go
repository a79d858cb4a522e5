package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/dustin/go-humanize"

	"hourline/cmd/internal/backup"
	"hourline/cmd/internal/progress"
)

type backupCommand struct {
	books
	To      string `env:"HOURLINE_BACKUP_TO" help:"Folder for backups, best on another disk; the folder backups beside the books when empty." type:"path" placeholder:"FOLDER"`
	Keep    []int  `default:"7,5,12" env:"HOURLINE_BACKUP_KEEP" help:"Of how many of the last days, weeks and months one is kept." placeholder:"D,W,M"`
	WithKey bool   `help:"Put the secret key of the public log into the backup too."`
}

// Help is what backup --help adds.
func (backupCommand) Help() string {
	return `Copies the books into one file while the gateway goes on, reads the copy back from the disk, verifies every entry,
balance and signature in it, and only then gives it its name, the date and time (UTC). Then old backups are removed:
the newest of each of the last 7 days, 5 weeks and 12 months stays, and so does the newest one in any case. Whatever
goes wrong, the backups that were there stay, and the next backup clears away what was left unfinished.

	hourline backup --to /mnt/usb/hourline
	hourline backup --to /mnt/usb/hourline --keep 14,8,24
	hourline verify --data /mnt/usb/hourline/hourline-2026-11-25T190000Z
	hourline restore /mnt/usb/hourline --data /var/lib/hourline

The backup has names, addresses and hours in it: keep it as safe as the books. It has no log.key: whoever has the
books and that key can sign another history in the bank's name. The key never changes, so copy it once, to paper or a
disk in a safe. --with-key is for a folder that is as safe as this machine.

"hourline serve --backup-to FOLDER" does this every day by itself.`
}

// Run makes a backup.
func (b *backupCommand) Run(c *console) error {
	keep, err := backup.ParseKeep(b.Keep)
	if err != nil {
		return misuse{fmt.Errorf("--keep: %w", err)}
	}
	if b.To == "" {
		b.To = filepath.Join(b.Data, "backups")
		if err := os.Mkdir(b.To, 0o700); err != nil && !os.IsExist(err) {
			return err
		}
	}
	beNice()
	bar := progress.New(c.errs, "all entries of the copy are folded; now its pages and indexes")
	made, err := backup.Take(c.ctx, backup.Options{Data: b.Data, To: b.To, Keep: keep, WithKey: b.WithKey, Program: version(), Progress: bar.Draw})
	bar.Clear()
	if errors.Is(err, backup.ErrNoFolder) {
		return misuse{err}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "backed up and verified: %s entries, %s, in %s\n%s\n", humanize.Comma(made.Entries), humanize.Bytes(uint64(made.Bytes)), made.Took.Round(time.Millisecond), made.Path)
	for _, path := range made.Removed {
		fmt.Fprintf(c.out, "removed %s\n", filepath.Base(path))
	}
	for _, path := range made.Left {
		fmt.Fprintf(c.errs, "hourline: %s is old, but has something in it that no backup wrote, so it stays\n", path)
	}
	if made.SameDisk {
		fmt.Fprintln(c.errs, "hourline: the backup is on the same disk as the books, and would be lost with it; name a folder on another with --to")
	}
	return nil
}
