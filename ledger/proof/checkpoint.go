package proof

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Checkpoint says what a log is at one size.
type Checkpoint struct {
	Origin string // the log's name, and that of its key
	tlog.Tree
}

var errNoCheckpoint = errors.New("it is no checkpoint")

func (c Checkpoint) text() string { return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.N, c.Hash) }

func parseCheckpoint(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 { // our own have no extensions
		return c, errNoCheckpoint
	}
	c.Origin = lines[0]
	if c.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return c, errNoCheckpoint
	}
	if c.Hash, err = tlog.ParseHash(lines[2]); err != nil || c.text() != text || c.N < 0 {
		return c, errNoCheckpoint
	}
	return c, nil
}

// OpenCheckpoint reads a checkpoint that was signed by the log whose public
// key this is; other signatures under it are not looked at.
func OpenCheckpoint(signed []byte, publicKey string) (Checkpoint, error) {
	return open(signed, publicKey, "")
}

// OpenPolicies reads what SignPolicies signed with the key of which this is the
// public one.
func OpenPolicies(signed []byte, publicKey string) (tlog.Tree, error) {
	c, err := open(signed, publicKey, ofPolicies)
	return c.Tree, err
}

// ofPolicies ends the origin of what is signed of policies.
const ofPolicies = "/policies"

func open(signed []byte, publicKey, ends string) (Checkpoint, error) {
	verifier, err := note.NewVerifier(publicKey)
	if err != nil {
		return Checkpoint{}, err
	}
	n, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := parseCheckpoint(n.Text)
	if err == nil && c.Origin != verifier.Name()+ends {
		err = fmt.Errorf("it is the checkpoint of %q", c.Origin)
	}
	return c, err
}

// A Key signs the checkpoints of one log.
type Key struct {
	signer note.Signer
	secret string // as note.GenerateKey gives it
	Public string // as others need it
}

// NewKey makes the key of the log of that name; random must be fit for keys.
func NewKey(random io.Reader, origin string) (Key, error) {
	if !ValidOrigin(origin) {
		return Key{}, fmt.Errorf("a log cannot be called %q: the name has no space and no plus sign", origin)
	}
	secret, public, err := note.GenerateKey(random, origin)
	if err != nil {
		return Key{}, err
	}
	return ParseKey(secret + "\n" + public + "\n")
}

// ValidOrigin tells whether a log can have this name.
func ValidOrigin(s string) bool {
	return s != "" && strings.ToValidUTF8(s, "") == s && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '+'
	})
}

// ParseKey reads what Text wrote.
func ParseKey(text string) (k Key, err error) {
	secret, rest, _ := strings.Cut(text, "\n")
	public, _, _ := strings.Cut(rest, "\n")
	k = Key{secret: secret, Public: public}
	if k.signer, err = note.NewSigner(secret); err != nil {
		return Key{}, err
	}
	signed, err := k.Sign(tlog.Tree{})
	if err == nil {
		_, err = OpenCheckpoint(signed, public)
	}
	if err != nil {
		return Key{}, fmt.Errorf("the two lines of the key are not a pair: %w", err)
	}
	return k, nil
}

// Text is the key to be kept: a secret line and a public one.
func (k Key) Text() string { return k.secret + "\n" + k.Public + "\n" }

// Origin is the name of the log.
func (k Key) Origin() string { return k.signer.Name() }

// Sign is the signed checkpoint of the log as it stands in tree.
func (k Key) Sign(tree tlog.Tree) ([]byte, error) { return k.sign(tree, "") }

// SignPolicies is the signed checkpoint of the tree of policies.
func (k Key) SignPolicies(tree tlog.Tree) ([]byte, error) { return k.sign(tree, ofPolicies) }

func (k Key) sign(tree tlog.Tree, ends string) ([]byte, error) {
	c := Checkpoint{Origin: k.Origin() + ends, Tree: tree}
	return note.Sign(&note.Note{Text: c.text()}, k.signer)
}
