package care

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hourline/ledger"
)

// cell is what stands in a cell of Grandma Wang's card, and wrong what does not.
func (s *street) cell(n int) (right, wrong string) {
	s.t.Helper()
	var card Card
	s.must(s.read(ctx, func(v *ledger.View, p *Policy) (err error) {
		card, err = cardIn(v, p, s.wang.ID)
		return err
	}))
	right = card.Cells[n-1]
	for _, wrong = range []string{"17", "71"} {
		if wrong != right {
			break
		}
	}
	return right, wrong
}

func TestEachEndAsksForACellOfTheCard(t *testing.T) {
	s := newStreet(t)
	s.print(s.wang, false)
	r := s.taken(Company)
	s.wantReply(Text{SID: fmt.Sprintf("SM%d", s.texts)}, "taken.card")
	if r.Visit.StartCell == 0 || r.Visit.FinishCell != 0 {
		t.Fatalf("asked for the cells %d and %d", r.Visit.StartCell, r.Visit.FinishCell)
	}
	code := r.Visit.Code
	right, wrong := s.cell(r.Visit.StartCell)
	for _, c := range []struct {
		card, reply string
		state       State
	}{{wrong, "cell.start", Accepted}, {right, "started.card", Started}, {right, "started.card", Started}, {wrong, "started.card", Started}} {
		text := s.from(s.zhang.Phone())
		s.must(s.Start(ctx, text, VisitCode{Code: code, Card: c.card}))
		s.wantReply(text, c.reply)
		s.wantState(r, c.state)
	}
	r = s.request(r.ID)
	if r.Visit.StartGrade != ByCard || r.Visit.WrongCells != 1 || r.Visit.FinishCell == 0 || r.Visit.FinishCell == r.Visit.StartCell {
		t.Fatalf("%+v", r.Visit)
	}
	s.clock.Advance(2 * time.Hour)
	text := s.from(s.zhang.Phone())
	right, _ = s.cell(r.Visit.FinishCell)
	s.must(s.Finish(ctx, text, VisitCode{Code: code, Card: right}))
	if w := s.request(r.ID).Visit; w.FinishGrade != ByCard || w.Credited != 120 {
		t.Errorf("%+v", w)
	}
}

func TestTwoDigitsAreACellOnceOneWasAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		told    func(right, wrong string) VisitCode
		grade   Grade
		state   State
		minutes int64
	}{
		"the cell":               {func(right, _ string) VisitCode { return VisitCode{Minutes: 60, Either: right} }, ByCard, Finished, 120},
		"the cell, and minutes":  {func(right, _ string) VisitCode { return VisitCode{Minutes: 60, Card: right} }, ByCard, Finished, 60},
		"another number":         {func(_, wrong string) VisitCode { return VisitCode{Minutes: 60, Either: wrong} }, "", Started, 0},
		"minutes with a unit":    {func(_, _ string) VisitCode { return VisitCode{Minutes: 60} }, ByCode, Finished, 60},
		"nothing but the code":   {func(_, _ string) VisitCode { return VisitCode{} }, ByCode, Finished, 120},
		"another cell and a sum": {func(_, wrong string) VisitCode { return VisitCode{Minutes: 60, Card: wrong} }, "", Started, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStreet(t)
			s.print(s.wang, false)
			r := s.taken(Company)
			right, _ := s.cell(r.Visit.StartCell)
			s.clock.Set(r.Visit.PlannedAt)
			s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code, Card: right}))
			s.clock.Advance(2 * time.Hour)
			told := c.told(s.cell(s.request(r.ID).Visit.FinishCell))
			told.Code = r.Visit.Code
			s.must(s.Finish(ctx, s.from(s.zhang.Phone()), told))
			if now := s.request(r.ID); now.Visit.FinishGrade != c.grade || now.Visit.Credited != c.minutes || (now.State == Started) != (c.state == Started) {
				t.Errorf("%s, %q, %d minutes", now.State, now.Visit.FinishGrade, now.Visit.Credited)
			}
		})
	}
}

// Three wrong cells in one visit, at whichever end: the code alone counts from
// then on, and it is shown to a person.
func TestThreeWrongCellsLeaveTheCodeAlone(t *testing.T) {
	s := newStreet(t)
	s.print(s.wang, false)
	r := s.taken(Company)
	_, wrong := s.cell(r.Visit.StartCell)
	for i, reply := range []string{"cell.start", "cell.start", "started.unsure", "started.unsure"} {
		text := s.from(s.zhang.Phone())
		s.must(s.Start(ctx, text, VisitCode{Code: r.Visit.Code, Card: wrong}))
		s.wantReply(text, reply)
		if n := len(s.signals()); n != max(0, min(i-1, 1)) {
			t.Errorf("%d signals after %d wrong cells", n, i+1)
		}
	}
	s.clock.Advance(2 * time.Hour)
	r = s.request(r.ID)
	right, _ := s.cell(r.Visit.FinishCell)
	text := s.from(s.zhang.Phone())
	s.must(s.Finish(ctx, text, VisitCode{Code: r.Visit.Code, Card: right}))
	s.wantReply(text, "finished.unsure")
	w := s.request(r.ID).Visit
	if w.StartGrade != ByCode || w.FinishGrade != ByCode {
		t.Errorf("grades %s and %s", w.StartGrade, w.FinishGrade)
	}
	if got := s.signals()[0]; got.Kind != WrongCells || got.Visit != w.ID || got.Member != s.zhang.ID || got.Detail != "3 wrong cells" {
		t.Errorf("%+v", got)
	}
}

