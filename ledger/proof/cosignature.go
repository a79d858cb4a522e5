package proof

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// A Cosigner is a witness of the log, by its public key: somebody outside the
// bank who has seen the log grow and signs that it never took anything back
// (c2sp.org/tlog-cosignature, Ed25519). It is a note.Verifier.
type Cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
	text string
}

// A Cosignature is what a witness has put under a checkpoint.
type Cosignature struct {
	Witness string    // its name
	At      time.Time // by the witness's clock, whole seconds
	Line    string    // as it stands under the checkpoint, with its newline
}

// How a signed note marks the kind of a key, and what an Ed25519 cosignature
// is: a moment and a signature.
const (
	cosignerKind   = 4
	cosignatureLen = 8 + ed25519.SignatureSize
)

// ErrNoCosignature: the witness has not signed this.
var ErrNoCosignature = errors.New("the witness has not signed it")

var errNoCosigner = errors.New("it is no verifier key of a witness: that is written NAME+HASH+KEY, and its kind is 4 (Ed25519 cosignatures)")

// ParseCosigner reads the verifier key of a witness, as signed notes write it.
func ParseCosigner(text string) (c Cosigner, err error) {
	name, rest, _ := strings.Cut(text, "+")
	hash, encoded, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || !ValidOrigin(name) || len(key) != 1+ed25519.PublicKeySize || key[0] != cosignerKind {
		return c, errNoCosigner
	}
	c = Cosigner{name: name, hash: keyHash(name, key), key: key[1:], text: text}
	if fmt.Sprintf("%08x", c.hash) != hash {
		return Cosigner{}, fmt.Errorf("the verifier key of %s is damaged: its hash is another", name)
	}
	return c, nil
}

func keyHash(name string, key []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"), key...))
	return binary.BigEndian.Uint32(sum[:])
}

// String is the verifier key.
func (c Cosigner) String() string { return c.text }

// Name is what the witness calls itself.
func (c Cosigner) Name() string { return c.name }

// KeyHash is the hash by which signed notes tell keys of one name apart.
func (c Cosigner) KeyHash() uint32 { return c.hash }

// Verify tells whether the witness has signed the text of a checkpoint.
func (c Cosigner) Verify(text, sig []byte) bool {
	if len(sig) != cosignatureLen || binary.BigEndian.Uint64(sig) > math.MaxInt64 {
		return false
	}
	message := strconv.AppendUint([]byte("cosignature/v1\ntime "), binary.BigEndian.Uint64(sig), 10)
	return ed25519.Verify(c.key, append(append(message, '\n'), text...), sig[8:])
}

// Under is what the witness has put under a signed checkpoint: ErrNoCosignature
// when it has put nothing there, another error when what stands there under
// its name is not its own.
func (c Cosigner) Under(signed []byte) (Cosignature, error) {
	n, err := note.Open(signed, note.VerifierList(c))
	if _, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		return Cosignature{}, ErrNoCosignature
	}
	if err != nil {
		return Cosignature{}, fmt.Errorf("the signature of the witness: %w", err)
	}
	sig, err := base64.StdEncoding.DecodeString(n.Sigs[0].Base64)
	if err != nil {
		return Cosignature{}, err
	}
	at := binary.BigEndian.Uint64(sig[4:])
	if at == 0 {
		return Cosignature{}, errors.New("the signature of the witness has no date")
	}
	line := fmt.Sprintf("— %s %s\n", c.name, base64.StdEncoding.EncodeToString(sig)) // one way to write it
	return Cosignature{Witness: c.name, At: time.Unix(int64(at), 0).UTC(), Line: line}, nil
}

// Answered is what the witness has put under the signed checkpoint, by its
// answer when it was asked for it: lines to be added there. Those of other keys
// are not looked at.
func (c Cosigner) Answered(signed, answer []byte) (Cosignature, error) {
	for line := range bytes.Lines(answer) {
		// An empty line would make the checkpoint another text.
		if !bytes.HasPrefix(line, []byte("— ")) || !bytes.HasSuffix(line, []byte("\n")) {
			return Cosignature{}, errors.New("the answer of the witness is not made of signature lines")
		}
	}
	return c.Under(append(textOf(signed), answer...))
}

// textOf is a signed note without its signatures, up to where they begin.
func textOf(signed []byte) []byte {
	const gap = "\n\n"
	at := bytes.LastIndex(signed, []byte(gap))
	return bytes.Clone(signed[:max(at+len(gap), 0)])
}

// WithCosignatures is a signed checkpoint with these under it too, each once.
func WithCosignatures(signed []byte, more ...Cosignature) []byte {
	signed = bytes.Clone(signed)
	for _, c := range more {
		if !bytes.Contains(signed, []byte("\n"+c.Line)) {
			signed = append(signed, c.Line...)
		}
	}
	return signed
}
