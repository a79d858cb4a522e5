package ivr

import (
	"bytes"
	"encoding/json"
	"time"

	"hourline/ledger/care"
)

// A memory is what the session keeps of a call, besides what its address
// says: enough to tell a repeated webhook from a new key.
type memory struct {
	Turn   int        `json:"turn"` // the last one that was answered
	Digit  string     `json:"digit"`
	At     time.Time  `json:"at"`
	Place  Place      `json:"place"` // where the call stands now
	Phone  care.Phone `json:"phone"`
	Elder  bool       `json:"elder"` // the phone is an elder's
	Answer []byte     `json:"-"`     // what was said, as TwiML
}

// pack is the memory as it is stored: one line of JSON, then the answer as it
// is. Inside the JSON the answer would be most of the work of a turn.
func (m memory) pack() ([]byte, error) {
	line, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return append(append(line, '\n'), m.Answer...), nil
}

// unpack reads what pack wrote; ok is false for anything else, which is a call
// that nothing is known of.
func unpack(data []byte) (m memory, ok bool) {
	line, answer, ok := bytes.Cut(data, []byte("\n"))
	if !ok || json.Unmarshal(line, &m) != nil {
		return memory{}, false
	}
	m.Answer = answer
	return m, true
}
