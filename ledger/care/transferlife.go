package care

import "github.com/looplab/fsm"

// A TransferState is where hours stand that go to another bank.
type TransferState string

// The states of such a transfer.
const (
	TransferAsked     TransferState = "asked"     // the hours are held; a second person has not looked yet
	TransferSent      TransferState = "sent"      // approved: there is a note, or will be, and only the other bank's answer ends it
	TransferArrived   TransferState = "arrived"   // the other bank has credited them, and they have left
	TransferBack      TransferState = "back"      // it has refused them, and they are the member's again
	TransferCancelled TransferState = "cancelled" // before anything was signed
)

// TransferLife is the whole life of such a transfer, as data like Life. Nothing
// but a signed answer leads out of sent: silence is none.
var TransferLife = []fsm.EventDesc{
	{Name: approveIt, Src: []string{string(TransferAsked)}, Dst: string(TransferSent)},
	{Name: cancelIt, Src: []string{string(TransferAsked)}, Dst: string(TransferCancelled)},
	{Name: arrive, Src: []string{string(TransferSent)}, Dst: string(TransferArrived)},
	{Name: refuseIt, Src: []string{string(TransferSent)}, Dst: string(TransferBack)},
}

// arrive is what an acceptance does.
const arrive = "arrive"

var transferLife = newLife(string(TransferAsked), TransferLife)

// next is the state after something happened, or errWrongState.
func (s TransferState) next(what string) (TransferState, error) {
	to, err := transferLife.next(string(s), what)
	return TransferState(to), err
}

// Over reports whether nothing more happens to it.
func (s TransferState) Over() bool { return s != TransferAsked && s != TransferSent }
