//go:build !unix

package control

import (
	"errors"
	"net"
	"os"
)

func sendFiles(*net.UnixConn, []byte, []*os.File) error { return errors.ErrUnsupported }

func receiveFiles(*net.UnixConn) ([]byte, []*os.File, error) {
	return nil, nil, errors.ErrUnsupported
}
