package care

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"hourline/ledger"
)

// A letterbox is a house whose outbox has what a test puts there.
type letterbox struct{ *house }

func newLetterbox(t *testing.T) letterbox { return letterbox{newHouse(t)} }

// put queues a row under a key.
func (b letterbox) put(key string, lane Lane, action Action) Outgoing {
	b.t.Helper()
	o := Outgoing{Key: key, Lane: lane, Action: action, Kind: "test", Phone: phone(1)}
	b.must(b.write(ctx, func(v *verb) error { return v.queue(o) }))
	return b.rows(`key = $1`, key)[0]
}

func (b letterbox) claim(lane Lane) []Outgoing {
	b.t.Helper()
	rows, err := b.Claim(ctx, lane, 10)
	b.must(err)
	return rows
}

func (b letterbox) settle(o Outgoing, r Result) {
	b.t.Helper()
	b.must(b.Settle(ctx, o, r))
}

func (b letterbox) wantState(o Outgoing, want string) {
	b.t.Helper()
	if got := one[string](b.house, `SELECT state FROM outbox WHERE id = $1`, o.ID); got != want {
		b.t.Errorf("the row is %s, want %s", got, want)
	}
}

// waits is how long nothing of a lane can be claimed.
func (b letterbox) waits(lane Lane) time.Duration {
	b.t.Helper()
	at, err := b.due(ctx, lane)
	b.must(err)
	return at.Sub(b.clock.Now())
}

func TestQueuedTwiceIsQueuedOnce(t *testing.T) {
	b := newLetterbox(t)
	for range 3 {
		b.put("a", TextLane, SendText)
	}
	wantKeys(t, b.claim(TextLane), "a")
	wantKeys(t, b.claim(TextLane))
}

func TestLanesDoNotWaitForOneAnother(t *testing.T) {
	b := newLetterbox(t)
	for i := range 30 {
		b.put(fmt.Sprint(i), TextLane, SendText)
	}
	b.put("now", EmergencyLane, PlaceCall)
	wantKeys(t, b.claim(EmergencyLane), "now")
	wantKeys(t, b.claim(CallLane))
	if got := b.claim(TextLane); len(got) != 10 || got[0].Key != "0" && !slices.Contains(keys(got), "0") {
		t.Errorf("claimed %v, want the ten oldest", keys(got))
	}
}

// Only calls wait for the carrier's pace: what else an emergency needs stands
// on a lane of its own.
func TestWhatAnEmergencyNeedsBesideCallsStandsBehindNoCall(t *testing.T) {
	b := newLetterbox(t)
	for _, a := range []Action{PlaceCall, SendText, HangUp, Redirect} {
		b.put(string(a), EmergencyLane, a)
	}
	wantKeys(t, b.claim(EmergencyLane), "call")
	wantKeys(t, b.claim(UrgentLane), "text", "hangup", "redirect")
}

// Books of an older program have it all on one lane.
func TestOlderBooksGoOnWithWhatAnEmergencyNeeds(t *testing.T) {
	b := newLetterbox(t)
	for _, a := range []Action{PlaceCall, SendText, HangUp} {
		b.put(string(a), EmergencyLane, a)
	}
	b.claim(UrgentLane)
	b.olderThan("00007_lanes.sql", `UPDATE outbox SET lane = 'emergency'`, `DROP INDEX outbox_rung`)
	wantKeys(t, b.claim(EmergencyLane), "call")
	if rows := b.claim(UrgentLane); len(rows) != 2 || !rows[0].Unsure || !rows[1].Unsure {
		t.Errorf("the urgent lane has %+v, want the text and the hang-up that were under way", rows)
	}
}

// olderThan makes the books what a program before a migration left, by the
// statements that undo it, and opens them with this one.
func (b letterbox) olderThan(migration string, undo ...string) {
	b.t.Helper()
	up, err := migrations.ReadFile("migrations/" + migration)
	b.must(err)
	b.must(b.Bank.Write(ctx, func(tx *ledger.Tx) error {
		for _, text := range append(undo, string(up)) {
			if _, err := tx.Exec(text); err != nil {
				return err
			}
		}
		return nil
	}))
	b.restart()
}

