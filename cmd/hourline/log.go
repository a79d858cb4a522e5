package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/dustin/go-humanize"

	"hourline/cmd/internal/progress"
	"hourline/cmd/internal/witness"
	"hourline/ledger"
	"hourline/ledger/proof"
)

type logCommand struct {
	Key        logKey        `cmd:"" help:"Print the public log's verifier key."`
	Checkpoint logCheckpoint `cmd:"" help:"Print the newest checkpoint, with all signatures."`
	Witnesses  logWitnesses  `cmd:"" help:"List who signs the log too, and how far."`
}

// errNoLog says what a bank without a log needs.
var errNoLog = errors.New("nothing is signed yet: the first \"hourline serve\" makes the log's key and signs")

type logKey struct{ books }

// Help is what log key --help adds.
func (logKey) Help() string {
	return `The verifier key is public: whoever has it can check receipts, read the log with "hourline verify --url", and be its
witness. Hand it over on paper or in person, not over the network that is to be checked: to the civil-affairs bureau
together with the log's address, which is the public URL with /log behind it, and to whoever asks. It never changes;
when it does, another log has begun.

	hourline log key
	hourline log key > log.pub

A bureau that wants to be a witness runs any C2SP witness (tlog-witness), makes this key known to it, and gives back its own
verifier key and its address; both together are what --witness of "hourline serve" takes.`
}

// Run prints the key alone, so that it can be written into a file.
func (l *logKey) Run(c *console) error {
	return withBank(c, l.books, func(bank *ledger.Bank) error {
		key, err := bank.PublicKey(c.ctx)
		if err == nil && key == "" {
			err = errNoLog
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(c.out, key)
		if progress.Watched(c.out) {
			fmt.Fprintln(c.errs, "\nWhoever has this line can check the log; \"hourline log key --help\" says how to hand it over.")
		}
		return nil
	})
}

type logCheckpoint struct {
	books
	Witnessed bool `help:"The newest that a witness has signed, instead of the newest."`
}

// Help is what log checkpoint --help adds.
func (logCheckpoint) Help() string {
	return `A checkpoint says how many entries the log has and what they come to, signed by the bank and, below, by its witnesses. The
newest is signed within a second; witnesses are asked about once a minute. Kept somewhere else, it binds the bank to its
past: "hourline verify --from" tells whether the books still begin with it.

	hourline log checkpoint
	hourline log checkpoint --witnessed > seen`
}

// Run prints the checkpoint as it is published.
func (l *logCheckpoint) Run(c *console) error {
	return withBank(c, l.books, func(bank *ledger.Bank) error {
		signed, err := bank.Newest(c.ctx)
		if l.Witnessed {
			signed, err = bank.Witnessed(c.ctx, 0)
		}
		switch {
		case err != nil:
			return err
		case signed == nil && l.Witnessed:
			return errors.New("no witness has signed yet: \"hourline log witnesses\" tells more")
		case signed == nil:
			return errNoLog
		}
		_, err = c.out.Write(signed)
		return err
	})
}

type logWitnesses struct {
	books
	Witness []string `json:"-" sep:"," env:"HOURLINE_WITNESSES" placeholder:"'KEY URL'" help:"Those of the settings, to show those too who have never answered."`
}

// Help is what log witnesses --help adds.
func (logWitnesses) Help() string {
	return `For each witness: how many entries of the log it has signed for, when, by its own clock, and how many have come since.
Exits 1 when one says that it has seen another history of these books, because then one of the two is wrong: an older
copy was put back, somebody else has the key, or the witness errs.

	hourline log witnesses`
}

// Run prints the table.
func (l *logWitnesses) Run(c *console) error {
	asked, err := witness.ParseAll(l.Witness)
	if err != nil {
		return misuse{fmt.Errorf("--witness: %w", err)}
	}
	return withBank(c, l.books, func(bank *ledger.Bank) error {
		known, size, err := signedSoFar(c, bank)
		if err != nil {
			return err
		}
		for _, w := range asked {
			known = withNew(known, w)
		}
		if len(known) == 0 {
			fmt.Fprintln(c.out, "nobody signs the log too; \"hourline serve --witness\" asks whom you name")
			return nil
		}
		return printWitnesses(c, known, size)
	})
}

// signedSoFar are those in the books, and how many entries are signed.
func signedSoFar(c *console, bank *ledger.Bank) (known []ledger.Witness, size int64, err error) {
	key, err := bank.PublicKey(c.ctx)
	if err == nil && key == "" {
		err = errNoLog
	}
	if err != nil {
		return nil, 0, err
	}
	signed, err := bank.Newest(c.ctx)
	if err != nil {
		return nil, 0, err
	}
	at, err := proof.OpenCheckpoint(signed, key)
	if err != nil {
		return nil, 0, err
	}
	known, err = bank.Witnesses(c.ctx)
	return known, at.N, err
}

// withNew adds one who has never answered.
func withNew(known []ledger.Witness, w witness.Witness) []ledger.Witness {
	for _, k := range known {
		if k.Key == w.String() {
			return known
		}
	}
	return append(known, ledger.Witness{Name: w.Name(), Key: w.String()})
}

func printWitnesses(c *console, known []ledger.Witness, size int64) error {
	t := table{right: "-r-r-"}
	t.row("witness", "has signed", "when", "behind by", "says")
	disputes := 0
	for _, w := range known {
		when, says := "never", ""
		if !w.At.IsZero() {
			when = moment(w.At, time.Local)
		}
		if w.Dispute > 0 {
			disputes++
			says = fmt.Sprintf("on %s: that it has signed for %s others", moment(w.Said, time.Local), humanize.Comma(w.Dispute))
		}
		t.row(w.Name, humanize.Comma(w.Size), when, humanize.Comma(size-w.Size), says)
	}
	if err := t.print(c.out); err != nil {
		return err
	}
	if disputes > 0 {
		return fmt.Errorf("%d have seen another history of these books: compare with them before anything else is given out", disputes)
	}
	return nil
}

// withBank reads the books.
func withBank(c *console, b books, fn func(*ledger.Bank) error) error {
	centre, err := b.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	return fn(centre.Bank)
}
