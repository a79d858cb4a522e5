package ledgertest

import (
	"io/fs"
	"strings"
	"testing"
)

// CheckMigrations insists that each migration has a number of its own: two
// that were written at the same time may not.
func CheckMigrations(t testing.TB, migrations fs.FS) {
	t.Helper()
	names, err := fs.Glob(migrations, "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("there are no migrations: %v", err)
	}
	has := map[string]string{}
	for _, name := range names {
		number, _, _ := strings.Cut(name, "_")
		if other := has[number]; other != "" {
			t.Errorf("%s and %s have one number; give another to the one that no books have seen yet", other, name)
		}
		has[number] = name
	}
}