func TestLeaseRunsOutAndIsLookedUpFirst(t *testing.T) {
	b := newLetterbox(t)
	o := b.put("a", TextLane, SendText)
	first := b.claim(TextLane)[0]
	if first.Unsure || first.Attempt != 1 {
		t.Fatalf("%+v", first)
	}
	b.clock.Advance(60*time.Second - time.Millisecond)
	wantKeys(t, b.claim(TextLane))
	b.clock.Advance(time.Millisecond)
	second := b.claim(TextLane)[0]
	if !second.Unsure || second.Attempt != 1 {
		t.Errorf("%+v, want the same attempt, unsure", second)
	}
	b.settle(second, Result{Verdict: Handed, SID: "SM1"})
	b.wantState(o, "done")
	b.clock.Advance(24 * time.Hour)
	wantKeys(t, b.claim(TextLane))
}

// The callbacks about a text get lost. It is looked up once, whatever the
// carrier can tell then.
func TestATextWithoutALastWordIsLookedUpOnce(t *testing.T) {
	for _, c := range []struct {
		name string
		told Result
	}{
		{"delivered", Result{Verdict: Over, SID: "SM1", Status: "delivered"}},
		{"still on its way", Result{Verdict: Handed, SID: "SM1"}},
		{"the carrier cannot tell", Result{Verdict: Unknown}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newLetterbox(t)
			o := b.put("a", TextLane, SendText)
			b.settle(b.claim(TextLane)[0], Result{Verdict: Handed, SID: "SM1"})
			b.wantState(o, "handed")
			b.clock.Advance(15*time.Minute - time.Millisecond)
			wantKeys(t, b.claim(TextLane))
			b.clock.Advance(time.Millisecond)
			late := b.claim(TextLane)
			if len(late) != 1 || !late[0].Unsure || late[0].SID != "SM1" {
				t.Fatalf("%+v, want it to be looked up", late)
			}
			b.settle(late[0], c.told)
			b.wantState(o, "done")
			b.clock.Advance(24 * time.Hour)
			wantKeys(t, b.claim(TextLane))
		})
	}
}

func TestLeasesOfADeadProcessAreTakenBackAtOpen(t *testing.T) {
	b := newLetterbox(t)
	b.put("a", CallLane, PlaceCall)
	b.claim(CallLane)
	b.restart()
	if rows := b.claim(CallLane); len(rows) != 1 || !rows[0].Unsure {
		t.Errorf("%+v, want the row at once, unsure", rows)
	}
}

// What becomes of a row by the carrier's verdict on its first attempt.
func TestSettle(t *testing.T) {
	s := newStreet(t)
	b, r := letterbox{s.house}, s.taken(Company)
	for _, c := range []struct {
		name   string
		action Action
		result Result
		state  string
		again  bool // claimable within a minute
		unsure bool
	}{
		{"a text is handed", SendText, Result{Verdict: Handed, SID: "SM1"}, "handed", false, false},
		{"a call is handed", PlaceCall, Result{Verdict: Handed, SID: "CA1"}, "handed", false, false},
		{"a hang-up is done", HangUp, Result{Verdict: Handed}, "done", false, false},
		{"a redirect is done", Redirect, Result{Verdict: Handed}, "done", false, false},
		{"refused", SendText, Result{Verdict: Refused}, "waiting", true, false},
		{"refused call", PlaceCall, Result{Verdict: Refused}, "waiting", true, false},
		{"unknown", SendText, Result{Verdict: Unknown}, "unknown", true, true},
		{"hopeless", SendText, Result{Verdict: Hopeless}, "failed", false, false},
		{"over", SendText, Result{Verdict: Over, SID: "SM1", Status: "delivered"}, "done", false, false},
	} {
		o := Outgoing{Key: c.name, Lane: EmergencyLane, Action: c.action, Kind: AboutDoorWord, Ref: r.Visit.ID, Phone: phone(1)}
		b.must(b.write(ctx, func(v *verb) error { return v.queue(o) }))
		lane := b.rows(`key = $1`, c.name)[0].Lane
		row := b.claim(lane)[0]
		b.settle(row, c.result)
		b.wantState(row, c.state)
		b.clock.Advance(time.Minute)
		next := b.claim(lane)
		if (len(next) == 1) != c.again || c.again && next[0].Unsure != c.unsure {
			t.Errorf("%s: a minute later: %+v", c.name, next)
		}
		for _, row := range next {
			b.settle(row, Result{Verdict: Hopeless})
		}
	}
}

