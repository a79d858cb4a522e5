package gateway

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"time"

	"github.com/coreos/go-systemd/v22/activation"

	"hourline/cmd/internal/control"
	"hourline/ledger"
	"hourline/ledger/care"
)

// ErrRunning says that another gateway answers for the same books.
var ErrRunning = errors.New("a gateway answers for these books already")

// takePlace opens the listeners and the books: its own, or those of the
// gateway whose place it takes.
func (a *App) takePlace(ctx context.Context, seams Seams) (err error) {
	began := time.Now()
	if err := a.inherit(); err != nil {
		return err
	}
	running, err := a.whoRuns(ctx)
	if err != nil {
		return err
	}
	if running == nil {
		return a.open(ctx, seams)
	}
	if err := a.succeed(ctx, *running); err != nil {
		return err
	}
	err = a.open(ctx, seams)
	if err == nil {
		a.log.Info("took the place of another gateway", "pid", running.PID, "version", running.Version, "within", time.Since(began).Round(time.Millisecond))
	}
	return err
}

// open opens what is not open yet: listeners before books, so that a wrong
// address costs nothing.
func (a *App) open(ctx context.Context, seams Seams) (err error) {
	for _, p := range a.places() {
		if *p.l == nil {
			if *p.l, err = listen(p.address, p.flag); err != nil {
				return err
			}
		}
	}
	if err := a.openBooks(ctx, seams); err != nil {
		return err
	}
	a.recallSessions()
	a.control, err = control.Listen(a.settings.Data)
	return err
}

// A place is where one listener belongs.
type place struct {
	name, address, flag string
	l                   *net.Listener
}

func (a *App) places() []place {
	return []place{
		{"public", a.settings.Listen, "--listen", &a.public},
		{"desk", a.settings.DeskListen, "--desk-listen", &a.desk},
	}
}

// inherit takes the listeners that a service manager holds open over the end
// of one gateway and the start of the next: sockets of systemd whose
// FileDescriptorName is public or desk.
func (a *App) inherit() error {
	inherited, err := activation.ListenersWithNames()
	if err != nil {
		return fmt.Errorf("the service manager's sockets: %w", err)
	}
	for _, p := range a.places() {
		if all := inherited[p.name]; len(all) == 1 {
			*p.l, a.held = all[0], true
			delete(inherited, p.name)
		}
	}
	for name := range inherited {
		return fmt.Errorf("the service manager gave a socket %q: name one public, with FileDescriptorName=, and perhaps one desk", name)
	}
	return nil
}

// whoRuns is the gateway whose place is to be taken, or nil. One that is about
// to stop is waited for.
func (a *App) whoRuns(ctx context.Context) (*control.About, error) {
	client := control.Client{Data: a.settings.Data}
	for until := time.Now().Add(settleWithin + stopWithin); ; time.Sleep(50 * time.Millisecond) {
		asking, cancel := context.WithTimeout(ctx, 5*time.Second)
		about, err := client.About(asking)
		cancel()
		switch {
		case errors.Is(err, control.ErrNobody):
			return nil, nil
		case err == nil && about.Stopping, errors.Is(err, control.ErrStopping):
			if time.Now().After(until) {
				return nil, fmt.Errorf("%w, and does not end though it was stopped: %s", ErrRunning, about)
			}
		case errors.Is(err, context.DeadlineExceeded):
			return nil, fmt.Errorf("%w, and does not answer at %s; end its process, which loses nothing that was written", ErrRunning, control.Path(a.settings.Data))
		case err != nil:
			return nil, err
		case !a.settings.TakeOver:
			return nil, fmt.Errorf("%w: %s; stop it, or take its place with --take-over", ErrRunning, about)
		default:
			return &about, nil
		}
	}
}

// succeed takes the listeners of a running gateway once it has closed the
// books. What could keep this one from starting is tried before that.
func (a *App) succeed(ctx context.Context, running control.About) (err error) {
	if err := a.canRead(ctx); err != nil {
		return err
	}
	for _, p := range a.places() {
		if *p.l == nil && p.address != running.Listens[p.name] {
			if *p.l, err = listen(p.address, p.flag); err != nil {
				return err
			}
		}
	}
	ctx, cancel := context.WithTimeout(ctx, settleWithin+stopWithin+5*time.Second)
	defer cancel()
	handed, err := control.Client{Data: a.settings.Data}.TakeOver(ctx)
	if err != nil && !errors.Is(err, control.ErrNobody) {
		return err
	}
	for _, p := range a.places() {
		if *p.l == nil && handed[p.name] != nil {
			*p.l = handed[p.name]
			delete(handed, p.name)
		}
	}
	for _, l := range handed { // an address that was given up
		l.Close()
	}
	return nil
}

// canRead finds books from a newer program before anybody is asked to let go.
func (a *App) canRead(ctx context.Context) error {
	centre, err := care.Open(ctx, BooksIn(a.settings.Data), care.Config{ReadOnly: true})
	switch {
	case errors.Is(err, ledger.ErrOlderSchema), errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	return centre.Close()
}
