package gateway_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/demo"
	"hourline/cmd/internal/gateway"
	"hourline/ledger"
)

// What somebody is woken by while the books are broken.
const (
	passedOn = "a caller could not be answered and is passed on to a person"
	textLost = "a text was not carried out"
)

// brokenBooks may be said besides, at most once in ten seconds each.
var brokenBooks = []string{
	"the bank cannot write", "the outbox cannot be worked off", "what is due cannot be done",
	"an outcome was not recorded", "a status callback was not recorded", "calls cannot be answered",
}

const (
	soonEnough    = 2 * time.Second // from a key to the words that a person is being dialled
	busyMachine   = 2 * time.Second // room for a test machine that does other things
	backAgainSoon = 20 * time.Second
)

// A trial is a town in which a test breaks things between the lines of a story.
type trial struct {
	*testing.T
	*demo.Town
	transcript bytes.Buffer
}

func newTrial(t *testing.T, o demo.Options, expected ...string) *trial {
	t.Helper()
	tr := &trial{T: t, Town: openWith(t, o, &recorder{t: t, expected: expected, allowed: brokenBooks})}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(tr.transcript.String())
		}
	})
	return tr
}

// play plays lines, and says how long they took.
func (tr *trial) play(script string) (took time.Duration) {
	tr.Helper()
	began := time.Now()
	if err := tr.Play(tr.Context(), script, &tr.transcript); err != nil {
		tr.Fatal(err)
	}
	return time.Since(began)
}

// quickly plays lines that must not wait for the books.
func (tr *trial) quickly(script string) {
	tr.Helper()
	if took := tr.play(script); took > soonEnough+busyMachine {
		tr.Errorf("it took %v:\n%s", took, script)
	}
}

// eventually asks until it is so.
func (tr *trial) eventually(what string, is func() bool) {
	tr.Helper()
	for deadline := time.Now().Add(backAgainSoon); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			tr.Fatalf("not within %v: %s", backAgainSoon, what)
		}
	}
}

// cases is how many emergencies are in the books.
func (tr *trial) cases() int { tr.Helper(); return tr.count("cases") }

// count is how many rows a table has.
func (tr *trial) count(table string) (n int) {
	tr.Helper()
	err := tr.App.Centre.Bank.Read(tr.Context(), func(v *ledger.View) error {
		return v.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n)
	})
	if err != nil {
		tr.Fatal(err)
	}
	return n
}

// whole fails unless the books are.
func (tr *trial) whole() {
	tr.Helper()
	report, err := tr.App.Centre.Bank.Verify(tr.Context(), nil)
	if err != nil || len(report.Differences) > 0 {
		tr.Errorf("the books are not whole: %v %v", report, err)
	}
}

// another is another program that has the books open.
func another(t *testing.T, data string) (do func(text string)) {
	t.Helper()
	db, err := sql.Open("sqlite", gateway.BooksIn(data)+"?_busy_timeout=10000")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return func(text string) {
		t.Helper()
		if _, err := db.ExecContext(context.Background(), text); err != nil {
			t.Fatal(err)
		}
	}
}

// Another program keeps the file for longer than anybody can wait: whoever is
// in need talks to a person at once, and staff are rung when the file is free.
func TestALockedFileKeepsNobodyInNeedWaiting(t *testing.T) {
	t.Parallel()
	data := settled(t)
	tr := newTrial(t, demo.Options{Data: data}, passedOn, textLost)
	other := another(t, data)
	other("BEGIN IMMEDIATE")
	tr.quickly(`
wang     calls presses 9      hears "转接值班人员"
room     is rung
`)
	tr.quickly(`
stranger calls 2              hears "转接值班人员"
`)
	tr.play(`zhou texts "SOS" gets nothing`)
	if n := tr.cases(); n != 0 {
		t.Fatalf("%d cases are in locked books", n)
	}
	other("ROLLBACK")
	tr.eventually("three cases", func() bool { return tr.cases() == 3 })
	tr.eventually("an answer to the text", func() bool {
		texts := tr.Network.Handset("zhou").Texts()
		return len(texts) > 0 && strings.Contains(texts[len(texts)-1].Body, "正在叫人")
	})
	tr.play(`
director is rung
ma       is rung
`)
	tr.whole()
}

// A locked file that is free again in time is no trouble for anybody.
func TestAFileThatIsLockedForAMomentIsNoTrouble(t *testing.T) {
	t.Parallel()
	data := settled(t)
	tr := newTrial(t, demo.Options{Data: data})
	other := another(t, data)
	tr.play(`wang calls presses 1 2 2 hears "请按1"`)
	other("BEGIN EXCLUSIVE")
	time.AfterFunc(time.Second, func() { other("ROLLBACK") })
	tr.play(`
wang presses 1 hears "记下了"
liu gets "接"
`)
	tr.whole()
}

// Whoever is not in need waits a little longer, and gets a person too.
func TestWhileTheFileIsLockedAnElderIsPassedOn(t *testing.T) {
	t.Parallel()
	data := settled(t)
	tr := newTrial(t, demo.Options{Data: data}, passedOn)
	other := another(t, data)
	tr.play(`wang calls presses 1 2 2 hears "请按1"`)
	other("BEGIN IMMEDIATE")
	if took := tr.play(`wang presses 1 hears "转工作人员"`); took > 8*time.Second+busyMachine {
		t.Errorf("it took %v", took)
	}
	other("ROLLBACK")
	tr.play(`
room is rung
wang hangs up
wang calls presses 1 2 2 1 hears "记下了"
`)
	tr.whole()
}

// The person who is dialled in place of the books does not answer: whoever is
// in need is not let go, and the books may be well by then.
func TestTheFallbackDoesNotAnswer(t *testing.T) {
	t.Parallel()
	data := settled(t)
	tr := newTrial(t, demo.Options{Data: data}, passedOn)
	other := another(t, data)
	other("BEGIN IMMEDIATE")
	tr.play(`
room busy
wang calls presses 9      hears "转接值班人员"
wang hears "转接值班人员"
`)
	other("ROLLBACK")
	tr.play(`
wang     hears "正在叫人"
director is rung
`)
	if n := tr.cases(); n != 1 {
		t.Errorf("there are %d cases of one call", n)
	}
	tr.whole()
}

// A full disk: every page that SQLite would add is refused. What is left of
// the last pages still takes some emergencies.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	tr := newTrial(t, demo.Options{}, passedOn)
	most := func(pages int) {
		t.Helper()
		err := tr.App.Centre.Bank.Write(context.Background(), func(tx *ledger.Tx) error {
			_, err := tx.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	most(1) // no more than there are
	stored := -1
	for stored < tr.cases() {
		if stored = tr.cases(); stored > 100 {
			t.Fatal("the disk was never full")
		}
		tr.quickly(`
stranger calls hidden
stranger presses 9 hears "请别挂电话" hangs up
`)
	}
	most(1 << 30)
	tr.eventually("the emergency that found no room", func() bool { return tr.cases() == stored+1 })
	tr.play(`wang calls presses 1 2 2 1 hears "记下了"`)
	tr.whole()
}
