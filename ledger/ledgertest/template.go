package ledgertest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// A Template copies one file of books to a new path, whose folder is there.
type Template func(t testing.TB, path string)

// NewTemplate is the file that make leaves closed at its path. It is made once,
// by the first test that needs it: making all tables of a new bank takes longer
// than most tests do.
func NewTemplate(make func(t testing.TB, path string)) Template {
	var once sync.Once
	var books []byte
	return func(t testing.TB, path string) {
		t.Helper()
		once.Do(func() {
			first := filepath.Join(t.TempDir(), "hourline.db")
			make(t, first)
			books = read(t, first)
		})
		if books == nil {
			t.Fatal("the books to begin with could not be made: see the first test that needed them")
		}
		if err := os.WriteFile(path, books, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	if _, err := os.Stat(path + "-wal"); err == nil {
		t.Fatalf("%s was not closed", path)
	}
	books, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return books
}
