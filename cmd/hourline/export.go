package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"time"

	"github.com/dustin/go-humanize"

	"hourline/cmd/internal/progress"
	"hourline/ledger"
	"hourline/ledger/archive"
	"hourline/ledger/care"
)

type exportCommand struct {
	books
	File          string `json:"-" arg:"" type:"path" help:"The archive to write, a zip; it must not be there yet."`
	WithoutPeople bool   `help:"Leave out names, telephones, addresses, health and secrets: a copy for who supervises the bank. No bank goes on from it."`
	Actor         string `placeholder:"WHO" help:"Who takes it: a member's number, or a name; kept in the audit. Without it, the user of this machine."`
}

// Help is what export --help adds.
func (exportCommand) Help() string {
	return `Writes everything that the bank knows, as it is at one moment, into one archive: a zip of CSV files with a README in
Chinese and English, the public log, the sums of all files, and the signature of the log's key. It is readable without
this program, and "hourline import" goes on from it with the same books. A running gateway goes on meanwhile. Ended
in the middle, nothing stands under the name.

It holds names, telephones, addresses and health of everybody: keep it as you would keep medical files, on a disk that
is encrypted. The key of the log is not in it; keep data/log.key elsewhere.

	hourline export /media/usb/bank-2026-11.zip --actor 10000105
	hourline export for-the-bureau.zip --without-people
	sha256sum -c SHA256SUMS`
}

// Run keeps who takes the books out, and then writes them.
func (e *exportCommand) Run(c *console) error {
	if _, err := os.Lstat(e.File); !errors.Is(err, fs.ErrNotExist) {
		return misuse{errors.Join(fmt.Errorf("%s is there already: name another file", e.File), err)}
	}
	centre, err := e.look(c)
	if err != nil {
		return err
	}
	if err := centre.Close(); err != nil {
		return err
	}
	if e.Actor == "" {
		e.Actor = onThisMachine()
	}
	if e.WithoutPeople {
		fmt.Fprintln(c.errs, "hourline: names, telephones, addresses, health and secrets are left out")
	} else {
		fmt.Fprintln(c.errs, "hourline: this file will hold names, telephones, addresses and health of everybody in the books: keep it as you would keep medical files (--without-people leaves them out)")
	}
	if err := e.change(c, e); err != nil {
		return err
	}
	return e.write(c)
}

// apply keeps who does it.
func (e *exportCommand) apply(ctx context.Context, centre *care.Centre, _ io.Writer) error {
	return centre.TakeOut(ctx, e.Actor, e.WithoutPeople)
}

// onThisMachine is the user whose program this is.
func onThisMachine() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "somebody at the machine"
}

func (e *exportCommand) write(c *console) error {
	centre, err := e.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	began := time.Now()
	bar := progress.New(c.errs, "all entries are written; now the public log, which takes a while too")
	var said archive.Statement
	err = writeOnly(e.File, func(file io.Writer) (err error) {
		out := bufio.NewWriterSize(file, 1<<20)
		said, err = centre.Bank.Export(c.ctx, out, ledger.Export{WithoutPeople: e.WithoutPeople, Progress: bar.Draw})
		return errors.Join(err, out.Flush())
	})
	bar.Clear()
	if err != nil {
		return err
	}
	info, err := os.Stat(e.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s holds %s entries, %s, written in %s\n", e.File, humanize.Comma(said.N), humanize.Bytes(uint64(info.Size())), time.Since(began).Round(time.Millisecond))
	_, err = fmt.Fprintf(c.out, "signed by %s\n", said.Key)
	return err
}
