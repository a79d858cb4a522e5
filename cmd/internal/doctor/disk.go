package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/dustin/go-humanize"

	"hourline/cmd/internal/gateway"
)

// How much room the books need: below the least they may stop in the middle
// of a day, below enough somebody should look.
const (
	leastRoom  = 100 << 20
	enoughRoom = 1 << 30
)

// File systems that do not do for a database: those on another machine lie
// about locks, those in memory or in a container forget.
var (
	distant  = []string{"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs"}
	fleeting = []string{"tmpfs", "ramfs", "overlay", "overlayfs", "aufs"}
)

// disk looks at the room, the kind of file system, and whether something that
// is written reaches the disk.
func (x *examination) disk(context.Context) Finding {
	info, err := os.Stat(x.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return warning("there is no folder "+x.Data+" yet", "the first \"hourline serve\" or \"member import\" makes it; or name the right one with --data")
	case err == nil && !info.IsDir():
		return failed(x.Data+" is no folder", "name a folder with --data")
	case err != nil:
		return failed(oneLine(err), "name a folder with --data that this user may open")
	}
	took, err := tryWrite(x.Data)
	if err != nil {
		return failed("nothing can be written: "+oneLine(err), "make room, or let this user write to "+x.Data)
	}
	usage, err := x.usage(x.Data)
	if err != nil {
		return warning("written to in "+took.String()+"; its room cannot be read: "+oneLine(err), "look with df")
	}
	return room(usage.Free, usage.Fstype, took)
}

// room judges what was read of a disk.
func room(free uint64, kind string, took time.Duration) Finding {
	found := fmt.Sprintf("%s free on %s, a write reaches it in %s", humanize.Bytes(free), kind, took)
	switch {
	case slices.Contains(distant, kind):
		return failed(found, "put --data on a disk of this machine: the locks of "+kind+" are not to be trusted")
	case free < leastRoom:
		return failed(found, "make room: at least 1 GB")
	case free < enoughRoom:
		return warning(found, "make room: at least 1 GB")
	case slices.Contains(fleeting, kind):
		return warning(found, "put --data on a volume: what is kept on "+kind+" may be gone after a restart")
	}
	return fine(found)
}

// tryWrite writes a file and waits until it is on the disk.
func tryWrite(dir string) (took time.Duration, err error) {
	began := time.Now()
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(make([]byte, 4096))
	err = errors.Join(err, f.Sync(), f.Close())
	return time.Since(began).Round(100 * time.Microsecond), err
}

// permissions looks whether others may read the books.
func (x *examination) permissions(context.Context) Finding {
	if _, err := os.Stat(x.Data); err != nil {
		return warning("not looked at: there is no folder yet", "see disk")
	}
	open := ""
	for _, path := range []string{x.Data, gateway.BooksIn(x.Data)} {
		info, err := os.Stat(path)
		if err != nil {
			continue // there are no books yet
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			if info.IsDir() {
				return failed(fmt.Sprintf("other users may enter the folder (%04o); it holds addresses and telephone numbers", mode), "chmod 700 "+x.Data)
			}
			open = fmt.Sprintf("%s may be read by others (%04o), were it not for its folder", filepath.Base(path), mode)
		}
	}
	if open != "" {
		return warning(open, "chmod 600 "+gateway.BooksIn(x.Data)+"*")
	}
	return fine("for the owner only")
}
