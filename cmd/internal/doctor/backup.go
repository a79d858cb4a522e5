package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/dustin/go-humanize"

	"hourline/cmd/internal/backup"
)

// How old the newest backup may be where one is made every day: above some
// somebody should look, above much a day's work may be lost for good.
const (
	someAge = 26 * time.Hour
	muchAge = 4 * 24 * time.Hour
)

// backup looks how old the newest verified backup is, and with a deep look
// reads all of it.
func (x *examination) backup(context.Context) Finding {
	folder := x.BackupTo
	if folder == "" {
		folder = filepath.Join(x.Data, "backups") // where "hourline backup" puts them
		if _, err := os.Stat(folder); err != nil && x.local() {
			return fine("none is made: the carrier is on this machine")
		} else if err != nil {
			return warning("none is made", "set HOURLINE_BACKUP_TO to a folder on another disk, and the gateway makes one every day")
		}
	}
	newest, err := backup.Newest(folder)
	switch {
	case errors.Is(err, backup.ErrNone):
		return warning("there is none yet in "+folder, "\"hourline backup\" makes one now, and so does the next \"hourline serve\" with HOURLINE_BACKUP_TO")
	case err != nil:
		return failed(oneLine(err), "connect the disk of the folder, or name another with HOURLINE_BACKUP_TO")
	}
	if x.Deep {
		if err := newest.Intact(); err != nil {
			return failed(oneLine(err), "the disk has damaged it: make another on a new disk, \"hourline backup --to FOLDER\"")
		}
	}
	age := x.now().Sub(newest.Taken)
	found := fmt.Sprintf("the newest verified one is %s old, of %s entries", old(age), humanize.Comma(newest.Entries))
	const mend = "the gateway's log says why none was made since; \"hourline backup\" makes one now"
	switch {
	case age > muchAge:
		return failed(found, mend)
	case age > someAge:
		return warning(found, mend)
	case backup.SameDisk(x.Data, folder) && !x.local():
		return warning(found+", and on the same disk as the books", "set HOURLINE_BACKUP_TO to a folder on another disk")
	}
	return fine(found)
}

// old is an age in words.
func old(age time.Duration) string {
	switch {
	case age < 2*time.Hour:
		return fmt.Sprintf("%d minutes", int(age.Minutes()))
	case age < 48*time.Hour:
		return fmt.Sprintf("%d hours", int(age.Hours()))
	}
	return fmt.Sprintf("%d days", int(age.Hours()/24))
}
