package doctor

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
	"hourline/cmd/internal/control"
	"hourline/cmd/internal/demo"
	"hourline/cmd/internal/gateway"
	"hourline/ledger/care"
)

func TestTheDoctorSeesWhatBecameOfTheSelfTest(t *testing.T) {
	town, x := town(t, demo.Options{SelfTest: true})
	books, err := care.Open(t.Context(), gateway.BooksIn(x.Data), care.Config{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer books.Close()
	x.books = books
	x.now = town.Clock.Now
	look := func(mark Mark, found string) {
		t.Helper()
		if f := x.selfTest(t.Context()); f.Mark != mark || !strings.Contains(f.Found, found) {
			t.Errorf("%+v, want %q", f, found)
		}
	}
	pass := func(d time.Duration) { town.Clock.Walk(d, town.Settle) }
	look(Fine, "none was made yet")
	carrierURL := x.CarrierURL
	x.CarrierURL = ""
	look(Warning, "none was made yet")
	x.CarrierURL = carrierURL
	pass(61 * time.Minute)
	look(Fine, "passed on 2026-11-23")
	x.now = func() time.Time { return town.Clock.Now().Add(30 * time.Hour) }
	look(Warning, "30 hours ago")
	x.now = town.Clock.Now
	town.Network.Misbehave(func(m *carrier.Misbehaviour) { m.NeverRing = true })
	pass(24 * time.Hour)
	look(Failed, "webhook")
	town.Network.Misbehave(func(m *carrier.Misbehaviour) { m.NeverRing = false })

	x.Call = func(ctx context.Context) (int64, error) {
		id, err := town.App.Centre.BeginSelfTest(ctx)
		go pass(time.Minute)
		return id, err
	}
	look(Fine, "it passed")
	x.Call = func(context.Context) (int64, error) { return 0, control.ErrNobody }
	look(Failed, "no gateway runs")
	x.Call = func(context.Context) (int64, error) { return 0, errors.New("refused") }
	look(Failed, "refused")
	x.Carrier = "minimal"
	look(Fine, "not possible")
}
