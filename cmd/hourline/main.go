// Command hourline is a time bank that needs nothing but a telephone.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"hourline/ledger"
)

// The commands, each in a file of its own.
type commands struct {
	Serve     serveCommand     `cmd:"" help:"Answer the carrier: run the gateway."`
	Demo      demoCommand      `cmd:"" help:"Start a neighbourhood with telephones on this machine."`
	Member    memberCommand    `cmd:"" help:"Add and list members."`
	Statement statementCommand `cmd:"" help:"Print a member's book."`
	Verify    verifyCommand    `cmd:"" help:"Fold the journal and recompute every balance."`
}

// Exit codes.
const (
	ok          = 0
	failedCheck = 1
	wrongUse    = 2
)

// A console is what a command prints on.
type console struct {
	ctx    context.Context
	out    io.Writer
	errors io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run carries out one command line and returns its exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	var c commands
	helped := false
	parser, err := kong.New(&c, kong.Name("hourline"), kong.Writers(out, errs), kong.Exit(func(int) { helped = true }),
		kong.Description("A time bank that needs nothing but a telephone. `hourline demo` shows it; `hourline COMMAND --help` explains."))
	if err != nil {
		fmt.Fprintln(errs, "hourline:", err)
		return wrongUse
	}
	command, err := parser.Parse(args)
	switch {
	case helped:
		return ok
	case err != nil:
		fmt.Fprintf(errs, "hourline: %v; `hourline --help` shows how it is used\n", err)
		return wrongUse
	}
	if err := command.Run(&console{ctx, out, errs}); err != nil {
		fmt.Fprintln(errs, "hourline:", mend(err))
		return failedCheck
	}
	return ok
}

// mend adds what a person can do about an error.
func mend(err error) string {
	if errors.Is(err, ledger.ErrOwned) {
		return err.Error() + "; a gateway is running on these books: stop it first"
	}
	return err.Error()
}

// logger logs to where errors go.
func (c *console) logger() *slog.Logger { return slog.New(slog.NewTextHandler(c.errors, nil)) }
