package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"hourline/ledger/archive"
	"hourline/ledger/proof"
)

// openings are what an archive has of an entry beside its row: whose accounts
// they are, and all that it takes to make the leaf again by hand. A side whose
// secret was erased has no key.
var openings = []archive.Column{
	{Name: "unit", Type: archive.Text, Derived: true},
	{Name: "policy_hash", Type: archive.Blob, Null: true, Derived: true},
	{Name: "debit_account", Type: archive.Text, Derived: true},
	{Name: "debit_key", Type: archive.Blob, Null: true, Derived: true},
	{Name: "debit_commitment", Type: archive.Blob, Derived: true},
	{Name: "credit_account", Type: archive.Text, Derived: true},
	{Name: "credit_key", Type: archive.Blob, Null: true, Derived: true},
	{Name: "credit_commitment", Type: archive.Blob, Derived: true},
}

// entries gives each entry with its openings, and makes the log of them again.
func (e *exporter) entries(t *archive.Table, row func([]any) error) error {
	own := t.Own()
	rows, err := e.v.Query(`SELECT ` + quoted(namesOf(own)) + `, ` + entryColumns + ` FROM entries ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	values, into := cellsFor(len(own))
	for rows.Next() {
		entry, err := scanEntry(behind{rows, into})
		if err = errors.Join(err, e.ctx.Err()); err != nil {
			return err
		}
		more, leaf, err := e.opened(entry)
		if err != nil {
			return fmt.Errorf("entry %d: %w", entry.ID, err)
		}
		if err := e.append(entry, leaf); err != nil {
			return fmt.Errorf("entry %d: %w", entry.ID, err)
		}
		if err := row(append(values, more...)); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), e.checkSigned())
}

// behind scans the columns of an entry that come behind others.
type behind struct {
	rows  interface{ Scan(...any) error }
	first []any
}

func (b behind) Scan(into ...any) error {
	return b.rows.Scan(append(b.first[:len(b.first):len(b.first)], into...)...)
}

// opened are the values of the openings.
func (e *exporter) opened(entry Entry) (values []any, leaf proof.Leaf, err error) {
	if leaf, err = e.log.of(e.v, entry); err != nil {
		return nil, leaf, err
	}
	var policy any
	if leaf.Policy != 0 {
		policy = leaf.PolicyHash[:]
	}
	values = []any{leaf.Unit, policy}
	for _, debit := range []bool{true, false} {
		id, commitment := entry.Credit, leaf.Commitment(debit)
		if debit {
			id = entry.Debit
		}
		o, err := e.log.owner(e.v, id)
		if err != nil {
			return nil, leaf, err
		}
		var opens any
		side := o.side(entry, debit)
		if key := side.Key(o.secret); o.hasSecret && !e.WithoutPeople && side.CommitBy(key) == commitment {
			opens = key[:]
		}
		values = append(values, o.code, opens, commitment[:])
	}
	return values, leaf, nil
}

// append puts the entry into the log, and looks whether it is the one that was
// signed.
func (e *exporter) append(entry Entry, leaf proof.Leaf) error {
	if int64(entry.ID) != e.tree.Size()+1 {
		return errNotWhole
	}
	if err := e.tree.Append(leaf.Hash(), e.fullTile); err != nil {
		return err
	}
	if e.tree.Size() == e.signed.N {
		e.shown = e.tree
	}
	if e.Progress != nil {
		e.Progress(e.tree.Size(), e.total)
	}
	return nil
}

func (e *exporter) checkSigned() error {
	root, err := e.shown.Hash()
	if err != nil {
		return err
	}
	if e.shown.Size() != e.signed.N || root != e.signed.Hash {
		return errNotWhole
	}
	return nil
}

// publicLog writes what the newest checkpoint covers, as a folder that any web
// server can serve.
func (e *exporter) publicLog() error {
	if err := e.out.AddBytes(archive.CheckpointFile, e.note); err != nil {
		return err
	}
	size := e.signed.N
	for level := 0; size>>(level*proof.Height) > 0; level++ {
		has := size >> (level * proof.Height)
		for n := int64(0); n<<proof.Height < has; n++ {
			w := int(min(has-n<<proof.Height, proof.TileWidth))
			if err := e.tile(level, n, w); err != nil {
				return err
			}
		}
	}
	for n := int64(0); n<<proof.Height < size; n++ {
		w := int(min(size-n<<proof.Height, proof.TileWidth))
		if err := e.out.Add(tileFile("entries", n, w), func(out io.Writer) error { return e.leaves(out, n<<proof.Height, w) }); err != nil {
			return err
		}
	}
	return nil
}

func (e *exporter) tile(level int, n int64, w int) error {
	hashes, open := e.shown.Tile(level, n, w)
	if !open {
		var err error
		if hashes, err = e.v.fullTile(level, n); err != nil {
			return err
		}
		hashes = hashes[:w*32]
	}
	return e.out.AddBytes(tileFile(fmt.Sprint(level), n, w), hashes)
}

// tileFile is the name that c2sp.org/tlog-tiles gives a tile.
func tileFile(level string, n int64, w int) string {
	name := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	if w < proof.TileWidth {
		name = fmt.Sprintf("%s.p/%d", name, w)
	}
	return "log/tile/" + level + "/" + name
}

// leaves writes so many leaves, each behind its length in two bytes.
func (e *exporter) leaves(out io.Writer, first int64, many int) error {
	rows, err := e.v.Query(`SELECT `+entryColumns+` FROM entries WHERE id > $1 ORDER BY id LIMIT $2`, first, many)
	if err != nil {
		return err
	}
	defer rows.Close()
	var data []byte
	for rows.Next() {
		entry, err := scanEntry(rows)
		if err = errors.Join(err, e.ctx.Err()); err != nil {
			return err
		}
		leaf, err := e.log.of(e.v, entry)
		if err != nil {
			return err
		}
		text := leaf.Text()
		data = append(binary.BigEndian.AppendUint16(data, uint16(len(text))), text...)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	_, err = out.Write(data)
	return err
}