func TestRefusedWaitsLongerEachTime(t *testing.T) {
	b := newLetterbox(t)
	o := b.put("a", TextLane, SendText)
	var waits []time.Duration
	for range 8 {
		row := b.claim(TextLane)[0]
		b.settle(row, Result{Verdict: Refused})
		waits = append(waits, b.waits(TextLane))
		b.clock.Advance(b.waits(TextLane))
	}
	want := 2 * time.Second
	for i, got := range waits {
		if got < want || got > want*5/4+time.Millisecond {
			t.Errorf("attempt %d waits %v, want %v and up to a quarter more", i+1, got, want)
		}
		want = min(2*want, time.Minute)
	}
	b.wantState(o, "waiting") // it was surely never processed, so it is never given up
}

// A text whose outcome is unknown is sent twice at most; one of an emergency
// until it arrives.
func TestUnknownIsLookedUpAndSentAgain(t *testing.T) {
	b := newLetterbox(t)
	for _, c := range []struct {
		lane     Lane
		attempts int // of ten chances
		state    string
	}{{TextLane, 2, "failed"}, {UrgentLane, 10, "waiting"}} {
		o := b.put(string(c.lane), c.lane, SendText)
		attempts := 0
		for range 20 {
			for _, row := range b.claim(c.lane) {
				if row.Unsure {
					b.settle(row, Result{Verdict: Missing})
					continue
				}
				attempts++
				if row.Attempt != attempts {
					t.Errorf("attempt %d is called %d", attempts, row.Attempt)
				}
				b.settle(row, Result{Verdict: Unknown})
			}
			b.clock.Advance(2 * time.Minute)
		}
		if attempts != c.attempts {
			t.Errorf("%s: sent %d times, want %d", c.lane, attempts, c.attempts)
		}
		b.wantState(o, c.state)
	}
}

// A text that the carrier refused was surely not sent: it may be refused as
// often as it likes, and an unknown outcome is still looked up and sent again.
func TestRefusalsAreNoAttemptsAtAText(t *testing.T) {
	b := newLetterbox(t)
	o := b.put("receipt", TextLane, SendText)
	for _, verdict := range []Verdict{Refused, Refused, Refused, Unknown, Missing, Refused} {
		for _, row := range b.claim(TextLane) {
			b.settle(row, Result{Verdict: verdict})
		}
		if verdict == Unknown {
			b.wantState(o, "unknown")
		} else {
			b.wantState(o, "waiting")
		}
		b.clock.Advance(2 * time.Minute)
	}
	for _, row := range b.claim(TextLane) {
		b.settle(row, Result{Verdict: Handed, SID: "SM1"})
	}
	b.wantState(o, "handed")
}

func TestStatusNeverGoesBack(t *testing.T) {
	b := newLetterbox(t)
	for _, c := range []struct {
		words []string
		want  string
	}{
		{[]string{"initiated", "ringing", "in-progress", "completed"}, "completed"},
		{[]string{"ringing", "initiated", "queued"}, "ringing"},
		{[]string{"completed", "ringing", "in-progress"}, "completed"},
		{[]string{"busy", "completed"}, "busy"},
		{[]string{"no-answer", "no-answer", "busy"}, "no-answer"},
		{[]string{"sent", "sending", "delivered", "undelivered"}, "delivered"},
		{[]string{"sent", "something new"}, "sent"},
		{[]string{"", "sent"}, "sent"},
	} {
		o := b.put(fmt.Sprint(c.words), TextLane, SendText)
		b.settle(b.claim(TextLane)[0], Result{Verdict: Handed, SID: "SM1"})
		for _, word := range c.words {
			b.must(b.Status(ctx, o.ID, "SM1", word))
		}
		if got := one[string](b.house, `SELECT status FROM outbox WHERE id = $1`, o.ID); got != c.want {
			t.Errorf("%v ended as %s, want %s", c.words, got, c.want)
		}
	}
	b.must(b.Status(ctx, 4711, "SM9", "completed")) // of a row that is not ours
}

