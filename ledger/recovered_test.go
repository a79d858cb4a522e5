package ledger_test

import (
	"strings"
	"testing"

	"hourline/ledger"
)

// A careless thing prints a person.
type careless struct{ who string }

func TestPanicTellsThePlaceAndNotTheValue(t *testing.T) {
	recovered := func(do func()) (err error) {
		defer func() { err = ledger.Recovered(recover()) }()
		do()
		return nil
	}
	private := recovered(func() { panic(careless{"王奶奶 +8613812345678"}) })
	said := private.Error()
	if strings.Contains(said, "王奶奶") || !strings.Contains(said, "careless") || !strings.Contains(said, "recovered_test.go") {
		t.Errorf("told %s", said)
	}
	var none []int
	if said := recovered(func() { _ = none[3] }).Error(); !strings.Contains(said, "index out of range [3]") {
		t.Errorf("told %s", said)
	}
}
