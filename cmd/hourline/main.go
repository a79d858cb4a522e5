// Command hourline is a time bank that needs nothing but a telephone.
// Each of its commands stands in a file of its own; here they are put
// together, carried out, and turned into an exit code.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"hourline/cmd/internal/control"
	"hourline/ledger"
)

// The commands.
type commands struct {
	Serve     serveCommand     `cmd:"" help:"Answer the telephone: run the gateway."`
	Demo      demoCommand      `cmd:"" help:"Start a neighbourhood with telephones on this machine."`
	Carrier   carrierCommand   `cmd:"" help:"Run only the telephone network on this machine."`
	Member    memberCommand    `cmd:"" help:"Add, import, list and show members."`
	Statement statementCommand `cmd:"" help:"Print a member's book."`
	Receipt   receiptCommand   `cmd:"" help:"Write the receipt of an entry, which anybody can check."`
	Log       logCommand       `cmd:"" help:"Show the public log's key, its newest checkpoint, and who signs it too."`
	Verify    verifyCommand    `cmd:"" help:"Fold the journal and recompute every balance."`
	Backup    backupCommand    `cmd:"" help:"Copy the books while the gateway runs, and verify the copy."`
	Restore   restoreCommand   `cmd:"" help:"Put a backup in the place of the books."`
	Policy    policyCommand    `cmd:"" help:"Show and change the numbers that the centre works by."`
	Grant     grantCommand     `cmd:"" help:"Fund and give hours to elders who need them."`
	Donate    donateCommand    `cmd:"" help:"Give a member's hours to the community's pool."`
	Card      cardCommand      `cmd:"" help:"Print an elder's home card."`
	Ticket    ticketCommand    `cmd:"" help:"List, take and close what people must do."`
	Report    reportCommand    `cmd:"" help:"Write what a month was like, whether the hours could be paid, points files and certificates."`
	Roster    rosterCommand    `cmd:"" help:"Show and arrange who is on duty."`
	Ladder    ladderCommand    `cmd:"" help:"Show and arrange who is rung in an emergency."`
	Drill     drillCommand     `cmd:"" help:"Ring the staff as an emergency would, to see whether somebody comes."`
	Case      caseCommand      `cmd:"" help:"List, show and close emergencies."`
	Visit     visitCommand     `cmd:"" help:"Show visits, move them, and correct their hours."`
	Redeem    redeemCommand    `cmd:"" help:"Give goods and cash for hours."`
	Fund      fundCommand      `cmd:"" help:"Show and fill the funds that pay cash for hours."`
	Family    familyCommand    `cmd:"" help:"Link relatives by documents, and list them."`
	Gift      giftCommand      `cmd:"" help:"Give hours of a member to a relative."`
	Peer      peerCommand      `cmd:"" help:"Agree on terms with other time banks."`
	Transfer  transferCommand  `cmd:"" help:"Send hours of a member to another time bank, and credit theirs."`
	Estate    estateCommand    `cmd:"" help:"List, settle and freeze the hours that the dead have left."`
	Export    exportCommand    `cmd:"" help:"Write everything into one signed archive that anybody can read."`
	Import    importCommand    `cmd:"" help:"Go on from an archive with the same books."`
	Doctor    doctorCommand    `cmd:"" help:"Look at all that the gateway needs, and say what mends it."`

	Version kong.VersionFlag `help:"Print the version and exit."`
}

const description = `A time bank that needs nothing but a telephone.

"hourline demo" shows it with telephones on this machine; "hourline COMMAND --help" explains a command with examples.
Every command exits 0 on success, 1 when a check failed and 2 when it was used wrongly.`

// Exit codes.
const (
	ok          = 0
	failedCheck = 1
	wrongUse    = 2
)

func main() {
	os.Exit(run(untilSignal(), os.Args[1:], os.Stdout, os.Stderr))
}

// untilSignal ends with the first signal to stop. By then a second one ends
// the program at once, however soon after the first it comes.
func untilSignal() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	first := make(chan os.Signal, 1)
	signal.Notify(first, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-first
		signal.Stop(first)
		cancel()
	}()
	return ctx
}

// run carries out one command line and returns its exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	var c commands
	answered := false // --help or --version was all that was asked
	parser := newParser(&c, kong.Writers(out, errs), kong.Exit(func(int) { answered = true }))
	command, err := parser.Parse(args)
	switch {
	case answered:
		return ok
	case err != nil:
		fmt.Fprintf(errs, "hourline: %v; %q shows how it is used\n", err, asked(err)+" --help")
		return wrongUse
	}
	warnOfSecrets(errs, command)
	err = command.Run(&console{ctx: ctx, args: args, out: out, errs: errs})
	if err == nil {
		return ok
	}
	fmt.Fprintln(errs, "hourline:", mend(err))
	return codeOf(err)
}

// codeOf is the exit code of a command that did not succeed.
func codeOf(err error) int {
	var refused *control.Refusal
	switch {
	case errors.As(err, &refused):
		return refused.Code
	case errors.As(err, new(misuse)):
		return wrongUse
	}
	return failedCheck
}

// warnOfSecrets names the secrets that were given as arguments: those belong
// in the environment or in a file.
func warnOfSecrets(errs io.Writer, command *kong.Context) {
	for _, p := range command.Path {
		if p.Flag == nil {
			continue
		}
		token := strings.HasPrefix(p.Flag.Name, "auth-token") && !strings.HasSuffix(p.Flag.Name, "-file")
		password := p.Flag.Name == "redis-url" && strings.Contains(p.Flag.Target.String(), "@")
		watcher := p.Flag.Name == "heartbeat-url"
		if token || password || watcher {
			fmt.Fprintf(errs, "hourline: everybody on this machine can read --%s in the list of processes; set %s instead\n", p.Flag.Name, p.Flag.Envs[0])
		}
	}
}

// newParser reads command lines into c.
func newParser(c *commands, options ...kong.Option) *kong.Kong {
	return kong.Must(c, append(options,
		kong.Name("hourline"),
		kong.Description(description),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 110}),
		kong.Vars{"version": version()},
	)...)
}

// asked is the command whose line could not be read, as far as it was named.
func asked(err error) string {
	var p *kong.ParseError
	if errors.As(err, &p) && p.Context.Selected() != nil {
		return p.Context.Selected().FullPath()
	}
	return "hourline"
}

// A misuse is wrong use that shows only when the command is carried out.
type misuse struct{ error }

func (m misuse) Unwrap() error { return m.error }

// mend says of an error what a person can do about it.
func mend(err error) string {
	if errors.Is(err, ledger.ErrOwned) {
		return "a gateway, or another command that writes, has these books open and does not answer; stop it first, or name other books with --data"
	}
	return err.Error()
}
