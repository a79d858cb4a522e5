package proof

import (
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// A Slip is the bank's signed word on an entry, short enough for one text of
// 160 letters:
//
//	TB1 7f3a91c2 000020571308 261123 C120 B2250 S17 <signature>
//
// that is the hash in the name of the log's key, the receipt number, the day,
// minutes that came (C) or went (D), the balance after them, and how many
// entries the account then had. It says whose neither: whoever holds it knows.
//
// The signature is Ed25519 by the log's key, in base64 without its end sign, over
// these lines, each ended by a newline: "hourline-slip-v1", the name of the log,
// and the slip without its signature. No checkpoint has such a second line.
type Slip struct {
	Number  string // of the receipt
	Day     string // 261123, where the bank is
	Debit   bool   // taken from the account, else added to it
	Minutes int64
	Balance int64
	Seq     int64
}

// ErrNoSlip is returned for what does not read as a slip.
var ErrNoSlip = errors.New("it is not written as a slip is")

// slipForm allows for what happens to a text on its way: spaces, lines that were
// broken, and the sender's name that carriers put before it or behind it.
var slipForm = regexp.MustCompile(`^\s*(?:【[^】]*】\s*)?TB1\s+([0-9a-f]{8})\s+([0-9]{12,})\s+([0-9]{6})\s+([CD])([0-9]+)\s+B(-?[0-9]+)\s+S([0-9]+)\s+((?:[A-Za-z0-9+/]\s*){86})(?:【[^】]*】\s*)?$`)

func (s Slip) body(keyHash uint32) string {
	way := "C"
	if s.Debit {
		way = "D"
	}
	return fmt.Sprintf("TB1 %08x %s %s %s%d B%d S%d", keyHash, s.Number, s.Day, way, s.Minutes, s.Balance, s.Seq)
}

func slipMessage(origin, body string) []byte {
	return []byte("hourline-slip-v1\n" + origin + "\n" + body + "\n")
}

// SignSlip is s in one line, signed.
func (k Key) SignSlip(s Slip) (string, error) {
	body := s.body(k.signer.KeyHash())
	signature, err := k.signer.Sign(slipMessage(k.Origin(), body))
	if err != nil {
		return "", err
	}
	return body + " " + base64.RawStdEncoding.EncodeToString(signature), nil
}

// OpenSlip reads a slip that was signed with the key of the log whose public key
// this is: ErrNoSlip and ErrSignature tell what is wrong with it.
func OpenSlip(text, publicKey string) (s Slip, err error) {
	verifier, err := note.NewVerifier(publicKey)
	if err != nil {
		return s, err
	}
	part := slipForm.FindStringSubmatch(text)
	if part == nil {
		return s, ErrNoSlip
	}
	if part[1] != fmt.Sprintf("%08x", verifier.KeyHash()) {
		return s, fmt.Errorf("%w (but with %s, and this is %08x)", ErrSignature, part[1], verifier.KeyHash())
	}
	s = Slip{Number: part[2], Day: part[3], Debit: part[4] == "D"}
	var wrong [3]error
	s.Minutes, wrong[0] = strconv.ParseInt(part[5], 10, 64)
	s.Balance, wrong[1] = strconv.ParseInt(part[6], 10, 64)
	s.Seq, wrong[2] = strconv.ParseInt(part[7], 10, 64)
	signature, err := base64.RawStdEncoding.Strict().DecodeString(strings.Join(strings.Fields(part[8]), ""))
	if err := errors.Join(append(wrong[:], err)...); err != nil {
		return Slip{}, fmt.Errorf("%w (%w)", ErrNoSlip, err)
	}
	body := fmt.Sprintf("TB1 %s %s %s %s%s B%s S%s", part[1], part[2], part[3], part[4], part[5], part[6], part[7])
	if body != s.body(verifier.KeyHash()) || !verifier.Verify(slipMessage(verifier.Name(), body), signature) {
		return Slip{}, fmt.Errorf("%w (a letter of the slip was changed)", ErrSignature)
	}
	return s, nil
}
