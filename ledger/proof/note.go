package proof

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"
)

// What is wrong with a signed text.
var (
	ErrNoNote     = errors.New("it is not written as a signed note is")
	ErrNoteSigner = errors.New("it is not signed with this key, or was changed since")
)

// mostNote is how many bytes a signed text may have.
const mostNote = 128 << 10

// SignText signs a text of one or more lines, each ended by a newline. It signs
// nothing that reads as a checkpoint.
func (k Key) SignText(text string) ([]byte, error) {
	if _, err := parseCheckpoint(text); err == nil {
		return nil, fmt.Errorf("%w: it would be a checkpoint", ErrNoNote)
	}
	return note.Sign(&note.Note{Text: text}, k.signer)
}

// OpenText is the text of a note that was signed with this key and no other, and
// is written as SignText writes it to the last letter.
func OpenText(signed []byte, publicKey string) (text string, err error) {
	if len(signed) > mostNote {
		return "", fmt.Errorf("%w: it is too long", ErrNoNote)
	}
	verifier, err := note.NewVerifier(publicKey)
	if err != nil {
		return "", err
	}
	n, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return "", fmt.Errorf("%w (%w)", ErrNoteSigner, err)
	}
	if len(n.Sigs) != 1 || len(n.UnverifiedSigs) != 0 || !strictlySigned(string(signed[len(n.Text)-1:])) {
		return "", fmt.Errorf("%w: a letter of it was changed", ErrNoNote)
	}
	if again := n.Text + "\n— " + verifier.Name() + " " + n.Sigs[0].Base64 + "\n"; again != string(signed) {
		return "", fmt.Errorf("%w: a letter of it was changed", ErrNoNote)
	}
	return n.Text, nil
}

// KeyName is the name in a public key, which is that of its log.
func KeyName(publicKey string) (string, error) {
	verifier, err := note.NewVerifier(publicKey)
	if err != nil {
		return "", fmt.Errorf("it is no public key of a log: %w", err)
	}
	return verifier.Name(), nil
}
