package prompts

import "time"

// Args are the arguments of a prompt by name. A prompt ignores those it has
// no use for, so a caller may hand over all that it knows.
type Args map[string]Value

// A Value is a typed argument: a fact, and not yet words. How it is said is
// decided by the language and by the manner that the prompt declares. The
// zero Value is no argument.
type Value struct {
	fact fact
	text string
	n    int64     // minutes, fen, pieces, a number or a key; of a moment, calendar days from now
	at   time.Time // a moment in the centre's zone
	list *[]Move   // the newest first
}

// A fact is what a Value states. Facts are bits, so that a manner can accept several.
type fact uint32

const (
	aName fact = 1 << iota
	aBank
	aWord
	aPlace
	aKind
	someMinutes
	someMoney
	aCount
	aNumber
	aCode
	aKey
	aPhone
	aClock
	aDay
	aTime
	aWork
	aGoods
	aPurpose
	someMoves
	aSlip
)

// anyDay stands for days from now when no day was chosen.
const anyDay = 1 << 20

// Name is a person as spoken: 王奶奶. An empty name is said as "an elder".
func Name(s string) Value { return Value{fact: aName, text: s} }

// Bank is the time bank's own name.
func Bank(s string) Value { return Value{fact: aBank, text: s} }

// Word is a door word: 桂花.
func Word(s string) Value { return Value{fact: aWord, text: s} }

// Place is a community, a street or an address. An empty place is said as one
// that nobody knows.
func Place(s string) Value { return Value{fact: aPlace, text: s} }

// Kind is a kind of service: home, company, safety, shopping, hospital or emergency.
func Kind(s string) Value { return Value{fact: aKind, text: s} }

// Work is what a person must do, by the kind of its ticket: call-back, review.
func Work(s string) Value { return Value{fact: aWork, text: s} }

// Purpose is what hours came from or went to, by its name in the books: cash, gift-in.
func Purpose(s string) Value { return Value{fact: aPurpose, text: s} }

// Slip is the bank's signed word on an entry, which stands as it is.
func Slip(s string) Value { return Value{fact: aSlip, text: s} }

// A Move is an entry of a passbook.
type Move struct {
	At      time.Time // in the centre's zone
	What    Value     // a Kind or a Purpose
	Minutes int64     // below 0 for what went
}

// Moves are the last entries of a passbook, the newest first.
func Moves(all ...Move) Value { return Value{fact: someMoves, list: &all} }

// Minutes is an amount of hours served, in whole minutes.
func Minutes(n int64) Value { return Value{fact: someMinutes, n: n} }

// Money is an amount in fen.
func Money(fen int64) Value { return Value{fact: someMoney, n: fen} }

// Goods are pieces of what is in the catalogue under a name, in the language in
// which it is said.
func Goods(name string, pieces int64) Value { return Value{fact: aGoods, text: name, n: pieces} }

// Count is how many there are of something.
func Count(n int64) Value { return Value{fact: aCount, n: n} }

// Number is the number of a request, a case or an entry, said digit by digit.
func Number(n int64) Value { return Value{fact: aNumber, n: n} }

// Code is a row of digits, such as a visit code or a member number.
func Code(digits string) Value { return Value{fact: aCode, text: digits} }

// Key is a key to press: 0, 1, 2, 3, 5 or 9. The others are never offered.
func Key(digit int) Value { return Value{fact: aKey, n: int64(digit)} }

// Phone is a telephone number in E.164 or as it is dialled here. An empty one
// is said as one that nobody knows: the caller hid it.
func Phone(number string) Value { return Value{fact: aPhone, text: number} }

// Clock is a day and a time of day. Both moments are read in now's zone, which
// is the centre's.
func Clock(t, now time.Time) Value { return moment(aClock, t, now) }

// Day is a day without a time; a zero t is "any of the next days". Both
// moments are read in now's zone.
func Day(t, now time.Time) Value {
	if t.IsZero() {
		return Value{fact: aDay, n: anyDay}
	}
	return moment(aDay, t, now)
}

// Time is a time of day alone, read in t's own zone.
func Time(t time.Time) Value { return Value{fact: aTime, at: t} }

func moment(f fact, t, now time.Time) Value {
	t = t.In(now.Location())
	return Value{fact: f, at: t, n: midnight(t) - midnight(now)}
}

// midnight is t's calendar day as a number; days in a row have numbers in a
// row, whatever the zone does to its clocks.
func midnight(t time.Time) int64 {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)
}
