package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"sync"
	"time"

	"hourline/cmd/internal/control"
	"hourline/cmd/internal/gateway"
	"hourline/ledger"
	"hourline/ledger/care"
)

// A change is a command that changes the books. With a gateway running on them
// the gateway carries it out, else the command does so itself; what is printed
// and the exit code are the same. A command's exported fields travel as JSON,
// so what it read from a file must be one of them.
type change interface {
	apply(ctx context.Context, centre *care.Centre, out io.Writer) error
}

// patience is how long a command waits for whoever has the books and does not
// answer: a gateway that is starting or stopping, or another command.
const patience = 2 * time.Second

// change carries a command out, wherever that is.
func (b books) change(c *console, what change) error {
	gateway := control.Client{Data: b.Data, Version: version()}
	for until := time.Now().Add(patience); ; {
		err := gateway.Do(c.ctx, nameOf(what), what, c.out)
		if errors.Is(err, control.ErrNobody) {
			err = b.changeHere(c, what)
		}
		wait := errors.Is(err, ledger.ErrOwned) || errors.Is(err, control.ErrStopping)
		if !wait || time.Now().After(until) {
			return err
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-c.ctx.Done():
			return err
		}
	}
}

// changeHere owns the books for one command, and makes them when there are none.
func (b books) changeHere(c *console, what change) error {
	if err := os.MkdirAll(b.Data, 0o700); err != nil {
		return misuse{fmt.Errorf("--data: %w", err)}
	}
	centre, err := care.Open(c.ctx, gateway.BooksIn(b.Data), care.Config{})
	if err != nil {
		return err
	}
	return errors.Join(what.apply(c.ctx, centre, c.out), centre.Close())
}

// nameOf is how a command is called on the command line.
func nameOf(what change) string {
	for name, is := range changes() {
		if is == reflect.TypeOf(what).Elem() {
			return name
		}
	}
	panic(fmt.Sprintf("%T is no command", what))
}

// changes are the commands that change the books, by name.
var changes = sync.OnceValue(func() map[string]reflect.Type {
	all := map[string]reflect.Type{}
	for _, leaf := range newParser(&commands{}).Model.Leaves(false) {
		if _, ok := leaf.Target.Addr().Interface().(change); ok {
			all[leaf.Path()] = leaf.Target.Type()
		}
	}
	return all
})

// carryOut is a change that another program asked the gateway for. The error
// has the words and the exit code that it has on the command line.
func carryOut(ctx context.Context, centre *care.Centre, command string, args []byte, out io.Writer) error {
	if err := carryOutHere(ctx, centre, command, args, out); err != nil {
		return &control.Refusal{Words: mend(err), Code: codeOf(err)}
	}
	return nil
}

func carryOutHere(ctx context.Context, centre *care.Centre, command string, args []byte, out io.Writer) error {
	if command == selfTestCommand {
		return beginSelfTest(ctx, centre, out)
	}
	what, err := changeNamed(command)
	if err != nil {
		return err
	}
	if err := read(args, what); err != nil {
		return err
	}
	return what.apply(ctx, centre, out)
}

// changeNamed is a new command of that name.
func changeNamed(command string) (change, error) {
	if is, ok := changes()[command]; ok {
		return reflect.New(is).Interface().(change), nil
	}
	return nil, fmt.Errorf("%q is no command that a gateway carries out", command)
}

// read fills a command in, and checks it as the command line would.
func read(args []byte, what change) error {
	if err := json.Unmarshal(args, what); err != nil {
		return fmt.Errorf("the command cannot be read: %w", err)
	}
	if v, ok := what.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}
