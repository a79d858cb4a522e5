package sms

import "log/slog"

// codeLength is how many digits a visit code has, cardLength a cell of the
// home card, memberLength a member's number with its check digit,
// receiptLength a receipt's.
const (
	codeLength   = 4
	cardLength   = 2
	memberLength = 8

	receiptLength = 12
)

// mostMinutes is the longest visit or delay that a text may claim.
const mostMinutes = 600

// NoClock is a text that names no time of day.
const NoClock = -1

// A Command is what one text asks for. Fields that its Verb does not name in
// its comment are empty; Clock is then NoClock.
type Command struct {
	Verb    Verb
	Code    string // of a visit: 4 digits out of 0 2 3 5 6 8 9
	Card    string // one cell of the home card: 2 digits
	Two     string // the 2 digits of Minutes, if they may have been meant as a Card: see Parse
	Request int64  // the number in the offer, at least 1
	Case    int64  // the number of the emergency, at least 1
	Ticket  int64  // the number of the ticket, at least 1
	Minutes int    // 1 to 600; 0 if none were said
	Clock   int    // when the volunteer will come, in minutes after midnight
	Name    string // as typed, without punctuation
	Outcome string // as typed, without punctuation
	Goods   string // Cash, or the goods as typed
	Amount  int64  // whole hours of a payment; pieces of goods, or hours to be turned into cash
	Member  string // 8 digits, the last one still to be checked
	Receipt string // 12 digits or more, the last one still to be checked
}

// Cash is what Goods holds when somebody wants money.
const Cash = "现金"

// LogValue keeps codes and names out of logs.
func (c Command) LogValue() slog.Value { return slog.StringValue(c.Verb.String()) }

// unknown is what a text means that is no certain command.
func unknown() Command { return Command{Clock: NoClock} }

// Parse understands one text. It never fails: what it cannot understand, or
// could understand in two ways, is Unknown, so that a doubtful text changes
// nothing. Polite words around a command are let through; negations,
// questions, days to come and numbers left over are not.
//
// Two digits alone behind a finish code, "JS 2356 90", are minutes, as they
// are in "JS235690". Two then holds them too: a caller who knows the right
// cell of the home card may read them as Card instead. With a zero in front,
// "JS 2356 07", they can only be a card.
func Parse(body string) Command {
	bare, whole := normalise(body)
	all := tokens(whole.folded)
	if criesForHelp(body, whole.folded, all) {
		return Command{Verb: SOS, Clock: NoClock}
	}
	if v, alone := carrierWords[bare.folded]; alone {
		return Command{Verb: v, Clock: NoClock}
	}
	if bare != whole {
		all = tokens(bare.folded)
	}
	return understand(bare, all)
}

// understand finds the one command of a text and reads what it needs.
func understand(t text, all []token) Command {
	s := survey(all)
	switch s.verb {
	case Join:
		return s.join(t)
	case Resolve:
		return s.resolve(t)
	case Close:
		return s.close(t)
	case Reopen:
		return s.reopen(t)
	case Redeem:
		return s.redeem(t)
	case Pay:
		return s.pay()
	case Slip:
		return s.slip()
	}
	if !s.certain() {
		return unknown()
	}
	switch v := s.verb; {
	case v == Take || v == Pass:
		return s.request()
	case v == Acknowledge:
		return s.acknowledge()
	case v.aboutVisit():
		return s.visit()
	case v != Unknown:
		return s.alone()
	}
	return s.bare()
}
