package care

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"hourline/ledger"
)

// A jam is a house with more emergencies than the carrier places calls.
type jam struct{ letterbox }

// opens puts an alarm into the books, a second younger than the one before.
func (j jam) opens(n int64, state CaseState) { j.opensKind(n, AlarmCase, state) }

func (j jam) opensKind(n int64, kind CaseKind, state CaseState) {
	j.t.Helper()
	j.must(j.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`INSERT INTO cases (id, kind, number, source, phone, community, state, ladder, progress, opened_at) VALUES ($1, $2, $3, $4, '', '', $5, '{}', $6, $7)`,
			n, string(kind), 100+n, fmt.Sprint("call/CA", n), string(state), fmt.Sprintf(`{"state":%q,"by":-1}`, state), ms(monday)+1000*n)
		return err
	}))
}

// rings queues a call about a case: the key is case/responder/try.
func (j jam) rings(n int64, responder, try int) {
	j.t.Helper()
	j.must(j.write(ctx, func(v *verb) error {
		return v.queue(Outgoing{
			Key: fmt.Sprintf("%d/%d/%d", n, responder, try), Lane: EmergencyLane, Action: PlaceCall, Kind: AboutCase, Ref: n,
			Member: 1, Phone: phone(responder), Facts: Facts{Responder: responder, Try: try},
		})
	}))
}

