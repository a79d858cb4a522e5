package gateway

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"hourline/ledger"
	"hourline/ledger/care"
)

// BenchmarkStartText is a volunteer's text that a visit has begun, from the
// post to the answer: the visit and the queued reply are on disk then. Its
// floor is a transaction of one row on a file of the same kind.
func BenchmarkStartText(b *testing.B) {
	town := openBench(b)
	w, commit := dialBench(b, town.public.Addr().String()), bareCommit(b)
	var own, bare time.Duration
	sent := 0
	b.ReportAllocs()
	b.ResetTimer()
	for sent < b.N {
		b.StopTimer()
		visits := town.taken(b, min(32, b.N-sent))
		b.StartTimer()
		start := time.Now()
		for _, v := range visits {
			sent++
			if _, err := w.post("/sms", textForm("SM"+strconv.Itoa(sent), v.volunteer, "KS "+v.code)); err != nil {
				b.Fatal(err)
			}
		}
		own += time.Since(start)
		b.StopTimer()
		start = time.Now()
		for range visits {
			commit()
		}
		bare += time.Since(start)
		town.haveBegun(b, visits)
	}
	b.ReportMetric(float64(b.N)/own.Seconds(), "texts/s")
	b.ReportMetric(bare.Seconds()/own.Seconds(), "x-bare")
}

// textForm is what Twilio posts about a text, sorted by name.
func textForm(sid, from, body string) [][2]string {
	return [][2]string{
		{"AccountSid", "AC00000000000000000000000000000000"}, {"ApiVersion", "2010-04-01"}, {"Body", body},
		{"From", from}, {"FromCity", ""}, {"FromCountry", "CN"}, {"FromState", ""}, {"FromZip", ""},
		{"MessageSid", sid}, {"NumMedia", "0"}, {"NumSegments", "1"}, {"SmsMessageSid", sid}, {"SmsSid", sid}, {"SmsStatus", "received"},
		{"To", benchHotline}, {"ToCity", ""}, {"ToCountry", "CN"}, {"ToState", ""}, {"ToZip", ""},
	}
}

// bareCommit gives a function that waits until one row is on disk.
func bareCommit(b *testing.B) func() {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	exec := func(text string, args ...any) {
		if _, err := db.Exec(text, args...); err != nil {
			b.Fatal(err)
		}
	}
	exec(`CREATE TABLE rows (id INTEGER PRIMARY KEY, what TEXT NOT NULL) STRICT`)
	return func() { exec(`INSERT INTO rows (what) VALUES ($1)`, "KS 2356") }
}

// A takenVisit is one that its volunteer can begin.
type takenVisit struct {
	id              int64
	volunteer, code string
}

// taken makes visits, each of a volunteer who is on no other, and waits until all
// that is to be said about them is said.
func (t *bench) taken(b *testing.B, n int) (visits []takenVisit) {
	b.Helper()
	for i := range n {
		source := fmt.Sprintf("bench/%d/%d", time.Now().UnixNano(), i)
		elder, err := t.Centre.Line(b.Context(), care.Phone(elderPhone(i)))
		if err != nil {
			b.Fatal(err)
		}
		r, err := t.Centre.AskForHelp(b.Context(), care.Ask{Source: source, Elder: elder.Members[0].ID, Kind: care.Company, When: care.Today})
		if err != nil {
			b.Fatal(err)
		}
		var v takenVisit
		t.scan(b, `SELECT p.phone FROM offers o JOIN phones p ON p.member = o.volunteer WHERE o.request = $1
			AND NOT EXISTS (SELECT 1 FROM visits w WHERE w.volunteer = o.volunteer AND w.open = 1) LIMIT 1`, []any{r.ID}, &v.volunteer)
		if err := t.Centre.Take(b.Context(), care.Text{SID: source, From: care.Phone(v.volunteer)}, r.ID, care.NoTime); err != nil {
			b.Fatal(err)
		}
		t.scan(b, `SELECT id, code FROM visits WHERE request = $1`, []any{r.ID}, &v.id, &v.code)
		visits = append(visits, v)
	}
	t.settle(b)
	return visits
}

// haveBegun insists that every text was understood, and takes the visits away
// so that their codes and volunteers are free again.
func (t *bench) haveBegun(b *testing.B, visits []takenVisit) {
	b.Helper()
	for _, v := range visits {
		var begun bool
		if t.scan(b, `SELECT started_at IS NOT NULL FROM visits WHERE id = $1`, []any{v.id}, &begun); !begun {
			b.Fatalf("visit %d has not begun", v.id)
		}
	}
	t.write(b, `UPDATE visits SET open = 0, ended = 'cancelled' WHERE open = 1`)
	t.write(b, `UPDATE requests SET state = 'cancelled', next_at = NULL WHERE state = 'started'`)
	t.write(b, `DELETE FROM offers`) // a day has not so many offers
	t.write(b, `UPDATE turns SET minutes = 0, silence = 0`)
	t.settle(b)
}

func (t *bench) scan(b *testing.B, text string, args []any, into ...any) {
	b.Helper()
	if err := t.Centre.Bank.Read(b.Context(), func(v *ledger.View) error { return v.QueryRow(text, args...).Scan(into...) }); err != nil {
		b.Fatal(err)
	}
}

func (t *bench) write(b *testing.B, text string) {
	b.Helper()
	if err := t.Centre.Bank.Write(b.Context(), func(tx *ledger.Tx) error { _, err := tx.Exec(text); return err }); err != nil {
		b.Fatal(err)
	}
}

// settle waits until the workers have nothing left to do.
func (t *bench) settle(b *testing.B) {
	b.Helper()
	for range 60_000 {
		idle, err := t.Centre.Idle(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if idle {
			return
		}
		time.Sleep(time.Millisecond)
	}
	b.Fatal("the workers have had a minute and are not done")
}
