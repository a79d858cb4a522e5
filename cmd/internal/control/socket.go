package control

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
)

// Path is the socket in a data folder.
func Path(data string) string { return filepath.Join(data, "control.sock") }

// longestPath is the longest address of a socket on every system: macOS has
// 104 bytes for it, one of them for the end.
const longestPath = 103

// Listen opens the socket in a data folder to the owner of the books, and to
// nobody of another user. What a killed process left there is replaced, so
// whoever calls it must own the books.
func Listen(data string) (net.Listener, error) {
	path, err := filepath.Abs(Path(data))
	if err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the control socket: %w", err)
	}
	var l *net.UnixListener
	err = within(path, func(short string) error {
		l, err = net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: short})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("the control socket: %w", err)
	}
	l.SetUnlinkOnClose(false) // it may go by its short name only; socket removes it
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("the control socket: %w", err), l.Close())
	}
	return &socket{l, path}, nil
}

// A socket takes its file away when it is closed.
type socket struct {
	*net.UnixListener
	path string
}

// Close removes the file first: whoever finds it can still be answered.
func (s *socket) Close() error {
	err := os.Remove(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, s.UnixListener.Close())
}

// dial reaches the owner of the books; ErrNobody when there is none.
func dial(ctx context.Context, data string) (conn *net.UnixConn, err error) {
	path, err := filepath.Abs(Path(data))
	if err != nil {
		return nil, err
	}
	err = within(path, func(short string) error {
		var d net.Dialer
		c, err := d.DialContext(ctx, "unix", short)
		if err == nil {
			conn = c.(*net.UnixConn)
		}
		return err
	})
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.ECONNREFUSED):
		return nil, ErrNobody
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%w: %w; run this as the user whose gateway it is", errUnreachable, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errUnreachable, err)
	}
	return conn, nil
}

// errUnreachable says that there is a gateway, and no way to it.
var errUnreachable = errors.New("the gateway's control socket cannot be reached")

// within calls do with an address for the socket at path that is short enough
// for the system. A longer one is reached through a link in the folder for
// temporary files, which is needed for no longer than the call.
func within(path string, do func(short string) error) error {
	if len(path) <= longestPath {
		return do(path)
	}
	dir, err := os.MkdirTemp("", "hl")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	link := filepath.Join(dir, "d")
	if err := os.Symlink(filepath.Dir(path), link); err != nil {
		return err
	}
	short := filepath.Join(link, filepath.Base(path))
	if len(short) > longestPath {
		return fmt.Errorf("%s is too long for a socket, and so is the folder for temporary files: set TMPDIR to a shorter one", path)
	}
	return do(short)
}
