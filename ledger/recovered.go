package ledger

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// Recovered is what may be told of a panic, called where it was recovered: the
// place, and the words when they are the Go runtime's own. Any other value may
// carry a name or a number, and only its type is told.
func Recovered(value any) error {
	if e, ok := value.(runtime.Error); ok {
		return fmt.Errorf("%w\n%s", e, debug.Stack())
	}
	return fmt.Errorf("panic with a %T\n%s", value, debug.Stack())
}
