//go:build unix

package control

import (
	"io"
	"net"
	"os"
	"syscall"
)

// mostFiles is how many listeners one gateway hands to another.
const mostFiles = 8

// sendFiles sends a text, and with it the right to use these files.
func sendFiles(c *net.UnixConn, text []byte, files []*os.File) error {
	var rights []int
	for _, f := range files {
		// Not by Fd, which would make the listener block for everybody.
		raw, err := f.SyscallConn()
		if err != nil {
			return err
		}
		if err := raw.Control(func(fd uintptr) { rights = append(rights, int(fd)) }); err != nil {
			return err
		}
	}
	_, _, err := c.WriteMsgUnix(text, syscall.UnixRights(rights...), nil)
	return err
}

// receiveFiles receives what sendFiles sent, in one piece because it was sent
// in one piece. io.EOF when the other end has gone without a word.
func receiveFiles(c *net.UnixConn) (text []byte, files []*os.File, err error) {
	text, rights := make([]byte, 4<<10), make([]byte, syscall.CmsgSpace(4*mostFiles))
	n, m, _, _, err := c.ReadMsgUnix(text, rights)
	if err == nil && n == 0 {
		err = io.EOF
	}
	if err != nil {
		return nil, nil, err
	}
	messages, err := syscall.ParseSocketControlMessage(rights[:m])
	if err != nil {
		return nil, nil, err
	}
	for _, message := range messages {
		fds, err := syscall.ParseUnixRights(&message)
		if err != nil {
			return nil, nil, err
		}
		for _, fd := range fds {
			files = append(files, os.NewFile(uintptr(fd), "handed over"))
		}
	}
	return text[:n], files, nil
}
