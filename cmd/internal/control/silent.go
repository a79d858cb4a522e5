package control

import (
	"context"
	"errors"
	"fmt"
)

// silent is what it means that no answer came. Before a command was sent, the
// gateway has just ended; after that, nobody knows whether it was carried out.
func silent(err error, sent bool) error {
	switch {
	case errors.Is(err, ErrNobody):
		return ErrNobody
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, errUnreachable):
		return err
	case !sent:
		return ErrStopping
	}
	return fmt.Errorf("the gateway ended before it answered, so the command may have been carried out; look, and repeat it if it was not (%w)", err)
}
