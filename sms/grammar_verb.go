package sms

// A Verb is what a text asks for.
type Verb int

// The verbs of the grammar. The last three are the carrier's own words, kept
// apart because the carrier acts on them too: they are never our commands.
const (
	Unknown     Verb = iota // not understood, or not certain enough to act on
	Start                   // a visit begins: Code, perhaps Card
	Finish                  // a visit is over: Code, perhaps Card, Minutes or Two
	Take                    // a volunteer takes a request: Request, perhaps Clock
	Pass                    // a volunteer does not take it: Request
	Late                    // a volunteer comes later: Code, Minutes
	Cancel                  // a volunteer cannot come: Code
	Undo                    // the last text about a visit was wrong: Code
	Hours                   // how many hours are saved
	Slip                    // the bank's signed word on an entry: perhaps Receipt
	Join                    // somebody wants to join: perhaps Name
	Busy                    // no offers for now
	Free                    // offers again
	Redeem                  // hours for goods or cash: Goods, Amount
	Pay                     // a redeem point takes hours: Member, Amount
	Help                    // the list of commands
	CodeOnly                // a visit code and nothing else: Code
	Acknowledge             // duty staff take an emergency: Case
	Resolve                 // duty staff close it: Case, perhaps Outcome
	Tasks                   // staff ask what there is to do
	Close                   // staff close a ticket: Ticket, perhaps Outcome
	Reopen                  // staff open it again: Ticket
	SOS                     // a cry for help
	OptOut                  // the carrier will stop all texts to this number
	OptIn                   // the carrier will let texts through again
	CarrierHelp             // the carrier answers by itself
)

var verbNames = [...]string{
	"unknown", "start", "finish", "take", "pass", "late", "cancel", "undo", "hours", "slip", "join", "busy", "free", "redeem",
	"pay", "help", "code-only", "acknowledge", "resolve", "tasks", "close", "reopen", "sos", "opt-out", "opt-in", "carrier-help",
}

// String is the verb's name for logs.
func (v Verb) String() string {
	if v < 0 || int(v) >= len(verbNames) {
		return verbNames[Unknown]
	}
	return verbNames[v]
}

// aboutVisit reports whether the verb needs a visit code.
func (v Verb) aboutVisit() bool {
	switch v {
	case Start, Finish, Late, Cancel, Undo:
		return true
	}
	return false
}

// aboutLater reports whether a volunteer may well say the verb of another day
// or as a wish: "明天来不了", "我想接". A start or a finish is now or it is not.
func (v Verb) aboutLater() bool {
	switch v {
	case Take, Pass, Late, Cancel:
		return true
	}
	return false
}
