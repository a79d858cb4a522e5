package care

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
	"hourline/ledger/transfer"
)

// Whatever two banks send one another, and however often, late, lost, refused
// or out of order their files come, with clocks that differ and programs that
// die in the middle: no hours are there twice, none are lost, and no bank lets
// the other owe more than its limit.
func TestTwoBanksKeepAllHours(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.old.saves(1000)
	w.lake.knows(w.old, 300)
	w.old.knows(w.lake, 200)
	runs, failing := 0, false
	rapid.Check(t, func(r *rapid.T) {
		if runs++; runs > *operations/1000 && !failing {
			return // each run writes to two disks
		}
		defer func() { failing = failing || r.Failed() }()
		p := &traffic{town: w, T: r}
		r.Repeat(map[string]func(*rapid.T){
			"sends":    p.sends,
			"receives": p.receives,
			"refuses":  p.refuses,
			"answers":  p.answers,
			"takes":    p.takes,
			"halves":   p.halves,
			"waits":    p.waits,
			"dies":     p.dies,
			"":         p.conserved,
		})
		p.settles()
	})
	ledgertest.Check(t, w.lake.Bank)
	ledgertest.Check(t, w.old.Bank)
}

// Traffic is what goes to and fro between the banks of a town.
type traffic struct {
	*town
	*rapid.T
	notes []sentNote
	files []sentAnswer
}

type sentNote struct {
	from    *banker
	minutes int64
	file    []byte
	decided string // the first answer, in a word
}

type sentAnswer struct {
	note int
	file []byte
}

func (p *traffic) bank(r *rapid.T) *banker {
	if rapid.Bool().Draw(r, "at the lake") {
		return p.lake
	}
	return p.old
}

func (p *traffic) sends(r *rapid.T) {
	b, minutes := p.bank(r), rapid.Int64Range(1, 250).Draw(r, "minutes")
	o := b.order(minutes)
	o.Again = true
	t, err := b.SendHours(ctx, o)
	if errors.Is(err, ledger.ErrInsufficient) {
		return
	}
	b.must(err)
	t, file, err := b.TransferNote(ctx, t.ID, b.ma.Number)
	b.must(err)
	if slices.ContainsFunc(p.notes, func(n sentNote) bool { return string(n.file) == string(file) }) {
		return // the same is under way
	}
	p.notes = append(p.notes, sentNote{from: b, minutes: minutes, file: file})
}

// some is one of the notes that were ever sent.
func (p *traffic) some(r *rapid.T) (n *sentNote, i int) {
	if len(p.notes) == 0 {
		r.Skip("no note")
	}
	i = rapid.IntRange(0, len(p.notes)-1).Draw(r, "note")
	return &p.notes[i], i
}

// says keeps what a bank has answered, which never changes.
func (p *traffic) says(i int, t TransferIn, answer []byte, err error) {
	n := &p.notes[i]
	allowed := errors.Is(err, ErrOverLimit) || errors.Is(err, ErrUndecided)
	if n.decided == "accepted" {
		allowed = errors.Is(err, ErrSettledSo)
	}
	if err != nil && n.decided != "refused" && allowed {
		return
	}
	if err != nil {
		p.Fatalf("note %d, which is %q: %v", i, n.decided, err)
	}
	word := "refused"
	if t.Accepted() {
		word = "accepted"
	}
	if n.decided != "" && n.decided != word {
		p.Fatalf("note %d was %s and is %s", i, n.decided, word)
	}
	n.decided = word
	p.files = append(p.files, sentAnswer{i, answer})
}

func (p *traffic) receives(r *rapid.T) {
	n, i := p.some(r)
	t, answer, err := n.from.peer.receives(n.file)
	p.says(i, t, answer, err)
}

func (p *traffic) refuses(r *rapid.T) {
	n, i := p.some(r)
	b := n.from.peer
	t, answer, err := b.RefuseHours(ctx, n.file, rapid.SampledFrom(transfer.Reasons).Draw(r, "reason"), b.ma.Number)
	p.says(i, t, answer, err)
}

func (p *traffic) answers(r *rapid.T) {
	n, i := p.some(r)
	b := n.from.peer
	t, answer, err := b.AnswerHours(ctx, n.file, b.ma.Number)
	p.says(i, t, answer, err)
}

