package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/dustin/go-humanize"
	"golang.org/x/mod/sumdb/note"

	"hourline/cmd/internal/monitor"
	"hourline/cmd/internal/progress"
	"hourline/ledger/proof"
)

// A remoteCheck is verify of a log that somebody serves, and of checkpoints
// that were saved.
type remoteCheck struct {
	URL  string `name:"url" placeholder:"URL" help:"Check the public log at this address instead of the books."`
	From string `placeholder:"FILE" help:"A checkpoint that was saved before: it must be the beginning of what is there now. With the name of --save, it may be missing the first time."`
	To   string `placeholder:"FILE" help:"With --from: only whether one saved checkpoint is the beginning of the other."`
	New  bool   `help:"With --from and --url: read only the entries after it, because those before were read then."`
	Save string `placeholder:"FILE" help:"With --url: keep the checkpoint there when all is right."`
}

func (r remoteCheck) asked() bool {
	return r.URL != "" || r.From != "" || r.To != "" || r.New || r.Save != ""
}

// A follower checks one log.
type follower struct {
	remoteCheck
	*console
	key       string
	witnesses []proof.Cosigner
	from      *saved // nil when there is none
}

// A saved checkpoint is one in a file.
type saved struct {
	proof.Checkpoint
	file string
}

func (r remoteCheck) run(c *console, b books, key string, witnesses []string) error {
	switch {
	case r.URL == "" && (r.New || r.Save != ""):
		return misuse{errors.New("--new and --save go with --url")}
	case r.From == "" && (r.To != "" || r.New):
		return misuse{errors.New("--to and --new go with --from")}
	case r.To != "" && (r.New || r.Save != ""):
		return misuse{errors.New("--to compares two files: leave --new and --save out")}
	}
	f := follower{remoteCheck: r, console: c}
	for _, named := range witnesses {
		text, err := keyOf(named, func(line string) error { _, err := proof.ParseCosigner(line); return err })
		if err != nil {
			return misuse{fmt.Errorf("--witness: %w", err)}
		}
		w, err := proof.ParseCosigner(text)
		if err != nil {
			return misuse{err}
		}
		f.witnesses = append(f.witnesses, w)
	}
	if r.URL == "" {
		return f.inBooks(b, key)
	}
	if err := monitor.CheckURL(r.URL); err != nil {
		return misuse{fmt.Errorf("--url: %w", err)}
	}
	if err := f.trust(key); err != nil {
		return err
	}
	if r.To != "" {
		return f.between()
	}
	return f.whole()
}

// trust takes the log's key, and opens what was saved by it.
func (f *follower) trust(key string) (err error) {
	f.key, err = keyOf(key, func(line string) error { _, err := note.NewVerifier(line); return err })
	if err != nil {
		return misuse{fmt.Errorf("--key: %w; the bank gives it out: it is what \"hourline log key\" prints there", err)}
	}
	if f.From == "" {
		return nil
	}
	last := f.URL == "" && f.To == ""
	from, err := f.open("--from", f.From, last)
	if errors.Is(err, fs.ErrNotExist) && f.From == f.Save {
		fmt.Fprintf(f.errs, "%s is not there yet: this is the first time\n", f.From)
		return nil
	}
	f.from = &from
	return err
}

// mostSaved is more than any checkpoint has.
const mostSaved = 64 << 10

// open reads a saved checkpoint. The last of all that are compared must have
// been signed by the witnesses too.
func (f *follower) open(flag, file string, last bool) (saved, error) {
	r, err := os.Open(file)
	if err != nil {
		return saved{}, misuse{fmt.Errorf("%s: %w", flag, err)}
	}
	defer r.Close()
	signed, err := io.ReadAll(io.LimitReader(r, mostSaved))
	if err != nil {
		return saved{}, misuse{fmt.Errorf("%s: %w", flag, err)}
	}
	witnesses := f.witnesses
	if !last {
		witnesses = nil
	}
	at, by, err := monitor.Open(signed, f.key, witnesses)
	if err != nil {
		return saved{}, fmt.Errorf("%s: %w", file, err)
	}
	f.signers(by)
	return saved{at, file}, nil
}

