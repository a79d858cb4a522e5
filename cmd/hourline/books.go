package main

import (
	"errors"
	"fmt"
	"io/fs"

	"hourline/cmd/internal/gateway"
	"hourline/ledger/care"
)

// books are where a command finds the books.
type books struct {
	Data string `json:"-" default:"./data" env:"HOURLINE_DATA" help:"Folder of the books." type:"path"`
}

// look opens the books to read; a gateway may be running on them.
func (b books) look(c *console) (*care.Centre, error) {
	centre, err := care.Open(c.ctx, gateway.BooksIn(b.Data), care.Config{ReadOnly: true})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, misuse{fmt.Errorf("there are no books in %s; name their folder with --data or HOURLINE_DATA, or begin some with \"hourline member import\"", b.Data)}
	}
	return centre, err
}
