package care

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/looplab/fsm"
)

// A State is where a request and its visit stand.
type State string

// The states of a request, in the order of a life without trouble.
const (
	OpenState State = "open"
	Offered   State = "offered"
	Accepted  State = "accepted"
	Announced State = "announced"
	Started   State = "started"
	Finished  State = "finished"
	Confirmed State = "confirmed"
	Disputed  State = "disputed"
	Credited  State = "credited" // the hours are stored on the evidence alone; the elder may still object
	Posted    State = "posted"
	Cancelled State = "cancelled"
	Expired   State = "expired"
)

// A happening is what moves a request from one state to the next.
type happening string

const (
	offer       happening = "offer"
	accept      happening = "accept"
	announce    happening = "announce"
	start       happening = "start"
	finish      happening = "finish"
	confirm     happening = "confirm"
	dispute     happening = "dispute"
	post        happening = "post"
	cancel      happening = "cancel"
	expire      happening = "expire"
	drop        happening = "drop"    // the volunteer cannot come
	noShow      happening = "no-show" // the volunteer did not come
	replan      happening = "replan"  // a person found another time
	undoStart   happening = "undo start"
	undoFinish  happening = "undo finish"
	settleAsIs  happening = "settle"   // a person decided a visit that was disputed, or never confirmed
	withdrawAll happening = "withdraw" // a person closed such a visit without credit

	credit   happening = "credit"    // both ends are well attested, or a second person vouches for them
	object   happening = "object"    // the elder says that it was not so, and the hours are taken back
	letStand happening = "let stand" // the elder agrees, or has had time to object
)

// Life is the whole life of a request, as data: the machine, the diagram in
// the documentation and the check that every state can be reached and left
// are all made from it.
var Life = []fsm.EventDesc{
	{Name: string(offer), Src: states(OpenState, Offered), Dst: string(Offered)},
	{Name: string(accept), Src: states(OpenState, Offered), Dst: string(Accepted)},
	{Name: string(announce), Src: states(Accepted, Announced), Dst: string(Announced)},
	{Name: string(start), Src: states(Accepted, Announced), Dst: string(Started)},
	{Name: string(finish), Src: states(Started, Accepted, Announced), Dst: string(Finished)},
	{Name: string(confirm), Src: states(Finished), Dst: string(Confirmed)},
	{Name: string(dispute), Src: states(Finished), Dst: string(Disputed)},
	{Name: string(post), Src: states(Confirmed), Dst: string(Posted)},
	{Name: string(credit), Src: states(Finished), Dst: string(Credited)},
	{Name: string(letStand), Src: states(Credited), Dst: string(Posted)},
	{Name: string(object), Src: states(Credited), Dst: string(Disputed)},
	{Name: string(settleAsIs), Src: states(Finished, Disputed), Dst: string(Confirmed)},
	{Name: string(withdrawAll), Src: states(Finished, Disputed), Dst: string(Cancelled)},
	{Name: string(cancel), Src: states(OpenState, Offered, Accepted, Announced, Expired), Dst: string(Cancelled)},
	{Name: string(expire), Src: states(OpenState, Offered), Dst: string(Expired)},
	{Name: string(drop), Src: states(Accepted, Announced), Dst: string(Offered)},
	{Name: string(noShow), Src: states(Accepted, Announced), Dst: string(Offered)},
	{Name: string(replan), Src: states(Accepted, Announced), Dst: string(Accepted)},
	{Name: string(undoStart), Src: states(Started), Dst: string(Accepted)},
	{Name: string(undoFinish), Src: states(Finished, Credited), Dst: string(Started)},
}

func states(list ...State) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// errWrongState is returned when something happens that the state forbids.
var errWrongState = errors.New("not possible in this state")

// A life is a table of states as a machine runs on it. Machines are pooled:
// building one costs thirty times what one step does.
type life struct{ machines sync.Pool }

func newLife(begin string, table []fsm.EventDesc) *life {
	return &life{sync.Pool{New: func() any { return fsm.NewFSM(begin, table, nil) }}}
}

// next is the state after something happened, or errWrongState. A machine that
// ends in any other error is not put back: it may be stuck in mid-transition.
func (l *life) next(from, what string) (string, error) {
	m := l.machines.Get().(*fsm.FSM)
	m.SetState(from)
	err := m.Event(context.Background(), what)
	var stays fsm.NoTransitionError
	var forbidden fsm.InvalidEventError
	switch {
	case err == nil, errors.As(err, &stays) && stays.Err == nil:
		to := m.Current()
		l.machines.Put(m)
		return to, nil
	case errors.As(err, &forbidden):
		l.machines.Put(m)
		return from, fmt.Errorf("%s while %s: %w", what, from, errWrongState)
	}
	return from, fmt.Errorf("%s while %s: %w", what, from, err)
}

var requestLife = newLife(string(OpenState), Life)

// allows reports whether h may happen in this state.
func (s State) allows(h happening) bool {
	_, err := s.next(h)
	return err == nil
}

// next is the state after h happened, or errWrongState.
func (s State) next(h happening) (State, error) {
	to, err := requestLife.next(string(s), string(h))
	return State(to), err
}
