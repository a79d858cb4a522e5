package care

import (
	"errors"
	"slices"
	"testing"
)

// allowed are all steps of a request's life; every other one is refused.
var allowed = map[State]map[happening]State{
	OpenState: {offer: Offered, accept: Accepted, cancel: Cancelled, expire: Expired},
	Offered:   {offer: Offered, accept: Accepted, cancel: Cancelled, expire: Expired},
	Accepted:  {announce: Announced, start: Started, finish: Finished, cancel: Cancelled, drop: Offered, noShow: Offered, replan: Accepted},
	Announced: {announce: Announced, start: Started, finish: Finished, cancel: Cancelled, drop: Offered, noShow: Offered, replan: Accepted},
	Started:   {finish: Finished, undoStart: Accepted},
	Finished:  {confirm: Confirmed, dispute: Disputed, credit: Credited, settleAsIs: Confirmed, withdrawAll: Cancelled, undoFinish: Started},
	Credited:  {letStand: Posted, object: Disputed, undoFinish: Started},
	Confirmed: {post: Posted},
	Disputed:  {settleAsIs: Confirmed, withdrawAll: Cancelled},
	Expired:   {cancel: Cancelled},
	Posted:    {},
	Cancelled: {},
}

func TestLifeAllowsTheseStepsAndNoOthers(t *testing.T) {
	happenings := []happening{offer, accept, announce, start, finish, confirm, dispute, post, cancel, expire, drop, noShow, replan, undoStart, undoFinish, settleAsIs, withdrawAll, credit, letStand, object}
	for from, steps := range allowed {
		for _, h := range happenings {
			to, err := from.next(h)
			want, fine := steps[h]
			if !fine {
				want = from
			}
			if to != want || fine != (err == nil) || !fine && !errors.Is(err, errWrongState) {
				t.Errorf("%s while %s leads to %s (%v), want %s", h, from, to, err, want)
			}
		}
	}
}

func TestLifeHasNoDeadEnd(t *testing.T) {
	reached := []State{OpenState}
	for i := 0; i < len(reached); i++ {
		for _, to := range allowed[reached[i]] {
			if !slices.Contains(reached, to) {
				reached = append(reached, to)
			}
		}
	}
	if len(reached) != len(allowed) {
		t.Errorf("only %v can be reached", reached)
	}
	seen := map[[2]string]bool{}
	for _, e := range Life {
		for _, from := range e.Src {
			if seen[[2]string{e.Name, from}] {
				t.Errorf("%s while %s stands twice in the table", e.Name, from)
			}
			seen[[2]string{e.Name, from}] = true
		}
	}
	for from, steps := range allowed {
		if len(steps) == 0 && from != Posted && from != Cancelled {
			t.Errorf("%s cannot be left", from)
		}
	}
}
