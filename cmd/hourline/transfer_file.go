package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"hourline/prompts"
)

// fromFile is a file of another bank that a command reads.
type fromFile struct {
	From string `json:"-" arg:"" name:"file" type:"existingfile" help:"The other bank's file."`
	Text []byte `kong:"-"` // of the file
}

// read reads the file; a signed one has a few thousand letters.
func (f *fromFile) read() error {
	const most = 256 << 10
	in, err := os.Open(f.From)
	if err != nil {
		return misuse{err}
	}
	defer in.Close()
	if f.Text, err = io.ReadAll(io.LimitReader(in, most+1)); err == nil && len(f.Text) > most {
		err = misuse{fmt.Errorf("%s is too long to be a transfer's file", f.From)}
	}
	return err
}

// toFile is where a command writes a signed file: beside whoever typed it,
// wherever the books are.
type toFile struct {
	speaks
	Out string `json:"-" type:"path" placeholder:"FILE" help:"The file to write; transfer-ID.note or .answer in this folder when empty."`
}

// signed is what such a command prints where the books are.
type signed struct {
	Say  string // for people
	Name string // of the file, when no other is wanted
	File []byte // empty when there is none
}

// tell prints what was signed.
func (f toFile) tell(out io.Writer, file []byte, name, key string, args prompts.Args) error {
	say, err := f.words(key, args)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(signed{say, name, file})
}

// write carries a command out and writes the file that it gives.
func (f toFile) write(c *console, b books, what change) error {
	var printed bytes.Buffer
	there := *c
	there.out = &printed
	if err := b.change(&there, what); err != nil {
		return err
	}
	var s signed
	if err := json.Unmarshal(printed.Bytes(), &s); err != nil {
		return fmt.Errorf("what the gateway has answered cannot be read: %w", err)
	}
	if len(s.File) > 0 {
		name := cmp.Or(f.Out, s.Name)
		if err := keepOrWrite(name, s.File); err != nil {
			return err
		}
		s.Say = name + ": " + s.Say
	}
	_, err := fmt.Fprintln(c.out, s.Say)
	return err
}

// keepOrWrite writes a file that only its owner reads. One that is there and
// says something else is left alone.
func keepOrWrite(name string, content []byte) error {
	switch before, err := os.ReadFile(name); {
	case err == nil && bytes.Equal(before, content):
		return nil
	case err == nil:
		return misuse{fmt.Errorf("%s is there and is another file; name one with --out, and ask again: it is the same note or answer", name)}
	case !errors.Is(err, fs.ErrNotExist):
		return misuse{err}
	}
	return writeOnly(name, func(out io.Writer) error { _, err := out.Write(content); return err })
}
