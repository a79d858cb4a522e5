package ledger

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"

	"github.com/pressly/goose/v3"
)

// A Schema is one room's tables in the bank's file.
type Schema struct {
	Name string // lower-case letters; its version is kept in the table schema_<Name>
	FS   fs.FS  // goose SQL migrations at the root, forward only

	// Words say in an export what the tables and columns are; see archive.ParseWords.
	Words []byte
}

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed words.csv
var words []byte

func ownSchema() Schema {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the embedded folder is part of the program
	}
	return Schema{Name: "ledger", FS: sub, Words: words}
}

var schemaName = regexp.MustCompile(`^[a-z]+$`)

func (s Schema) table() string { return "schema_" + s.Name }

func (s Schema) provider(db *sql.DB, more ...goose.ProviderOption) (*goose.Provider, error) {
	if !schemaName.MatchString(s.Name) {
		return nil, invalid("schema name %q", s.Name)
	}
	options := append([]goose.ProviderOption{
		goose.WithTableName(s.table()),
		goose.WithDisableGlobalRegistry(true),
	}, more...)
	p, err := goose.NewProvider(goose.DialectSQLite3, db, s.FS, options...)
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", s.Name, err)
	}
	return p, nil
}

// migrate brings all schemas up to date, or touches none of them.
func migrate(ctx context.Context, db *sql.DB, o Options) error {
	if err := checkSchemas(ctx, db, o.Schemas); err != nil && !errors.Is(err, ErrOlderSchema) {
		return err
	}
	for _, s := range o.Schemas {
		p, err := s.provider(db, goose.WithSlog(o.Logger))
		if err != nil {
			return err
		}
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("schema %s: %w", s.Name, err)
		}
	}
	return nil
}

// checkSchemas compares the file with this program: ErrNewerSchema comes
// before ErrOlderSchema.
func checkSchemas(ctx context.Context, db *sql.DB, schemas []Schema) error {
	var older error
	for _, s := range schemas {
		knows, err := s.newest(db)
		if err != nil {
			return err
		}
		has, err := s.version(ctx, db)
		if err != nil {
			return fmt.Errorf("schema %s: %w", s.Name, err)
		}
		if has > knows {
			return fmt.Errorf("%w (schema %s is at version %d, this program knows %d)", ErrNewerSchema, s.Name, has, knows)
		}
		if has < knows {
			older = fmt.Errorf("%w (schema %s is at version %d of %d)", ErrOlderSchema, s.Name, has, knows)
		}
	}
	return older
}

// version is the newest migration that the file has seen, 0 when none.
func (s Schema) version(ctx context.Context, db *sql.DB) (version int64, err error) {
	var tables int
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = $1`, s.table()).Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM `+s.table()).Scan(&version)
	return version, err
}

// newest is the newest migration that this program knows.
func (s Schema) newest(db *sql.DB) (version int64, err error) {
	p, err := s.provider(db)
	if err != nil {
		return 0, err
	}
	sources := p.ListSources()
	return sources[len(sources)-1].Version, nil
}
