package demo

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"hourline/cmd/internal/gateway"
	"hourline/ledger"
)

// crash ends the gateway as a power cut would: what it had committed to disk is
// all that is left of it.
func (t *Town) crash([]string) error {
	if t.stop == nil {
		return errors.New("there is no gateway to crash")
	}
	t.Settle()
	left, err := os.MkdirTemp("", "hourline-crashed-")
	if err != nil {
		return err
	}
	t.left = append(t.left, left)
	if err := copyBooks(left, t.options.Data); err != nil {
		return err
	}
	t.options.Data = left
	return errors.Join(t.rest(), t.App.Close())
}

// copyBooks copies the books of a running gateway as they are on disk, with
// what stands in the log beside them. What was signed last comes first: the
// books may be newer, and never older.
func copyBooks(to, from string) error {
	name := filepath.Base(gateway.BooksIn(from))
	for _, file := range []string{ledger.KeyFile, ledger.CheckpointFile, name, name + "-wal"} {
		bytes, err := os.ReadFile(filepath.Join(from, file))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, file), bytes, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// restart opens a gateway on what a crash has left, at the same address.
func (t *Town) restart([]string) error {
	if t.stop != nil {
		return errors.New("the gateway is running")
	}
	at, err := url.Parse(t.App.PublicURL())
	if err != nil {
		return err
	}
	ctx := context.Background()
	if err := t.newApp(ctx, t.options, at.Host); err != nil {
		return err
	}
	t.run(ctx)
	return nil
}

// drill lets a drill begin in a community.
func (t *Town) drill(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("write it like: drill 翠湖社区")
	}
	_, err := t.App.Centre.Drill(context.Background(), args[0], "王主任")
	return err
}
