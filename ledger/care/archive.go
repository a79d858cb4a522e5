package care

import (
	"context"
	_ "embed" // the words
	"io/fs"

	"hourline/ledger"
)

//go:embed words.csv
var words []byte

// schema is the tables of this room.
func schema() (ledger.Schema, error) {
	tables, err := fs.Sub(migrations, "migrations")
	return ledger.Schema{Name: "care", FS: tables, Words: words}, err
}

// Import makes the books at path out of an archive, as ledger.ImportFrom says.
func Import(ctx context.Context, file, path string, c Config, im ledger.Import) (done ledger.Imported, err error) {
	own, err := schema()
	if err != nil {
		return done, err
	}
	return ledger.ImportFrom(ctx, file, path, ledger.Options{Clock: c.Clock, Logger: c.Logger, Schemas: []ledger.Schema{own}}, im)
}

// TakeOut keeps who takes a copy of all books out of the house.
func (c *Centre) TakeOut(ctx context.Context, actor string, withoutPeople bool) error {
	if err := nameable(actor); err != nil {
		return err
	}
	what := "exported"
	if withoutPeople {
		what = "exported without people"
	}
	return c.write(ctx, func(v *verb) error { return v.audit(Deed{Actor: actor, What: what}) })
}
