package gateway

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hourline/cmd/internal/backup"
)

// newBackups makes a backup every day, nil when none is wanted or nobody can
// make one.
func (a *App) newBackups(backUp func(context.Context, Settings) (warning string, err error)) *backup.Daily {
	if a.settings.BackupTo == "" || backUp == nil {
		return nil
	}
	at, _ := backup.ParseTime(a.settings.BackupAt) // Check has refused what is none
	return &backup.Daily{
		To: a.settings.BackupTo, At: at, Log: a.log,
		Place: func(ctx context.Context) (*time.Location, error) {
			p, err := a.Centre.PolicyNow(ctx)
			return p.Place, err
		},
		Take: func(ctx context.Context) (string, error) { return backUp(ctx, a.settings) },
	}
}

// staleBackup is how old the newest backup may be, when one is made every day.
const staleBackup = 26 * time.Hour

// backedUp tells how old the newest backup is.
func (a *App) backedUp(context.Context) (string, error) {
	newest, found := a.backups.Newest()
	if !found {
		return "there is none yet", errors.New("there is no backup")
	}
	words := fmt.Sprintf("the newest is of %s UTC, %d entries", newest.Taken.Format("2006-01-02 15:04"), newest.Entries)
	if time.Since(newest.Taken) > staleBackup {
		return words, errors.New("the newest backup is old")
	}
	return words, nil
}
