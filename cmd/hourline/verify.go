package main

import (
	"fmt"
	"runtime/debug"
	"time"

	"github.com/dustin/go-humanize"
	plural "github.com/dustin/go-humanize/english"

	"hourline/cmd/internal/progress"
	"hourline/ledger"
)

type verifyCommand struct {
	books
	receiptCheck
	remoteCheck
}

// Help is what verify --help adds.
func (verifyCommand) Help() string {
	return `Reads every entry again from the first, recomputes every balance, and compares it with what the books say. Works
beside a running gateway. Each entry is held against its leaf in the public log, each tile and each policy against what was
signed. When the books are not whole it names each difference (which entry, account, tile, checkpoint or policy) and exits 1.

	hourline verify
	hourline verify --data /mnt/copy-of-the-books && echo whole

With --receipt or --slip it needs no books: it checks what a member holds by the log's public key alone, on any machine and
without a network, says what that proves and what it does not, and exits 1 when a letter of it was changed.

	hourline verify --receipt 000020571308.tlog-proof --key log.pub
	hourline verify --receipt 000020571308.tlog-proof --key log.pub --witness bureau.pub --lang en
	hourline verify --slip "TB1 7f3a91c2 000020571308 261123 C120 B2250 S17 …" --key log.pub

With --url it reads the public log of any bank over the network, as anybody can: it checks who has signed the checkpoint,
every leaf and every tile up to the root, and exits 1 with what differs at the first difference. With --from, a checkpoint
that was saved before must be the beginning of it; a bank that has changed or taken back anything cannot pass. Do this
every night with one file, and nothing is read twice:

	hourline verify --url https://hours.example.org/log --key log.pub --witness bureau.pub
	hourline verify --url https://hours.example.org/log --key log.pub --save seen
	hourline verify --url https://hours.example.org/log --key log.pub --from seen --new --save seen
	hourline verify --url https://hours.example.org/log --key log.pub --from seen.march --to seen.may
	hourline verify --from seen --data /mnt/copy-of-the-books`
}

// Run checks the whole journal.
func (v *verifyCommand) Run(c *console) error {
	if v.receiptCheck.asked() {
		return v.receiptCheck.run(c)
	}
	if v.remoteCheck.asked() {
		return v.remoteCheck.run(c, v.books, v.Key, v.Witness)
	}
	centre, err := v.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	return verify(c, centre.Bank)
}

// verify folds the journal, and fails when the books are not whole.
func verify(c *console, bank *ledger.Bank) error {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // nearly all of what is read is done with at once
	began := time.Now()
	bar := progress.New(c.errs, "all entries are folded; now the pages and indexes of the file, which takes half as long again")
	report, err := bank.Verify(c.ctx, bar.Draw)
	bar.Clear()
	if err != nil {
		return err
	}
	for _, d := range report.Differences {
		fmt.Fprintln(c.out, d)
	}
	if n := len(report.Differences); n > 0 {
		return fmt.Errorf("the books are not whole: %d differences; keep the file as it is, and compare it with the last backup", n)
	}
	fmt.Fprintln(c.out, whole(report, time.Since(began)))
	if bank.LogKey() != "" {
		return nil // this program has the books open, and is about to sign
	}
	for _, s := range report.Unsigned() {
		fmt.Fprintln(c.out, s+" (a running gateway signs within a second; in books that nobody has open it was written just before a crash, or put in)")
	}
	return nil
}

// whole says what was found right, and how fast.
func whole(r ledger.Report, took time.Duration) string {
	many := func(n int64, what string) string {
		return humanize.Comma(n) + " " + plural.PluralWord(int(n), what, "")
	}
	s := fmt.Sprintf("the books are whole: %s folded, %s, %s, %s and %s compared in %s", many(r.Entries, "entry"),
		many(r.Accounts, "account"), many(r.Policies, "policy"), many(r.Checkpoints, "checkpoint"), many(r.Cosignatures, "cosignature"), took.Round(time.Millisecond))
	if r.Entries >= 1000 {
		s += fmt.Sprintf(", %s entries a second", progress.PerSecond(r.Entries, took))
	}
	return s
}
