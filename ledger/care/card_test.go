package care

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// print prints somebody's card.
func (h *house) print(m Member, replace bool) Card {
	h.t.Helper()
	card, err := h.PrintCard(ctx, CardOrder{Number: m.Number, Actor: "吴主任", Replace: replace})
	h.must(err)
	return card
}

func TestACardIsPrintedOnceMoreAsItWas(t *testing.T) {
	s := newStreet(t)
	first := s.print(s.wang, false)
	if first.Version != 1 || first.Elder.Name != s.wang.Name || len(first.Elder.Phones)+len(first.Elder.Address) > 0 {
		t.Errorf("%d, for %+v", first.Version, first.Elder)
	}
	s.clock.Advance(1000 * 1000 * 1000)
	if again := s.print(s.wang, false); again.Version != first.Version || again.Cells != first.Cells || !again.Printed.Equal(first.Printed) {
		t.Error("the second print is another card")
	}
	lost := s.print(s.wang, true)
	if lost.Version != 2 || lost.Cells == first.Cells {
		t.Error("a lost card was not replaced")
	}
	if now := s.print(s.wang, false); now.Cells != lost.Cells {
		t.Error("the new card is not the valid one")
	}
	deeds, err := s.Deeds(ctx, s.wang.ID)
	s.must(err)
	var did []string
	for _, d := range deeds {
		did = append(did, fmt.Sprint(d.Actor, " ", d.What, " ", d.Ref))
	}
	if want := "吴主任 card printed 1, 吴主任 card printed again 1, 吴主任 card replaced 2, 吴主任 card printed again 2"; strings.Join(did, ", ") != want {
		t.Errorf("kept: %s", strings.Join(did, ", "))
	}
}

func TestWhoHasNoCard(t *testing.T) {
	s := newStreet(t)
	if _, err := s.PrintCard(ctx, CardOrder{Number: s.zhang.Number, Actor: "吴主任"}); !errors.Is(err, ErrNoElder) {
		t.Errorf("a volunteer: %v", err)
	}
	if _, err := s.PrintCard(ctx, CardOrder{Number: "10000099", Actor: "吴主任"}); err == nil {
		t.Error("nobody got a card")
	}
	if _, err := s.PrintCard(ctx, CardOrder{Number: s.wang.Number, Actor: " "}); err == nil {
		t.Error("nobody printed a card")
	}
}

// Every pair of digits is as likely as any other in every cell.
func TestCellsAreDrawnEvenly(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Chance = nil }) // as it is outside of tests
	wang := h.add("王奶奶", Elder, phone(1))
	const cards = 200
	tens, units := [10]int{}, [10]int{}
	for range cards {
		for _, cell := range h.print(wang, true).Cells {
			if len(cell) != 2 {
				t.Fatalf("%q", cell)
			}
			tens[cell[0]-'0']++
			units[cell[1]-'0']++
		}
	}
	const each = cards * CardCells / 10
	for d := range 10 {
		for _, n := range []int{tens[d], units[d]} {
			if n < each*3/4 || n > each*5/4 { // six deviations off
				t.Errorf("digit %d came %d times, of %d expected", d, n, each)
			}
		}
	}
}

// However a card is put into words, its cells are not among them.
func TestCellsAreNotWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		card := Card{Elder: Member{Name: "王奶奶", ID: 7}, Version: 3}
		for i := range card.Cells {
			card.Cells[i] = rapid.StringMatching(`[89][89]`).Draw(t, "cell")
		}
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Info("printed", "card", card, "cells", card.Cells)
		line := strings.TrimLeft(log.String(), "time=0123456789-T:.+Z") // the time may have such digits
		for _, said := range []string{line, fmt.Sprint(card), fmt.Sprintf("%+v", card), fmt.Sprintf("%#v", card), fmt.Sprint(card.Cells)} {
			if strings.ContainsAny(said, "89") {
				t.Fatalf("written: %s", said)
			}
		}
	})
}