// texts queues n texts.
func (j jam) texts(n int) {
	j.t.Helper()
	j.must(j.write(ctx, func(v *verb) error {
		for i := range n {
			if err := v.queue(Outgoing{Key: fmt.Sprint("text/", i), Lane: TextLane, Action: SendText, Kind: "test", Member: 1, Phone: phone(9)}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// next is the key of the call that is placed now, "" for none.
func (j jam) next() string {
	j.t.Helper()
	rows, err := j.Claim(ctx, EmergencyLane, 1)
	j.must(err)
	if len(rows) == 0 {
		return ""
	}
	return rows[0].Key
}

// TestWhoIsRungNext queues the calls youngest case first, so that the order in
// which they were queued is never the one that is wanted.
func TestWhoIsRungNext(t *testing.T) {
	for _, tt := range []struct {
		label string
		cases []CaseState // number 1 is the oldest
		calls string      // case/responder/try
		want  string
	}{
		{"the oldest case first", []CaseState{Ringing, Ringing, Ringing}, "3/0/1 2/0/1 1/0/1", "1/0/1 2/0/1 3/0/1"},
		{"every case rings one phone before any rings two", []CaseState{Ringing, Ringing, Ringing}, "3/0/1 3/1/1 2/0/1 2/1/1 1/0/1 1/1/1", "1/0/1 2/0/1 3/0/1 1/1/1 2/1/1 3/1/1"},
		{"who was rung least, within a case", []CaseState{Ringing}, "1/0/3 1/1/2 1/2/1 1/3/2", "1/2/1 1/1/2 1/3/2 1/0/3"},
		{"an old case with many tries goes before a young one", []CaseState{Ringing, Ringing}, "2/0/1 2/1/1 1/0/9 1/1/9", "1/0/9 2/0/1 1/1/9 2/1/1"},
		{"whom nobody has accepted goes before who is being asked again", []CaseState{CaseAccepted, Ringing}, "1/0/2 2/0/1 2/1/1", "2/0/1 2/1/1 1/0/2"},
		{"nobody is rung for a case that is over", []CaseState{CaseCancelled, CaseClosed, Ringing}, "1/0/1 2/0/1 3/0/1", "3/0/1"},
		{"nor is anybody when all are over", []CaseState{CaseCancelled, CaseClosed}, "1/0/1 2/0/1", ""},
	} {
		t.Run(tt.label, func(t *testing.T) {
			j := jam{newLetterbox(t)}
			for i, state := range tt.cases {
				j.opens(int64(i+1), state)
			}
			for _, call := range strings.Fields(tt.calls) {
				var n int64
				var responder, try int
				if _, err := fmt.Sscanf(call, "%d/%d/%d", &n, &responder, &try); err != nil {
					t.Fatal(err)
				}
				j.rings(n, responder, try)
			}
			var got []string
			for key := j.next(); key != ""; key = j.next() {
				got = append(got, key)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("rang %v, want %s", got, tt.want)
			}
			if waiting := j.rows(`state = 'waiting'`); len(waiting) > 0 {
				t.Errorf("%v wait for ever", keys(waiting))
			}
		})
	}
}

// What may be an alarm, or only plays one, lets those that are go first, though
// they are younger and have rung.
func TestAlarmsGoFirst(t *testing.T) {
	j := jam{newLetterbox(t)}
	for i, kind := range []CaseKind{Drill, SelfTest, SilentOne, RingBack, HangUps} {
		j.opensKind(int64(i+1), kind, Ringing)
		j.rings(int64(i+1), 0, 1)
	}
	j.opens(6, Ringing)
	j.rings(6, 0, 1)
	j.rings(6, 1, 1)
	var got []string
	for key := j.next(); key != ""; key = j.next() {
		got = append(got, key)
	}
	if want := "6/0/1 6/1/1 3/0/1 4/0/1 5/0/1 1/0/1 2/0/1"; strings.Join(got, " ") != want {
		t.Errorf("rang %v, want %s", got, want)
	}
}

// A call that the carrier refused, or a number that cannot be rung, has
// reached nobody: the case is still the first.
func TestACaseIsRungOnlyWhenTheCarrierTookACall(t *testing.T) {
	for _, tt := range []struct {
		verdict Verdict
		want    string
	}{
		{Handed, "2/0/1"}, {Unknown, "2/0/1"}, {Refused, "1/1/1"}, {Hopeless, "1/1/1"},
	} {
		t.Run(tt.verdict.String(), func(t *testing.T) {
			j := jam{newLetterbox(t)}
			for _, n := range []int64{1, 2} {
				j.opens(n, Ringing)
				j.rings(n, 0, 1)
				j.rings(n, 1, 1)
			}
			first := j.claim1()
			r := Result{Verdict: tt.verdict}
			if tt.verdict == Handed {
				r.SID = "CA1"
			}
			j.settle(first, r)
			if got := j.next(); got != tt.want {
				t.Errorf("after %s the next is %s, want %s", first.Key, got, tt.want)
			}
		})
	}
}

func (j jam) claim1() Outgoing {
	j.t.Helper()
	rows, err := j.Claim(ctx, EmergencyLane, 1)
	j.must(err)
	if len(rows) != 1 {
		j.t.Fatalf("claimed %v, want one", keys(rows))
	}
	return rows[0]
}

// The next call is found by indexes, whatever else waits and was done before.
func TestTheNextCallIsFoundByIndexes(t *testing.T) {
	h := newHouse(t)
	var plan []string
	h.must(h.Bank.Read(ctx, func(v *ledger.View) (err error) {
		plan, err = collect(v, func(r *sql.Rows) (step string, err error) {
			var id, parent, unused int
			return step, r.Scan(&id, &parent, &unused, &step)
		}, `EXPLAIN QUERY PLAN `+strings.NewReplacer("$2", "$1", "$3", "$2", "$4", "$3").Replace(byUrgency), string(EmergencyLane), ms(monday), 1)
		return err
	}))
	for _, want := range []string{"o USING INDEX outbox_waiting (lane=? AND due_at<?)", "c USING INTEGER PRIMARY KEY", "r USING INDEX outbox_rung (ref=?)"} {
		if !strings.Contains(strings.Join(plan, "\n"), want) {
			t.Errorf("the plan lacks %q:\n%s", want, strings.Join(plan, "\n"))
		}
	}
	if strings.Contains(strings.Join(plan, "\n"), "SCAN") {
		t.Errorf("it reads a whole table:\n%s", strings.Join(plan, "\n"))
	}
}

// BenchmarkClaim is the choice of the next of five hundred calls of fifty
// emergencies, with a thousand texts waiting.
func BenchmarkClaim(b *testing.B) {
	j := jam{letterbox{houseFor(b)}}
	j.texts(1000)
	for n := range int64(50) {
		j.opens(n+1, Ringing)
		for responder := range 10 {
			j.rings(n+1, responder, 1)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		row := j.claim1()
		b.StopTimer()
		j.must(j.Bank.Write(ctx, func(tx *ledger.Tx) error {
			_, err := tx.Exec(`UPDATE outbox SET state = 'waiting', lease_until = NULL, attempts = 0 WHERE id = $1`, row.ID)
			return err
		}))
		b.StartTimer()
	}
}
