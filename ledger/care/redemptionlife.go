package care

import "github.com/looplab/fsm"

// A RedemptionState is where an exchange of hours for goods or cash stands.
type RedemptionState string

// The states of a redemption, in the order of a life without trouble.
const (
	Asked     RedemptionState = "asked"     // the hours are held; a second person has not looked yet
	Queued    RedemptionState = "queued"    // approved, and the money is not there: paid in its turn
	Ready     RedemptionState = "ready"     // approved, with its money held; to be fetched
	HandedOut RedemptionState = "handed"    // given out: hours and money have moved; the member has not said so yet
	Received  RedemptionState = "received"  // the member, or two of the staff for one without a phone, confirmed it
	Contested RedemptionState = "contested" // the member says that nothing was given out

	RefusedRedemption   RedemptionState = "refused"
	CancelledRedemption RedemptionState = "cancelled"
	ExpiredRedemption   RedemptionState = "expired"
	Returned            RedemptionState = "returned" // contested rightly: hours and money went back
)

// What moves a redemption from one state to the next.
const (
	approveIt = "approve"
	queueIt   = "queue"
	handOut   = "hand out"
	receive   = "receive"
	contest   = "contest"
	refuseIt  = "refuse"
	cancelIt  = "cancel"
	expireIt  = "expire"
	putBack   = "return"
)

// RedemptionLife is the whole life of a redemption, as data like Life.
var RedemptionLife = []fsm.EventDesc{
	{Name: queueIt, Src: redemptionStates(Asked, Queued), Dst: string(Queued)},
	{Name: approveIt, Src: redemptionStates(Asked, Queued), Dst: string(Ready)},
	{Name: handOut, Src: redemptionStates(Ready), Dst: string(HandedOut)},
	{Name: receive, Src: redemptionStates(HandedOut, Contested), Dst: string(Received)},
	{Name: contest, Src: redemptionStates(HandedOut), Dst: string(Contested)},
	{Name: putBack, Src: redemptionStates(HandedOut, Contested), Dst: string(Returned)},
	{Name: refuseIt, Src: redemptionStates(Asked, Queued, Ready), Dst: string(RefusedRedemption)},
	{Name: cancelIt, Src: redemptionStates(Asked, Queued, Ready), Dst: string(CancelledRedemption)},
	{Name: expireIt, Src: redemptionStates(Asked, Ready), Dst: string(ExpiredRedemption)},
}

func redemptionStates(list ...RedemptionState) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

var redemptionLife = newLife(string(Asked), RedemptionLife)

// next is the state after something happened, or errWrongState.
func (s RedemptionState) next(what string) (RedemptionState, error) {
	to, err := redemptionLife.next(string(s), what)
	return RedemptionState(to), err
}

// Over reports whether nothing more happens to it.
func (s RedemptionState) Over() bool {
	switch s {
	case Received, RefusedRedemption, CancelledRedemption, ExpiredRedemption, Returned:
		return true
	}
	return false
}
