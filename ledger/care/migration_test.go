package care

import (
	"io/fs"
	"testing"

	"hourline/ledger/ledgertest"
)

func TestEveryMigrationHasANumberOfItsOwn(t *testing.T) {
	own, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	ledgertest.CheckMigrations(t, own)
}