func TestLastWordBeforeTheHandOverIsKept(t *testing.T) {
	b := newLetterbox(t)
	o := b.put("a", TextLane, SendText)
	row := b.claim(TextLane)[0]
	b.must(b.Status(ctx, o.ID, "SM1", "delivered")) // faster than the carrier's answer
	b.settle(row, Result{Verdict: Handed, SID: "SM1"})
	b.wantState(o, "done")
}

func TestWordsOfAnEarlierAttemptChangeNothing(t *testing.T) {
	b := newLetterbox(t)
	o := b.put("a", TextLane, SendText)
	b.settle(b.claim(TextLane)[0], Result{Verdict: Handed, SID: "SM2"})
	b.must(b.Status(ctx, o.ID, "SM1", "undelivered"))
	b.wantState(o, "handed")
	b.must(b.Status(ctx, o.ID, "SM2", "delivered"))
	b.wantState(o, "done")
}

func TestCallWithoutALastWordIsLookedUp(t *testing.T) {
	s := newStreet(t)
	s.taken(Company)
	call := s.hand(CallLane)[0]
	s.clock.Advance(15*time.Minute - time.Millisecond)
	if rows := s.hand(CallLane); len(rows) != 0 {
		t.Fatalf("looked up early: %+v", rows)
	}
	s.clock.Advance(time.Millisecond)
	rows, err := s.Claim(ctx, CallLane, 10)
	s.must(err)
	if len(rows) != 1 || rows[0].ID != call.ID || !rows[0].Unsure || rows[0].SID != call.SID {
		t.Fatalf("%+v", rows)
	}
	s.must(s.Settle(ctx, rows[0], Result{Verdict: Over, SID: call.SID, Status: "no-answer"}))
	s.clock.Advance(30 * time.Minute)
	wantKeys(t, s.hand(CallLane), "visit/1/announce/2")
}

func TestOptedOutNumberIsRungByAPerson(t *testing.T) {
	b := newLetterbox(t)
	o := b.put("a", TextLane, SendText)
	b.settle(b.claim(TextLane)[0], Result{Verdict: Hopeless, OptedOut: true})
	b.wantState(o, "failed")
	b.wantTickets(OptedOut)
	b.must(b.write(ctx, func(v *verb) error {
		return v.queue(Outgoing{Key: "b", Lane: TextLane, Action: SendText, Kind: "test", Phone: phone(1)})
	}))
	wantKeys(t, b.claim(TextLane))
	b.wantTickets(OptedOut, OptedOut)
	b.put("c", EmergencyLane, SendText) // what a life hangs on is sent all the same
	wantKeys(t, b.claim(UrgentLane), "c")
}

func TestDisputedOutcomeOfACallIsNotPlacedForAVisitThatEnded(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	rows, err := s.Claim(ctx, CallLane, 1)
	s.must(err)
	s.must(s.CancelRequest(ctx, r.ID))
	s.must(s.Settle(ctx, rows[0], Result{Verdict: Refused}))
	s.clock.Advance(time.Hour)
	if rows := s.hand(CallLane); len(rows) != 0 {
		t.Errorf("the elder is rung: %v", keys(rows))
	}
}

func TestWordsOfATextAreKeptForLookingUp(t *testing.T) {
	b := newLetterbox(t)
	o := b.put("a", TextLane, SendText)
	b.must(b.Sending(ctx, o.ID, "已开始"))
	if got, err := b.Outgoing(ctx, o.ID); err != nil || got.Body != "已开始" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestIdle(t *testing.T) {
	s := newStreet(t)
	want := func(idle bool, when string) {
		t.Helper()
		got, err := s.Idle(ctx)
		s.must(err)
		if got != idle {
			t.Errorf("%s: idle is %v", when, got)
		}
	}
	want(true, "at first")
	s.ask(Home, Tomorrow)
	want(false, "offers wait")
	rows, err := s.Claim(ctx, TextLane, 10)
	s.must(err)
	want(false, "offers are being handed over")
	for _, o := range rows {
		s.must(s.Settle(ctx, o, Result{Verdict: Handed, SID: fmt.Sprint("SM", o.ID)}))
	}
	want(true, "offers are handed over")
	s.clock.Advance(10 * time.Minute)
	want(false, "the next round is due")
	s.must(s.Tick(ctx))
	want(true, "the round was made")
}
