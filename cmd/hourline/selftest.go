package main

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"hourline/cmd/internal/control"
	"hourline/ledger/care"
)

// selfTestCommand is what doctor --call asks the gateway for. Nobody else can:
// only a gateway can test its chain.
const selfTestCommand = "self-test"

// beginSelfTest begins one and prints its id.
func beginSelfTest(ctx context.Context, centre *care.Centre, out io.Writer) error {
	id, err := centre.BeginSelfTest(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, id)
	return err
}

// askSelfTest has the gateway on these books begin one, and tells its id.
func askSelfTest(ctx context.Context, data string) (id int64, err error) {
	var said bytes.Buffer
	if err := (control.Client{Data: data, Version: version()}).Do(ctx, selfTestCommand, nil, &said); err != nil {
		return 0, err
	}
	_, err = fmt.Fscan(&said, &id)
	return id, err
}
