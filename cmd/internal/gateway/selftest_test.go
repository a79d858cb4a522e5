package gateway_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
	"hourline/cmd/internal/demo"
	"hourline/ledger"
	"hourline/ledger/care"
)

// A chain is a town whose gateway tests itself every day at ten.
type chain struct {
	*testing.T
	*demo.Town
	log *recorder
}

func newChain(t *testing.T, o demo.Options, expected ...string) *chain {
	t.Helper()
	o.SelfTest = true
	log := &recorder{t: t, expected: expected}
	return &chain{T: t, Town: openWith(t, o, log), log: log}
}

func (c *chain) play(script string) {
	c.Helper()
	var transcript bytes.Buffer
	if err := c.Play(c.Context(), script, &transcript); err != nil {
		c.Fatalf("%v\n%s", err, transcript.String())
	}
}

// came is how far the newest self-test came.
func (c *chain) came() (last, passed care.ChainTest) {
	c.Helper()
	last, passed, err := c.App.Centre.ChainTests(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	return last, passed
}

func (c *chain) mustFail(f care.Fault) {
	c.Helper()
	if last, _ := c.came(); last.ID == 0 || last.Ended.IsZero() || last.Fault != f {
		c.Errorf("the self-test came to %+v, want the fault %q", last, f)
	}
	if said := scrape(c.T, c.Town); !strings.Contains(said, `hourline_selftests_total{outcome="`+string(f)+`"} 1`) {
		c.Errorf("it is not counted:\n%s", ours(said))
	}
	if status, said := look(c.T, c.App.DeskURL()+"/readyz"); status != 200 || !strings.Contains(said, "warn  self-test: the last one failed: "+f.Words()) {
		c.Errorf("it is not shown: %d %s", status, said)
	}
}

// calls are those that the carrier knows, and the rows of a kind of case.
func (c *chain) rows(query string) (n int) {
	c.Helper()
	err := c.App.Centre.Bank.Read(c.Context(), func(v *ledger.View) error { return v.QueryRow(query).Scan(&n) })
	if err != nil {
		c.Fatal(err)
	}
	return n
}

// Every day the machine calls itself, presses 9, and accepts: two calls, which
// ring nobody.
func TestTheChainIsTestedEveryDay(t *testing.T) {
	c := newChain(t, demo.Options{})
	c.play(`
advance 61m
nobody hears anything more
tickets
`)
	last, passed := c.came()
	if last.ID != 1 || passed.ID != 1 || last.Ended.Sub(last.Began) > time.Minute {
		t.Fatalf("the first came to %+v", last)
	}
	c.play("advance 24h\ntickets\n")
	if _, passed := c.came(); passed.ID != 2 {
		t.Errorf("the second day's came to %+v", passed)
	}
	if placed := c.rows(`SELECT count(*) FROM outbox WHERE action = 'call'`); placed != 4 {
		t.Errorf("%d calls in two days, want 4", placed)
	}
	if open := c.rows(`SELECT count(*) FROM cases WHERE state IN ('ringing', 'accepted') OR kind <> 'selftest'`); open != 0 {
		t.Errorf("%d cases are left, or real", open)
	}
	said := scrape(t, c.Town)
	for _, want := range []string{
		`hourline_selftests_total{outcome="passed"} 2`, `hourline_selftest_last_success_timestamp_seconds 1.`,
		`hourline_emergency_accept_seconds_count{kind="selftest"} 2`, `hourline_emergency_first_ring_seconds_count{kind="selftest"} 2`,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("there is no %s", want)
		}
	}
	if strings.Contains(said, `first_ring_seconds_count{kind="alarm"}`) {
		t.Error("a self-test counts as an emergency")
	}
}

const brokenChain = "the self-test of the chain has failed"

func TestABrokenChainIsTold(t *testing.T) {
	for _, tt := range []struct {
		label    string
		fault    care.Fault
		breaks   func(*chain)
		expected []string
	}{
		{"the carrier is down", care.NoCarrier, func(c *chain) {
			c.Network.Misbehave(func(m *carrier.Misbehaviour) {
				for range 400 {
					m.REST = append(m.REST, carrier.ServerError)
				}
			})
		}, nil},
		{"no call arrives", care.NoWebhook, func(c *chain) {
			c.Network.Misbehave(func(m *carrier.Misbehaviour) { m.NeverRing = true })
		}, nil},
		{"our webhook refuses the carrier", care.NoWebhook, func(c *chain) {
			c.Network.Misbehave(func(m *carrier.Misbehaviour) { m.WrongSignature = true })
		}, nil},
		{"the number leads elsewhere", care.NoWebhook, func(c *chain) {
			c.Network.AddNumber(carrier.Number{E164: demo.Hotline, VoiceURL: c.App.PublicURL() + "/nowhere"})
		}, nil},
		{"the line goes dead at the menu", care.NoAlarm, func(c *chain) {
			c.Network.Misbehave(func(m *carrier.Misbehaviour) { m.HangUpGathers = 1 })
		}, nil},
	} {
		t.Run(tt.label, func(t *testing.T) {
			t.Parallel()
			c := newChain(t, demo.Options{}, append(tt.expected, brokenChain)...)
			c.log.allowed = []string{"an emergency does not get through"}
			tt.breaks(c)
			c.play("advance 70m\nnobody hears anything more\ntickets self-test\n")
			c.mustFail(tt.fault)
			c.Network.Misbehave(func(m *carrier.Misbehaviour) { *m = carrier.Misbehaviour{} })
			c.play("advance 20m\n")
			if open := c.rows(`SELECT count(*) FROM cases WHERE state IN ('ringing', 'accepted')`); open != 0 {
				t.Errorf("%d cases are left open", open)
			}
		})
	}
}

// A test makes room for somebody who calls for help, and neither is taken for
// the other.
func TestAnEmergencyDuringTheSelfTest(t *testing.T) {
	c := newChain(t, demo.Options{})
	c.play(`
advance 59m50s
wang     calls presses 9    hears "正在叫人"
advance 15s
`)
	if last, _ := c.came(); last.ID != 0 {
		t.Errorf("it began while somebody called for help: %+v", last)
	}
	c.play(`
director is rung            presses 1 hears "王奶奶"
advance 10m
`)
	if _, passed := c.came(); passed.ID == 0 {
		t.Error("it was not made up for")
	}
}

func TestACarrierWithoutKeysIsNotTested(t *testing.T) {
	c := newChain(t, demo.Options{Personality: carrier.Minimal})
	c.play("advance 25h\nnobody hears anything more\ntickets\n")
	if _, err := c.App.Centre.BeginSelfTest(t.Context()); err == nil {
		t.Error("it begins one")
	}
	if n := c.rows(`SELECT count(*) FROM outbox`); n != 0 {
		t.Errorf("%d calls and texts", n)
	}
}
