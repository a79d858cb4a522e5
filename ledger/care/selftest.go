package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// A self-test goes the whole way of an emergency, through the carrier, and
// rings nobody: we call our own hotline and press 9 there; the case that this
// opens has one responder, the hotline itself; that call comes in too, and
// presses 1. Whoever else calls meanwhile is a real caller.

// SelfTesting says whether the chain can be tested.
type SelfTesting struct {
	Number Phone // the hotline; empty when the carrier cannot press keys
	Daily  bool  // at the times of day of the policy, besides by hand
}

// ErrNoSelfTest is returned where none can be made.
var ErrNoSelfTest = errors.New("no self-test is possible: the carrier cannot press keys, or there is no hotline")

// AboutSelfTest is what the call that presses 9 is about. It has no ref.
const AboutSelfTest = "selftest"

// A Fault is how far a self-test came that did not pass; empty for one that did.
type Fault string

// The faults.
const (
	NoCarrier Fault = "carrier" // the carrier did not take our call
	NoWebhook Fault = "webhook" // it did, and we were not told of the call to the hotline
	NoAlarm   Fault = "alarm"   // key 9 opened no emergency
	NoRing    Fault = "ring"    // the call to the responder did not come in
	NoKey     Fault = "key"     // its key 1 was not heard
)

// Faults are all faults, in the order of the chain.
var Faults = []Fault{NoCarrier, NoWebhook, NoAlarm, NoRing, NoKey}

// faultWords tell whoever is woken where to look.
var faultWords = map[Fault]string{
	NoCarrier: "the carrier took no call: look at its status page, the account and the token",
	NoWebhook: "we were not told of a call to the hotline: look at the number's webhook, the proxy and the public URL",
	NoAlarm:   "key 9 opened no emergency: dial the hotline and press 9",
	NoRing:    "the call to a responder did not arrive: look at the carrier's log of calls",
	NoKey:     "key 1 of a responder was not heard: look at the carrier's log of calls",
}

// Words say where to look.
func (f Fault) Words() string { return faultWords[f] }

// A ChainTest is one self-test.
type ChainTest struct {
	ID    int64
	Began time.Time
	Ended time.Time // zero while it is under way
	Fault Fault

	call, answer string
	emergency    int64
}

const selfTestColumns = `id, started_at, ended_at, fault, call, answer, "case"`

// selfTestWhere is the newest self-test that a condition holds for; a zero ID
// for none.
func selfTestWhere(v *ledger.View, where string, args ...any) (t ChainTest, err error) {
	var began int64
	var ended sql.NullInt64
	err = v.QueryRow(`SELECT `+selfTestColumns+` FROM selftests WHERE `+where+` ORDER BY id DESC LIMIT 1`, args...).
		Scan(&t.ID, &began, &ended, &t.Fault, &t.call, &t.answer, &t.emergency)
	if errors.Is(err, sql.ErrNoRows) {
		return ChainTest{}, nil
	}
	t.Began = time.UnixMilli(began)
	if ended.Valid {
		t.Ended = time.UnixMilli(ended.Int64)
	}
	return t, err
}

// underWay holds for the self-test under way: there is one at a time, so it is
// the newest.
const underWay = `id = (SELECT max(id) FROM selftests) AND ended_at IS NULL`

// key names the call that presses 9.
func (t ChainTest) key() string { return fmt.Sprintf("selftest/%d", t.ID) }

// ChainTest is the self-test with this id.
func (c *Centre) ChainTest(ctx context.Context, id int64) (t ChainTest, err error) {
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		t, err = selfTestWhere(v, `id = $1`, id)
		return err
	})
	return t, err
}

// ChainTests are the newest self-test and the newest that has passed, each with
// a zero ID when there is none.
func (c *Centre) ChainTests(ctx context.Context) (last, passed ChainTest, err error) {
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		last, passed, err = chainTests(v)
		return err
	})
	return last, passed, err
}

func chainTests(v *ledger.View) (last, passed ChainTest, err error) {
	if last, err = selfTestWhere(v, `id > 0`); err != nil {
		return last, passed, err
	}
	passed, err = selfTestWhere(v, `fault = '' AND ended_at IS NOT NULL`)
	return last, passed, err
}

