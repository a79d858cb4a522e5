package doctor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/backup"
	"hourline/cmd/internal/gateway"
	"hourline/ledger/care/caretest"
)

func TestHowOldTheNewestBackupIs(t *testing.T) {
	data, usb := t.TempDir(), t.TempDir()
	caretest.Books(t, gateway.BooksIn(data))
	made, err := backup.Take(t.Context(), backup.Options{Data: data, To: usb, Keep: backup.Keep{Days: 1}})
	if err != nil {
		t.Fatal(err)
	}
	later := func(d time.Duration) func(*examination) {
		return func(x *examination) { x.now = func() time.Time { return made.Taken.Add(d) } }
	}
	far := func(x *examination) { x.CarrierURL = "https://carrier.example" }
	for _, row := range []struct {
		label        string
		spoil        func(*examination)
		mark         Mark
		found, mends string
	}{
		{"it was made today", later(3 * time.Hour), Fine, "3 hours old, of 0 entries", ""},
		{"it was made yesterday", later(30 * time.Hour), Warning, "30 hours old", "hourline backup"},
		{"it was made last week", later(7 * 24 * time.Hour), Failed, "7 days old", "log says why"},
		{"it is on the disk of the books", func(x *examination) { far(x); later(time.Minute)(x) }, Warning, "same disk", "another disk"},
		{"none is made", func(x *examination) { far(x); x.BackupTo = "" }, Warning, "none is made", "HOURLINE_BACKUP_TO"},
		{"none is made, on trial", func(x *examination) { x.BackupTo = "" }, Fine, "none is made", ""},
		{"there is none yet", func(x *examination) { x.BackupTo = t.TempDir() }, Warning, "none yet", "makes one now"},
		{"the disk is away", func(x *examination) { x.BackupTo = filepath.Join(usb, "none") }, Failed, "no such folder", "connect the disk"},
		{"the disk has damaged it", func(x *examination) {
			x.Deep = true
			if err := os.Truncate(filepath.Join(made.Path, backup.Books), 5000); err != nil {
				t.Fatal(err)
			}
		}, Failed, "is not what it was", "new disk"},
	} {
		x := look(gateway.Settings{Data: data, BackupTo: usb, CarrierURL: "http://127.0.0.1:1"})
		row.spoil(x)
		f := x.backup(t.Context())
		if f.Mark != row.mark || !strings.Contains(f.Found, row.found) || !strings.Contains(f.Mend, row.mends) {
			t.Errorf("%s: %+v", row.label, f)
		}
	}
}