// takes gives any answer that was ever written to either bank.
func (p *traffic) takes(r *rapid.T) {
	if len(p.files) == 0 {
		r.Skip("no answer")
	}
	a := rapid.SampledFrom(p.files).Draw(r, "answer")
	from := p.notes[a.note].from
	if rapid.IntRange(0, 4).Draw(r, "to the wrong bank") == 0 {
		if _, err := from.peer.TakeAnswer(ctx, a.file, from.peer.ma.Number); !errors.Is(err, ErrUnknownAnswer) {
			p.Fatalf("a bank took its own answer: %v", err)
		}
		return
	}
	_, err := from.TakeAnswer(ctx, a.file, from.ma.Number)
	from.must(err)
}

// halves is a program that dies after it has decided and before it has signed.
func (p *traffic) halves(r *rapid.T) {
	n, _ := p.some(r)
	if n.decided != "" {
		return
	}
	b := n.from.peer
	err := b.write(ctx, func(v *verb) error {
		in, err := v.incoming(n.file)
		if err == nil {
			_, err = v.creditNote(in, b.ma)
		}
		return err
	})
	if errors.Is(err, ErrOverLimit) {
		return
	}
	b.must(err)
	n.decided = "accepted"
	p.dies(r)
}

// waits lets the clock of one bank go on, and not that of the other.
func (p *traffic) waits(r *rapid.T) {
	p.bank(r).clock.Advance(time.Duration(rapid.IntRange(1, 20).Draw(r, "days")) * 24 * time.Hour)
}

func (p *traffic) dies(r *rapid.T) { p.bank(r).again() }

// conserved compares both banks with one another and with what was answered.
func (p *traffic) conserved(*rapid.T) {
	total, unposted := int64(0), int64(0)
	for _, b := range []*banker{p.lake, p.old} {
		wang := ledgertest.Balance(b.t, b.Bank, b.wang.Account)
		peer := ledgertest.Balance(b.t, b.Bank, b.account("peer/"+b.peer.name))
		total += wang.Posted
		if limit := map[*banker]int64{p.lake: 300, p.old: 200}[b]; peer.Posted < -limit {
			p.Fatalf("%s lets the other owe %d", b.name, -peer.Posted)
		}
		if wang.Available() < 0 {
			p.Fatalf("%s: Wang has %d", b.name, wang.Available())
		}
		unposted += one[int64](b.house, `SELECT coalesce(sum(i.minutes), 0) FROM transfers_in i WHERE i.reason = 'none'`) -
			one[int64](b.peer.house, `SELECT coalesce(sum(minutes), 0) FROM transfers_out WHERE state = 'arrived'`)
	}
	if total != 2000+unposted {
		p.Fatalf("there are %d minutes, and %d were credited and have not left yet", total, unposted)
	}
}

// settles brings every note and every answer to its end.
func (p *traffic) settles() {
	for i, n := range p.notes {
		b := n.from.peer
		t, answer, err := b.AnswerHours(ctx, n.file, b.ma.Number)
		if errors.Is(err, ErrUndecided) {
			t, answer, err = b.RefuseHours(ctx, n.file, transfer.Unwanted, b.ma.Number)
		}
		p.says(i, t, answer, err)
	}
	for _, a := range p.files {
		from := p.notes[a.note].from
		_, err := from.TakeAnswer(ctx, a.file, from.ma.Number)
		from.must(err)
	}
	p.conserved(nil)
	owed := ledgertest.Balance(p.lake.t, p.lake.Bank, p.lake.account("peer/old")).Posted
	if other := ledgertest.Balance(p.old.t, p.old.Bank, p.old.account("peer/lake")).Posted; owed != -other {
		p.Fatalf("the lake owes %d, and the old town knows of %d", owed, -other)
	}
	if held := ledgertest.Balance(p.lake.t, p.lake.Bank, p.lake.wang.Account).Held + ledgertest.Balance(p.old.t, p.old.Bank, p.old.wang.Account).Held; held != 0 {
		p.Fatalf("%d minutes are still held", held)
	}
}
