// Package control lets the process that owns the books be spoken to by other
// programs of the same machine and user, through a socket in the data folder:
// a command that writes is carried out by the gateway that is running, and a
// gateway that is started can take the place of the one that runs.
//
// It speaks HTTP and JSON and knows no member, no hour and no telephone. Who
// owns the books is decided by their lock file alone; a socket that a killed
// process left behind means nothing and is replaced by the next owner.
package control

import (
	"errors"
	"fmt"
	"time"
)

// ErrNobody says that no gateway answers on these books.
var ErrNobody = errors.New("no gateway answers on these books")

// ErrStopping says that the gateway on these books is ending; soon nobody, or
// the next one, will answer.
var ErrStopping = errors.New("the gateway on these books is stopping")

// An About is what a gateway says of itself.
type About struct {
	Version  string            `json:"version"` // of the program
	PID      int               `json:"pid"`
	Since    time.Time         `json:"since"`
	Public   string            `json:"public"`  // URL that the carrier reaches
	Desk     string            `json:"desk"`    // URL of the private listener
	Listens  map[string]string `json:"listens"` // its listeners, and how each one's address was set
	Stopping bool              `json:"stopping"`
}

// String says where a gateway is, for the person who is in its way.
func (a About) String() string {
	return fmt.Sprintf("process %d, since %s, on %s", a.PID, a.Since.Local().Format("2006-01-02 15:04"), a.Public)
}

// A Refusal is how a command ended that did not succeed, in the words and
// with the exit code that it would have had in the caller's own process.
type Refusal struct {
	Words string
	Code  int
}

func (r *Refusal) Error() string { return r.Words }

// What goes over the wire.
type (
	question struct {
		Version string `json:"version"`
		Command string `json:"command"` // such as "member add"
		Args    []byte `json:"args"`    // the command as JSON; the gateway's program knows its form
	}
	answer struct {
		Out   string `json:"out"`
		Words string `json:"words,omitempty"`
		Code  int    `json:"code"` // 0 when it succeeded
	}
)

// mostAsked is the longest command: a file of members is some kilobytes a
// hundred people.
const mostAsked = 64 << 20
