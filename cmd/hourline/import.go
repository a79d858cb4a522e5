package main

import (
	"fmt"
	"os"
	"time"

	"github.com/dustin/go-humanize"

	"hourline/cmd/internal/gateway"
	"hourline/cmd/internal/progress"
	"hourline/ledger"
	"hourline/ledger/care"
)

type importCommand struct {
	books
	File   string `json:"-" arg:"" type:"existingfile" help:"The archive that hourline export wrote."`
	Key    string `placeholder:"PUBLIC" help:"Public key of the bank that wrote it, as it publishes it; without it whoever signed the archive is believed."`
	LogKey string `placeholder:"FILE" type:"existingfile" help:"log.key of the bank that wrote it, to go on under the name of its log; without it a new log begins over the same tree."`
}

// Help is what import --help adds.
func (importCommand) Help() string {
	return `Checks the archive's signature and the sum of every file, loads it, makes the public log again from the entries, and
verifies all of it before anything stands in the folder. Then the bank goes on: its next entry is the next leaf of the
same tree, and receipts from before are as good as ever. There must be no bank in the folder, or an empty one.
Ended in the middle, it can be begun again. An export of an older program is brought up to date.

With --log-key the log goes on under its name: take the key only when the old bank has stopped for good, and its
last export is the one that you import. Give this command the key where it lies, beside the file "checkpoint": an
export from before the bank's last day is then refused. Without the key, whoever follows the log must be told its new
name and key. Never let two banks go on from one export: both would ring the same people.

	hourline import bank-2026-11.zip --data ./data --log-key /media/usb/log.key
	hourline import bank-2026-11.zip --data ./data --key hours.example.org/log+7d2ce9ab+AX…`
}

// Run makes a bank out of an archive.
func (i *importCommand) Run(c *console) error {
	if err := os.MkdirAll(i.Data, 0o700); err != nil {
		return misuse{fmt.Errorf("--data: %w", err)}
	}
	began := time.Now()
	bar := progress.New(c.errs, "done; one moment")
	im := ledger.Import{Key: i.Key, LogKey: i.LogKey, Progress: bar.Draw, Stage: func(what string) error {
		bar.Clear()
		_, err := fmt.Fprintf(c.errs, "%s\n", what)
		return err
	}}
	done, err := care.Import(c.ctx, i.File, gateway.BooksIn(i.Data), care.Config{}, im)
	bar.Clear()
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "the bank is in %s: %s entries of %s accounts, all verified in %s\n", i.Data, humanize.Comma(done.N), humanize.Comma(done.Report.Accounts), time.Since(began).Round(time.Millisecond))
	if i.Key == "" {
		fmt.Fprintf(c.out, "signed by %s: compare this key with the one that the bank has published\n", done.Key)
	}
	if done.SameLog {
		_, err = fmt.Fprintln(c.out, "its log goes on under its name")
	} else {
		_, err = fmt.Fprintln(c.out, `a new log goes on over the same tree with the next "hourline serve": tell its name and key to whoever follows the old one`)
	}
	return err
}
