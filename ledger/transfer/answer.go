package transfer

import (
	"fmt"
	"strings"

	"hourline/ledger"
	"hourline/ledger/proof"
)

// A Reason is why a transfer was refused.
type Reason string

// The reasons.
const (
	NoReason  Reason = "none" // it was accepted
	Expired   Reason = "expired"
	OverLimit Reason = "limit"  // more than the bank lets the other one owe
	NoMember  Reason = "member" // nobody has the number
	OtherName Reason = "name"   // somebody has, and is called otherwise
	NoRoom    Reason = "full"   // the member can store no more
	Unwanted  Reason = "unwanted"
)

// Reasons are all reasons of a refusal.
var Reasons = []Reason{Expired, OverLimit, NoMember, OtherName, NoRoom, Unwanted}

// An Answer is what became of a note, in the words of the bank it was sent to.
type Answer struct {
	ID       ID
	From, To string // names of the logs of the two banks: To has answered
	Minutes  int64
	Accepted bool
	Reason   Reason        // NoReason when accepted
	Decided  int64         // unix milliseconds
	Receipt  proof.Receipt // of the credit; zero in a refusal
}

const answerHead = "hourline-transfer-answer-v1\n"

// Text is what is signed of a.
func (a Answer) Text() string {
	var b strings.Builder
	b.WriteString(answerHead)
	word := "refused"
	if a.Accepted {
		word = "accepted"
	}
	fmt.Fprintf(&b, "id %s\nfrom %s\nto %s\nminutes %d\nanswer %s\nreason %s\ndecided %d\n",
		a.ID, a.From, a.To, a.Minutes, word, a.Reason, a.Decided)
	if a.Accepted {
		b.WriteByte('\n')
		b.Write(a.Receipt.Text())
	}
	return b.String()
}

// AnswerTo is the id of the transfer that a file says it answers. Nothing
// vouches for it before ReadAnswer.
func AnswerTo(file []byte) (ID, error) {
	in, _, err := begin(string(file), answerHead)
	if err != nil {
		return ID{}, ErrNoAnswer
	}
	if id := in.id("id"); in.failed == nil {
		return id, nil
	}
	return ID{}, ErrNoAnswer
}

// ReadAnswer is the answer in a file that the bank with this key has signed.
func ReadAnswer(file []byte, publicKey string) (a Answer, err error) {
	text, err := proof.OpenText(file, publicKey)
	if err != nil {
		return a, fmt.Errorf("%w (%w)", ErrChanged, err)
	}
	in, rest, err := begin(text, answerHead)
	if err != nil {
		return a, ErrNoAnswer
	}
	a.ID, a.From, a.To = in.id("id"), in.text("from"), in.text("to")
	a.Minutes = in.number("minutes")
	a.Accepted, a.Reason = in.text("answer") == "accepted", Reason(in.text("reason"))
	a.Decided = in.number("decided")
	if a.Accepted {
		if a.Receipt, err = proof.ParseReceipt([]byte(rest)); err != nil {
			return Answer{}, fmt.Errorf("%w (%w)", ErrNotProved, err)
		}
	}
	name, err := proof.KeyName(publicKey)
	if err != nil {
		return Answer{}, err
	}
	if in.failed != nil || a.Text() != text || a.To != name || a.Accepted != (a.Reason == NoReason) {
		return Answer{}, ErrNoAnswer
	}
	if err := a.proved(publicKey); err != nil {
		return Answer{}, err
	}
	return a, nil
}

// proved holds an acceptance against its receipt: an entry of the bank's log
// that took exactly these minutes from the other bank's account.
func (a Answer) proved(publicKey string) error {
	if !a.Accepted {
		return nil
	}
	if _, err := a.Receipt.Check(publicKey); err != nil {
		return fmt.Errorf("%w (%w)", ErrNotProved, err)
	}
	l, s := a.Receipt.Leaf, a.Receipt.Side
	if l.Kind != string(KindIn) || l.Amount != a.Minutes || l.Held != 0 || l.Unit != string(ledger.Minutes) ||
		!s.Debit || !strings.HasPrefix(s.Account, "peer/") {
		return ErrNotProved
	}
	return nil
}