// whole reads all of the log, or all that is new.
func (f *follower) whole() error {
	began := time.Now()
	bar := progress.New(f.errs, "all entries are read; now the tiles above them")
	log := monitor.Log{URL: f.URL, Key: f.key, Witnesses: f.witnesses, Progress: bar.Draw}
	var earlier *proof.Checkpoint
	if f.from != nil {
		earlier = &f.from.Checkpoint
	}
	r, err := log.Verify(f.ctx, earlier, f.New)
	bar.Clear()
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		return fmt.Errorf("the log at %s is not whole: %w", f.URL, err)
	}
	took := time.Since(began)
	fmt.Fprintf(f.out, "the log %s is whole: %s entries, %s of them read now, and %s tiles, in %s, %s entries a second\n",
		r.Checkpoint.Origin, humanize.Comma(r.Checkpoint.N), humanize.Comma(r.Entries), humanize.Comma(r.Tiles), took.Round(time.Millisecond), progress.PerSecond(r.Entries, took))
	fmt.Fprintf(f.out, "its root is %v\n", r.Checkpoint.Hash)
	if f.from != nil {
		fmt.Fprintf(f.out, "it goes on from %s, with %s entries\n", f.from.file, humanize.Comma(f.from.N))
	}
	f.signers(r.Cosignatures)
	if f.Save == "" {
		return nil
	}
	return writeOnly(f.Save, func(w io.Writer) error { _, err := w.Write(r.Signed); return err })
}

func (f *follower) signers(all []proof.Cosignature) {
	for _, c := range all {
		fmt.Fprintf(f.out, "%s has signed it too, on %s\n", c.Witness, moment(c.At, time.Local))
	}
}

// between compares two saved checkpoints by the tiles of the log.
func (f *follower) between() error {
	to, err := f.open("--to", f.To, true)
	if err != nil {
		return err
	}
	log := monitor.Log{URL: f.URL}
	if err := log.Continues(f.ctx, f.from.Checkpoint, to.Checkpoint); err != nil {
		return fmt.Errorf("%s is not the beginning of %s: %w", f.From, f.To, err)
	}
	return f.begins(to)
}

func (f *follower) begins(to saved) error {
	_, err := fmt.Fprintf(f.out, "%s, with %s entries, is the beginning of %s, with %s\n", f.from.file, humanize.Comma(f.from.N), to.file, humanize.Comma(to.N))
	return err
}

// inBooks compares saved checkpoints with the books, without a network.
func (f *follower) inBooks(b books, key string) error {
	centre, err := b.look(f.console)
	if err != nil {
		return err
	}
	defer centre.Close()
	if key == "" {
		if key, err = centre.Bank.PublicKey(f.ctx); err != nil {
			return err
		}
	}
	if err := f.trust(key); err != nil {
		return err
	}
	all := []saved{*f.from}
	if f.To != "" {
		to, err := f.open("--to", f.To, true)
		if err != nil {
			return err
		}
		if to.N < f.from.N {
			return fmt.Errorf("%s is not the beginning of %s: it has %d entries, and the other %d", f.From, f.To, f.from.N, to.N)
		}
		all = append(all, to)
	}
	for _, s := range all {
		root, err := centre.Bank.Root(f.ctx, s.N)
		if err != nil {
			return fmt.Errorf("%s is not in the books: %w", s.file, err)
		}
		if root != s.Hash {
			return fmt.Errorf("%s is not in the books: their first %d entries are not those that were signed", s.file, s.N)
		}
	}
	if len(all) == 2 {
		return f.begins(all[1])
	}
	_, err = fmt.Fprintf(f.out, "%s, with %s entries, is the beginning of these books\n", f.from.file, humanize.Comma(f.from.N))
	return err
}
