package transfer

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"hourline/ledger"
	"hourline/ledger/proof"
)

// What is wrong with a file.
var (
	ErrNoNote    = errors.New("the file is no transfer note; take the one that the other bank has written, as it is")
	ErrNoAnswer  = errors.New("the file is no answer to a transfer; take the one that the other bank has written, as it is")
	ErrChanged   = errors.New("the file is not as its bank has signed it: it was changed on its way, or the key is another; have it sent again")
	ErrNotProved = errors.New("the file is signed, and what it says of its bank's books is not in its receipt: believe none of it, and ask that bank")
)

// Kinds of the entries that a transfer makes: the hold of the bank that gives,
// and the credit of the other.
const (
	KindOut ledger.Kind = "transfer-out"
	KindIn  ledger.Kind = "transfer-in"
)

// An ID names one transfer. It is random.
type ID [16]byte

// String is id in 32 hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// ParseID reads what String writes.
func ParseID(s string) (id ID, err error) {
	raw, err := hex.DecodeString(s)
	if err != nil || len(raw) != len(id) || hex.EncodeToString(raw) != s {
		return id, fmt.Errorf("%q is no transfer's id", s)
	}
	return ID(raw), nil
}

// A Note is minutes on their way from one bank to another.
type Note struct {
	ID       ID
	From, To string       // names of the logs of the two banks
	Minutes  int64        // at least 1
	Member   string       // number of the person at the bank that credits
	Name     proof.Digest // of the person there, see NameDigest
	Expires  int64        // unix milliseconds, by the clock of the bank that credits
	Receipt  proof.Receipt
}

const noteHead = "hourline-transfer-v1\n"

// Text is what is signed of n.
func (n Note) Text() string {
	var b strings.Builder
	b.WriteString(noteHead)
	fmt.Fprintf(&b, "id %s\nfrom %s\nto %s\nminutes %d\nmember %s\nname %s\nexpires %d\n\n",
		n.ID, n.From, n.To, n.Minutes, n.Member, coded(n.Name), n.Expires)
	b.Write(n.Receipt.Text())
	return b.String()
}

// Sender is the name of the log whose bank a file says it is from. Nothing
// vouches for it before ReadNote.
func Sender(file []byte) (string, error) {
	in, _, err := begin(string(file), noteHead)
	if err != nil {
		return "", ErrNoNote
	}
	in.text("id")
	from := in.text("from")
	if in.failed != nil || !proof.ValidOrigin(from) {
		return "", ErrNoNote
	}
	return from, nil
}

// ReadNote is the note in a file that the bank with this key has signed.
func ReadNote(file []byte, publicKey string) (n Note, err error) {
	text, err := proof.OpenText(file, publicKey)
	if err != nil {
		return n, fmt.Errorf("%w (%w)", ErrChanged, err)
	}
	in, rest, err := begin(text, noteHead)
	if err != nil {
		return n, ErrNoNote
	}
	n.ID, n.From, n.To = in.id("id"), in.text("from"), in.text("to")
	n.Minutes, n.Member = in.number("minutes"), in.text("member")
	n.Name, n.Expires = in.digest("name"), in.number("expires")
	if n.Receipt, err = proof.ParseReceipt([]byte(rest)); err != nil {
		return Note{}, fmt.Errorf("%w (%w)", ErrNotProved, err)
	}
	name, err := proof.KeyName(publicKey)
	if err != nil {
		return Note{}, err
	}
	if in.failed != nil || n.Text() != text || n.Check() != nil || n.From != name {
		return Note{}, ErrNoNote
	}
	if err := n.proved(publicKey); err != nil {
		return Note{}, err
	}
	return n, nil
}

// Check refuses a note that no bank would write.
func (n Note) Check() error {
	switch {
	case n.Minutes < 1 || n.Minutes > ledger.MostAmount:
		return fmt.Errorf("%d minutes cannot be transferred", n.Minutes)
	case !proof.ValidOrigin(n.From) || !proof.ValidOrigin(n.To) || n.From == n.To:
		return errors.New("a transfer goes from one bank to another")
	case !ValidNumber(n.Member):
		return fmt.Errorf("%q is no number of a member; it has 1 to 32 letters, digits and dashes", n.Member)
	}
	return nil
}

// proved holds the note against its receipt: an entry of the bank's log that
// sets exactly these minutes aside.
func (n Note) proved(publicKey string) error {
	if _, err := n.Receipt.Check(publicKey); err != nil {
		return fmt.Errorf("%w (%w)", ErrNotProved, err)
	}
	l, s := n.Receipt.Leaf, n.Receipt.Side
	if l.Kind != string(KindOut) || l.Held != n.Minutes || l.Amount != 0 || l.Unit != string(ledger.Minutes) ||
		s.Debit || !strings.HasPrefix(s.Account, "peer/") || n.Expires <= l.Recorded {
		return ErrNotProved
	}
	return nil
}

// ValidNumber tells whether a member can have this number, at whatever bank.
func ValidNumber(s string) bool {
	return len(s) >= 1 && len(s) <= 32 && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// NameDigest is what a note says of a name. Spaces, capitals and the width of
// letters make no difference.
func NameDigest(id ID, member, name string) (d proof.Digest) {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(name))
	h := hmac.New(sha256.New, id[:])
	fmt.Fprintf(h, "hourline-transfer-name-v1\n%s\n%s\n", member, plain)
	h.Sum(d[:0])
	return d
}
