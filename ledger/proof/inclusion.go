package proof

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// An Inclusion says that a leaf is in a log (c2sp.org/tlog-proof). It takes the
// leaf's hash and the log's public key to check it.
type Inclusion struct {
	Extra      []byte // what it takes to know the leaf; nothing vouches for it but the leaf
	Index      int64  // of the leaf, from 0
	Path       tlog.RecordProof
	Checkpoint []byte // signed, with whatever other signatures are under it
}

// What is wrong with a proof or a receipt.
var (
	ErrNoProof    = errors.New("it is not written as a receipt is")
	ErrSignature  = errors.New("the checkpoint is not signed with this key")
	ErrNotInLog   = errors.New("the entry is not in the log that was signed")
	ErrOtherSide  = errors.New("the account's side is not the one that is in the entry")
	errMuchTooBig = fmt.Errorf("%w: it is too long", ErrNoProof)
)

const (
	proofHead = "c2sp.org/tlog-proof@v1"
	mostProof = 64 << 10 // bytes; a hundred witnesses have room
)

// Text is p as it is kept in a file.
func (p Inclusion) Text() []byte {
	var b bytes.Buffer
	b.WriteString(proofHead + "\n")
	if p.Extra != nil {
		fmt.Fprintf(&b, "extra %s\n", base64.StdEncoding.EncodeToString(p.Extra))
	}
	fmt.Fprintf(&b, "index %d\n", p.Index)
	for _, hash := range p.Path {
		b.WriteString(hash.String() + "\n")
	}
	b.WriteByte('\n')
	b.Write(p.Checkpoint)
	return b.Bytes()
}

// ParseInclusion reads what Text wrote, and nothing that is written otherwise.
// It checks no signature.
func ParseInclusion(text []byte) (p Inclusion, err error) {
	if len(text) > mostProof {
		return p, errMuchTooBig
	}
	head, signed, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != proofHead {
		return p, fmt.Errorf("%w: it does not begin with %s", ErrNoProof, proofHead)
	}
	lines, p.Checkpoint = lines[1:], []byte(signed)
	if len(lines) > 0 {
		if extra, found := strings.CutPrefix(lines[0], "extra "); found {
			if p.Extra, err = base64.StdEncoding.DecodeString(extra); err != nil {
				return p, fmt.Errorf("%w: extra: %w", ErrNoProof, err)
			}
			lines = lines[1:]
		}
	}
	if err := p.parsePath(lines); err != nil {
		return p, err
	}
	if !bytes.Equal(p.Text(), text) || !strictlySigned(signed) {
		return p, fmt.Errorf("%w: a letter of it was changed", ErrNoProof)
	}
	return p, nil
}

func (p *Inclusion) parsePath(lines []string) (err error) {
	if len(lines) == 0 {
		return fmt.Errorf("%w: the index is missing", ErrNoProof)
	}
	index, _ := strings.CutPrefix(lines[0], "index ")
	if p.Index, err = strconv.ParseInt(index, 10, 64); err != nil || p.Index < 0 {
		return fmt.Errorf("%w: %q is no index", ErrNoProof, lines[0])
	}
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return fmt.Errorf("%w: %q is no hash", ErrNoProof, line)
		}
		p.Path = append(p.Path, hash)
	}
	return nil
}

// strictlySigned tells whether each signature is written as base64 writes it:
// signed notes let its last bits be anything.
func strictlySigned(signed string) bool {
	_, signatures, _ := strings.Cut(signed, "\n\n")
	for line := range strings.Lines(signatures) {
		coded := strings.TrimSuffix(line[strings.LastIndexByte(line, ' ')+1:], "\n")
		if _, err := base64.StdEncoding.Strict().DecodeString(coded); err != nil {
			return false
		}
	}
	return true
}

// Check holds p against the hash of its leaf, and gives the checkpoint that
// the log whose public key this is has signed.
func (p Inclusion) Check(leaf tlog.Hash, publicKey string) (Checkpoint, error) {
	c, err := OpenCheckpoint(p.Checkpoint, publicKey)
	if err != nil {
		return c, fmt.Errorf("%w (%w)", ErrSignature, err)
	}
	if p.Index < 0 || p.Index >= c.N {
		return c, fmt.Errorf("%w (leaf %d of %d)", ErrNotInLog, p.Index, c.N)
	}
	if err := tlog.CheckRecord(p.Path, c.N, c.Hash, p.Index, leaf); err != nil {
		return c, fmt.Errorf("%w (%w)", ErrNotInLog, err)
	}
	return c, nil
}
