// Package caretest lends the books of a centre to the tests of other rooms.
package caretest

import (
	"strings"
	"testing"

	"hourline/ledger/care"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
)

// Books puts the books of a centre without members at a path, as they are when
// they are opened for the first time at ledgertest.Start.
var Books = books(atStart, "")

// BooksOfToday is Books for tests that go by the machine's clock.
var BooksOfToday = books(clock.System, "")

// BooksWith is Books with these people, as they stand in a file for import.
func BooksWith(people string) ledgertest.Template { return books(atStart, people) }

func atStart() clock.Clock { return clock.NewManual(ledgertest.Start).Clock() }

func books(when func() clock.Clock, people string) ledgertest.Template {
	return ledgertest.NewTemplate(func(t testing.TB, path string) {
		centre, err := care.Open(t.Context(), path, care.Config{Clock: when()})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := centre.Close(); err != nil {
				t.Fatal(err)
			}
		}()
		if people == "" {
			return
		}
		if _, err := centre.Import(t.Context(), strings.NewReader(people), care.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
	})
}