func (h *house) signals() []Signal {
	h.t.Helper()
	all, err := h.Signals(ctx)
	h.must(err)
	return all
}

// Taking a beginning back gives no more tries.
func TestUndoingGivesNoMoreTries(t *testing.T) {
	s := newStreet(t)
	s.print(s.wang, false)
	r := s.taken(Company)
	right, wrong := s.cell(r.Visit.StartCell)
	send := func(card string) {
		s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code, Card: card}))
	}
	send(wrong)
	send(right)
	s.must(s.Undo(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	if w := s.request(r.ID).Visit; w.WrongCells != 1 || w.StartCell == 0 || w.StartGrade != "" {
		t.Fatalf("%+v", w)
	}
	send(wrong)
	send(wrong)
	if w := s.request(r.ID).Visit; w.WrongCells != 3 || w.StartGrade != ByCode {
		t.Errorf("%+v", w)
	}
}

// Whoever sits at home and tries cells gets three tries of a hundred in each
// visit, and is locked out like anybody who tries codes.
func TestCellsCannotBeFoundByTrying(t *testing.T) {
	s := newStreet(t)
	s.print(s.wang, false)
	var found, tried int
	var replies []string
	for range 4 {
		r := s.taken(Company) // while locked, nothing is taken either
		for digits := range 100 {
			text := s.from(s.zhang.Phone())
			s.must(s.Start(ctx, text, VisitCode{Code: r.Visit.Code, Card: fmt.Sprintf("%02d", (99+digits)%100)}))
			replies = append(replies, s.reply(text))
			if s.reply(text) == "cell.start" {
				tried++
			}
		}
		if s.request(r.ID).Visit.StartGrade == ByCard {
			found++
		}
		s.must(s.Undo(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	}
	if tried > 5 || found > 0 || !slices.Contains(replies, "locked") {
		t.Errorf("%d cells were refused and asked for again, %d found", tried, found)
	}
	s.wantTickets(WrongCodes, SignalTicket)
}

func TestALostCardIsNoProofAnyMore(t *testing.T) {
	s := newStreet(t)
	s.print(s.wang, false)
	r := s.taken(Company)
	old, _ := s.cell(r.Visit.StartCell)
	fresh := old
	for fresh == old {
		s.print(s.wang, true)
		fresh, _ = s.cell(r.Visit.StartCell)
	}
	text := s.from(s.zhang.Phone())
	s.must(s.Start(ctx, text, VisitCode{Code: r.Visit.Code, Card: old}))
	s.wantReply(text, "cell.start")
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code, Card: fresh}))
	if w := s.request(r.ID).Visit; w.StartGrade != ByCard {
		t.Errorf("grade %s", w.StartGrade)
	}
}

// The elders of a shared line have a card each: the neighbour's is no proof.
func TestACardBelongsToOneElder(t *testing.T) {
	s := newStreet(t)
	s.print(s.wang, false)
	r := s.taken(Company)
	right, _ := s.cell(r.Visit.StartCell)
	li := s.add("李爷爷", Elder, s.wang.Phone())
	theirs := s.print(li, false)
	for theirs.Cells[r.Visit.StartCell-1] == right {
		theirs = s.print(li, true)
	}
	text := s.from(s.zhang.Phone())
	s.must(s.Start(ctx, text, VisitCode{Code: r.Visit.Code, Card: theirs.Cells[r.Visit.StartCell-1]}))
	s.wantReply(text, "cell.start")
}

// However visits follow each other in a home, no cell is asked for twice in a
// row, and every cell is asked for as often as any other.
func TestTheNextCellIsAnyButTheLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		last, start := rapid.IntRange(0, CardCells).Draw(t, "last"), rapid.IntRange(0, CardCells).Draw(t, "start")
		free := CardCells
		for i, n := range []int{last, start} {
			if n > 0 && (i == 0 || n != last) {
				free--
			}
		}
		seen := map[int]bool{}
		for pick := range free {
			cell := nextCell(func(n int) int {
				if n != free {
					t.Fatalf("one of %d is drawn, want %d", n, free)
				}
				return pick
			}, last, start)
			if cell < 1 || cell > CardCells || cell == last || cell == start || seen[cell] {
				t.Fatalf("%d after %d and %d", cell, last, start)
			}
			seen[cell] = true
		}
	})
}

func TestNoCellIsAskedForTwiceInARow(t *testing.T) {
	s := newStreetWith(t, func(c *Config) { c.Chance = nil }) // as it is outside of tests
	s.print(s.wang, false)
	var asked []int
	for range 12 {
		r := s.taken(Company)
		asked = append(asked, r.Visit.StartCell)
		s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
		asked = append(asked, s.request(r.ID).Visit.FinishCell)
		s.must(s.Finish(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
		s.clock.Advance(24 * time.Hour)
	}
	for i := range asked[1:] {
		if asked[i] == asked[i+1] || asked[i] == 0 {
			t.Errorf("asked for %v", asked)
		}
	}
}