// BeginSelfTest begins one now, or tells which one is under way.
func (c *Centre) BeginSelfTest(ctx context.Context) (id int64, err error) {
	if c.selfTest.Number == "" {
		return 0, ErrNoSelfTest
	}
	err = c.write(ctx, func(v *verb) error {
		t, err := selfTestWhere(v.View, underWay)
		if id = t.ID; err != nil || id != 0 {
			return err
		}
		id, err = v.beginSelfTest()
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("self-test: %w", err)
	}
	return id, nil
}

func (v *verb) beginSelfTest() (int64, error) {
	var t ChainTest
	if err := v.QueryRow(`INSERT INTO selftests (started_at) VALUES ($1) RETURNING id`, ms(v.now)).Scan(&t.ID); err != nil {
		return 0, err
	}
	if err := v.lookAtSelfTest(v.now.Add(v.policy.Watch.SelfTestWithin.Std())); err != nil {
		return 0, err
	}
	return t.ID, v.queue(Outgoing{Key: t.key(), Lane: EmergencyLane, Action: PlaceCall, Kind: AboutSelfTest, Phone: v.selfTest.Number})
}

// lookAtSelfTest notes when something is to be done about self-tests next.
func (v *verb) lookAtSelfTest(at time.Time) error {
	var next any
	if !at.IsZero() {
		next = ms(at)
	}
	v.queued[timers] = true
	_, err := v.Exec(`UPDATE selftest_due SET next_at = $1 WHERE one = 1`, next)
	return err
}

// stepSelfTest ends a self-test whose time is up, or begins the day's. While
// somebody calls for help none begins.
func (v *verb) stepSelfTest() error {
	var due bool
	if err := v.QueryRow(`SELECT coalesce(next_at <= $1, FALSE) FROM selftest_due`, ms(v.now)).Scan(&due); err != nil || !due {
		return err
	}
	t, err := selfTestWhere(v.View, underWay)
	switch {
	case err != nil:
		return err
	case t.ID != 0:
		return v.endSelfTest(t, v.faultOf(t))
	case v.selfTest.Number == "" || !v.selfTest.Daily:
		return v.lookAtSelfTest(time.Time{})
	}
	var help bool
	if err := v.QueryRow(`SELECT EXISTS (SELECT 1 FROM cases WHERE state = 'ringing')`).Scan(&help); err != nil {
		return err
	}
	if help {
		return v.lookAtSelfTest(v.now.Add(selfTestLater))
	}
	_, err = v.beginSelfTest()
	return err
}

// selfTestLater is for how long a self-test makes room for an emergency.
const selfTestLater = 10 * time.Minute

// faultOf is how far a self-test has come.
func (v *verb) faultOf(t ChainTest) Fault {
	var taken bool
	err := v.QueryRow(`SELECT EXISTS (SELECT 1 FROM outbox WHERE key = $1 AND handed_at IS NOT NULL)`, t.key()).Scan(&taken)
	switch {
	case t.answer != "":
		return NoKey
	case t.emergency != 0:
		return NoRing
	case t.call != "":
		return NoAlarm
	case err == nil && taken:
		return NoWebhook
	}
	return NoCarrier
}

// endSelfTest ends a self-test and all its calls, and plans the next one.
func (v *verb) endSelfTest(t ChainTest, f Fault) error {
	if _, err := v.Exec(`UPDATE selftests SET ended_at = $1, fault = $2 WHERE id = $3`, ms(v.now), string(f), t.ID); err != nil {
		return err
	}
	if err := v.lookAtSelfTest(v.nextSelfTest()); err != nil {
		return err
	}
	if err := v.endSelfTestCalls(t); err != nil {
		return err
	}
	v.told = append(v.told, func() {
		if v.observer.SelfTested != nil {
			v.observer.SelfTested(f)
		}
	})
	if took := v.now.Sub(t.Began); f == "" {
		v.told = append(v.told, func() { v.log.Info("the self-test of the chain has passed", "selftest", t.ID, "took", took) })
		return nil
	}
	v.told = append(v.told, func() {
		v.log.Error("the self-test of the chain has failed: an emergency might reach nobody; "+f.Words(), "selftest", t.ID, "fault", f)
	})
	return v.ticket(Ticket{Source: t.key(), Kind: SelfTestFailed, Ref: t.ID, Note: string(f)})
}

// endSelfTestCalls takes back what a self-test still does.
func (v *verb) endSelfTestCalls(t ChainTest) error {
	if t.emergency != 0 {
		k, err := v.caseWhere(`id = $1`, t.emergency)
		if err == nil && k.Open() {
			_, err = v.close(k, "self-test", "", none)
		}
		if err != nil {
			return err
		}
	}
	if _, err := v.Exec(`UPDATE outbox SET state = 'dropped' WHERE key = $1 AND state = 'waiting'`, t.key()); err != nil {
		return err
	}
	up, err := v.outgoings(`SELECT `+outgoingColumns+` FROM outbox WHERE key = $1 AND state = 'handed'`, t.key())
	for _, o := range up {
		err = errors.Join(err, v.hangUp(o, o.SID))
	}
	return err
}

// nextSelfTest is when the next one of every day begins; zero for never.
func (v *verb) nextSelfTest() (at time.Time) {
	if v.selfTest.Number == "" || !v.selfTest.Daily {
		return at
	}
	for _, t := range v.policy.Watch.SelfTestAt {
		next := t.On(v.now)
		if !next.After(v.now) {
			next = t.On(v.now.AddDate(0, 0, 1))
		}
		at = sooner(at, next)
	}
	return at
}

// planSelfTest plans anew when a process begins or the clock was set by d.
// What was missed is made up for.
func (v *verb) planSelfTest(d time.Duration) error {
	t, err := selfTestWhere(v.View, underWay)
	if err != nil {
		return err
	}
	var next sql.NullInt64
	if err := v.QueryRow(`SELECT next_at FROM selftest_due`).Scan(&next); err != nil {
		return err
	}
	at, planned := time.UnixMilli(next.Int64).Add(d), v.nextSelfTest()
	switch {
	case t.ID != 0:
		return v.lookAtSelfTest(sooner(at, v.now.Add(v.policy.Watch.SelfTestWithin.Std())))
	case next.Valid && d == 0 && !planned.IsZero() && at.Before(planned):
		return nil // perhaps one that was missed
	}
	return v.lookAtSelfTest(planned)
}

// selfTestEnded is the last word on the call that presses 9: before key 1 it
// is the end of the test.
func (v *verb) selfTestEnded(o Outgoing) error {
	t, err := selfTestWhere(v.View, underWay)
	if err != nil || t.ID == 0 || t.key() != o.Key {
		return err
	}
	return v.endSelfTest(t, v.faultOf(t))
}

// hangUpEndedSelfTest ends a call that was placed while its test ended.
func (v *verb) hangUpEndedSelfTest(o Outgoing, sid string) error {
	if wanted, err := v.wantsSelfTest(o); err != nil || wanted {
		return err
	}
	return v.hangUp(o, sid)
}

// wantsSelfTest tells whether the call is that of the test under way.
func (v *verb) wantsSelfTest(o Outgoing) (bool, error) {
	t, err := selfTestWhere(v.View, underWay)
	return t.ID != 0 && t.key() == o.Key, err
}

// A SelfTestRole is what an incoming call from our own hotline does.
type SelfTestRole int

// The roles.
const (
	RealCaller SelfTestRole = iota // no part of a self-test
	PressesNine
	PressesOne
)

// SelfTestCall tells what an incoming call from our own hotline does. Anybody
// can show our number, so a self-test has as many calls as it has placed:
// whichever comes beside them is a real caller's.
func (c *Centre) SelfTestCall(ctx context.Context, call string) (role SelfTestRole, err error) {
	err = c.write(ctx, func(v *verb) error {
		t, err := selfTestWhere(v.View, underWay)
		if err != nil || t.ID == 0 || call == "" {
			return err
		}
		switch call {
		case t.call:
			role = PressesNine
			return nil
		case t.answer:
			role = PressesOne
			return nil
		}
		role, err = v.takePart(t, call)
		return err
	})
	if err != nil {
		return RealCaller, fmt.Errorf("self-test: %w", err)
	}
	return role, nil
}

// takePart gives an incoming call the part that the self-test waits for now.
func (v *verb) takePart(t ChainTest, call string) (SelfTestRole, error) {
	part, column, placed := PressesNine, "call", `key = $1`
	arg := any(t.key())
	if t.call != "" {
		part, column, placed, arg = PressesOne, "answer", `kind = 'case' AND action = 'call' AND ref = $1`, t.emergency
	}
	var waits bool
	err := v.QueryRow(`SELECT EXISTS (SELECT 1 FROM outbox WHERE `+placed+` AND state IN ('leased', 'unknown', 'handed'))`, arg).Scan(&waits)
	if err != nil || !waits || t.answer != "" || t.call != "" && t.emergency == 0 {
		return RealCaller, err
	}
	_, err = v.Exec(`UPDATE selftests SET `+column+` = $1 WHERE id = $2`, call, t.ID)
	return part, err
}

// selfTestAlarm is key 9 of a self-test; a zero case when a is a real alarm.
func (v *verb) selfTestAlarm(a Alarm) (k Case, err error) {
	if a.Call == "" {
		return k, nil
	}
	t, err := selfTestWhere(v.View, underWay+` AND call = $1`, a.Call)
	switch {
	case err != nil || t.ID == 0:
		return k, err
	case t.emergency != 0:
		return v.caseWhere(`id = $1`, t.emergency)
	}
	if k, err = v.openCase(Case{Kind: SelfTest, Call: a.Call, OnLine: true}, t.key()); err != nil {
		return k, err
	}
	_, err = v.Exec(`UPDATE selftests SET "case" = $1 WHERE id = $2`, k.ID, t.ID)
	return k, err
}

// selfTestLadder rings the hotline itself, once.
func (v *verb) selfTestLadder() Ladder {
	e, within := v.policy.Emergency, 2*v.policy.Watch.SelfTestWithin // the test itself ends it before
	return Ladder{
		CancelWithin: e.CancelWithin, RingFor: e.RingFor, BusyAgain: e.BusyAgain, CheckAfter: e.CheckAfter,
		RepeatEvery: within, ThenEvery: within, DrillFor: within, Rounds: []Round{{Call: []int{0}}},
		Responders: []Responder{{Name: e.FallbackName, Phone: v.selfTest.Number, As: AboutSelfTest}},
	}
}

// selfTestPassed is key 1 of a self-test.
func (v *verb) selfTestPassed(k Case) error {
	t, err := selfTestWhere(v.View, underWay+` AND "case" = $1`, k.ID)
	if err != nil || t.ID == 0 {
		return err
	}
	return v.endSelfTest(t, "")
}
