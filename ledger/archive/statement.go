package archive

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Statement is what the bank says of an archive, in the file SIGNED: a signed
// note (c2sp.org/signed-note) by the key of its log, of these lines:
//
//	hourline-export-v1
//	exported 2026-11-25T09:00:00Z
//	entries 20571
//	root <hash of the log of all entries>
//	people yes
//	key <public key of the log>
//	SHA256SUMS <SHA-256 of that file, in hexadecimal>
type Statement struct {
	Exported  time.Time // UTC, whole seconds
	tlog.Tree           // of all entries in the archive
	People    bool      // names, telephones and secrets are in it; without them no bank goes on from it
	Key       string    // as signed notes write public keys
	Sums      [32]byte  // SHA-256 of SHA256SUMS
}

const form = "hourline-export-v1"

// What is wrong with an archive as a whole.
var (
	ErrNoArchive   = errors.New("it is no export of a bank, or was damaged on its way")
	ErrOtherKey    = errors.New("it was not signed by the bank whose key was given")
	ErrNotSigned   = errors.New("the signature does not fit: the file SIGNED was changed")
	ErrBomb        = errors.New("it would grow far beyond what an export can hold")
	ErrNewerForm   = errors.New("it was written by a newer program: use that, or a newer one")
	errFileAltered = errors.New("is not what was exported: it was changed, or damaged on its way; take another copy of the archive")
)

// Text is the statement as it is signed.
func (s Statement) Text() string {
	people := "no"
	if s.People {
		people = "yes"
	}
	return fmt.Sprintf("%s\nexported %s\nentries %d\nroot %s\npeople %s\nkey %s\nSHA256SUMS %s\n",
		form, s.Exported.UTC().Format(time.RFC3339), s.N, s.Hash, people, s.Key, hex.EncodeToString(s.Sums[:]))
}

// openStatement reads a signed statement. An empty key takes the one that the
// statement names, which proves no more than that whoever signed has that key.
func openStatement(signed []byte, key string) (s Statement, err error) {
	var unverified *note.UnverifiedNoteError
	if _, err = note.Open(signed, note.VerifierList()); !errors.As(err, &unverified) {
		return s, ErrNoArchive
	}
	if s, err = parseStatement(unverified.Note.Text); err != nil {
		return s, err
	}
	if key != "" && key != s.Key {
		return s, fmt.Errorf("%w (it names the key %s)", ErrOtherKey, s.Key)
	}
	verifier, err := note.NewVerifier(s.Key)
	if err != nil {
		return s, ErrNotSigned
	}
	if _, err := note.Open(signed, note.VerifierList(verifier)); err != nil {
		return s, ErrNotSigned
	}
	return s, nil
}

func parseStatement(text string) (s Statement, err error) {
	lines := strings.Split(text, "\n")
	if strings.HasPrefix(lines[0], "hourline-export-") && lines[0] != form {
		return s, ErrNewerForm
	}
	names := []string{"exported", "entries", "root", "people", "key", "SHA256SUMS"}
	if len(lines) != len(names)+2 {
		return s, ErrNoArchive
	}
	values := map[string]string{}
	for i, name := range names {
		values[name] = strings.TrimPrefix(lines[i+1], name+" ")
	}
	var faults [4]error
	s.Exported, faults[0] = time.Parse(time.RFC3339, values["exported"])
	s.N, faults[1] = strconv.ParseInt(values["entries"], 10, 64)
	s.Hash, faults[2] = tlog.ParseHash(values["root"])
	sums, err := hex.DecodeString(values["SHA256SUMS"])
	faults[3] = err
	copy(s.Sums[:], sums)
	s.People, s.Key = values["people"] == "yes", values["key"]
	if errors.Join(faults[:]...) != nil || s.N < 0 || s.Text() != text {
		return s, ErrNoArchive
	}
	return s, nil
}
