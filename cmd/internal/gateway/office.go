package gateway

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"

	"hourline/cmd/internal/control"
)

// An office is what the gateway keeps for other programs of this machine:
// commands that write, and a gateway that takes over. The zero value is closed
// to nobody and promised to nobody.
type office struct {
	doing sync.RWMutex // held for reading by each command under way

	mu        sync.Mutex
	stopping  bool
	successor *control.Successor
	handed    map[string]*os.File
}

// close refuses commands from now on.
func (o *office) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stopping = true
}

func (o *office) closed() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.stopping
}

// rest returns when no command is under way any more.
func (o *office) rest() {
	o.close()
	o.doing.Lock()
	defer o.doing.Unlock()
}

// promise keeps a successor with copies of the listeners, which stay open when
// this gateway closes its own.
func (o *office) promise(s *control.Successor, listeners map[string]net.Listener) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.stopping || o.successor != nil {
		return false
	}
	handed := map[string]*os.File{}
	for name, l := range listeners {
		f, err := l.(*net.TCPListener).File()
		if err != nil {
			return false
		}
		handed[name] = f
	}
	o.successor, o.handed = s, handed
	return true
}

// promised reports whether another gateway waits for this one's place.
func (o *office) promised() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.successor != nil
}

// pass hands the listeners to the successor, if there is one.
func (o *office) pass() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.successor == nil {
		return nil
	}
	err := o.successor.Pass(o.handed)
	for _, f := range o.handed {
		err = errors.Join(err, f.Close())
	}
	o.successor, o.handed = nil, nil
	return err
}

// newOffice serves the control socket; leave makes Run end.
func (a *App) newOffice(leave func()) *server {
	s := newServer((&control.Server{
		About: a.about,
		Do:    a.do,
		Log:   a.log,
		Leave: func(s *control.Successor) bool {
			ok := a.office.promise(s, map[string]net.Listener{"public": a.public, "desk": a.desk})
			if ok {
				leave()
			}
			return ok
		},
	}).Handler(), a.log)
	s.ConnContext = control.Knows
	s.ReadTimeout, s.WriteTimeout = 0, 0 // a backup takes as long as it takes
	return s
}

// about is what this gateway tells other programs of itself.
func (a *App) about() control.About {
	return control.About{
		Version: a.version, PID: os.Getpid(), Since: a.since, Public: a.PublicURL(), Desk: a.DeskURL(), Stopping: a.office.closed(),
		Listens: map[string]string{"public": a.settings.Listen, "desk": a.settings.DeskListen},
	}
}

// do carries out a command for another program.
func (a *App) do(ctx context.Context, command string, args []byte, out io.Writer) error {
	a.office.doing.RLock()
	defer a.office.doing.RUnlock()
	switch {
	case a.office.closed():
		return control.ErrStopping
	case a.carryOut == nil:
		return errors.New("this gateway carries out no commands")
	}
	return a.carryOut(ctx, a.Centre, command, args, out)
}
