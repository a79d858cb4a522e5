package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hourline/cmd/internal/backup"
)

// A centre backs up beside its gateway, loses the books, and puts them back.
func TestBackupAndRestore(t *testing.T) {
	onTrial(t)
	dir, usb := seeded(t), t.TempDir()
	gateway := startGateway(t, dir)
	out := must(t, "backup", "--data", dir, "--to", usb)
	has(t, out, "backed up and verified: 2 entries, ", usb+"/hourline-")
	made := strings.Fields(out)[len(strings.Fields(out))-1]
	has(t, must(t, "verify", "--data", made), "the books are whole: 2 entries")

	code, _, errs := hourline(t, "restore", usb, "--data", dir)
	if code != failedCheck {
		t.Errorf("under a gateway: exit %d", code)
	}
	has(t, errs, "stop it first")
	gateway.signal(syscall.SIGINT)
	gateway.exits()
	if err := os.Remove(filepath.Join(dir, "hourline.db")); err != nil {
		t.Fatal(err)
	}
	has(t, must(t, "restore", usb, "--data", dir), "restored and verified: 2 entries from "+made, "the public log ", " goes on")
	has(t, must(t, "verify", "--data", dir), "the books are whole: 2 entries")
	startGateway(t, dir)
}

// The gateway backs up by itself, and tells of it.
func TestTheGatewayBacksUpEveryDay(t *testing.T) {
	onTrial(t)
	dir, usb := seeded(t), t.TempDir()
	p := startGateway(t, dir, "--backup-to", usb)
	var made backup.Backup
	eventually(t, "a backup is made", func() (is bool) {
		var err error
		made, err = backup.Newest(usb)
		return err == nil
	})
	if made.Entries != 2 || made.WithKey {
		t.Errorf("%+v", made)
	}
	eventually(t, "the log tells of it", func() bool { return strings.Contains(p.log.String(), "the copy is verified") })
	has(t, shown(t, p.about.Desk+"/readyz"), "ok    backup: the newest is of ")
	has(t, shown(t, p.about.Desk+"/metrics"), "hourline_backup_newest_timestamp_seconds ")
	code, _, errs := hourline(t, trial(dir, "--backup-to", usb, "--backup-at", "3", "--backup-keep", "1")...)
	if code != wrongUse {
		t.Errorf("exit %d", code)
	}
	has(t, errs, "--backup-at: a time of day is written like 03:00", "--backup-keep: ")
}

func shown(t *testing.T, url string) string {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestWhatABackupIsToldWrong(t *testing.T) {
	onTrial(t)
	dir := begun(t)
	for _, row := range []struct {
		args []string
		says string
	}{
		{[]string{"backup", "--to", filepath.Join(dir, "none")}, "connect its disk"},
		{[]string{"backup", "--keep", "7"}, "such as 7,5,12"},
		{[]string{"restore", dir}, "there is no backup in this folder"},
		{[]string{"restore", filepath.Join(dir, "none")}, "no such file"},
	} {
		code, _, errs := hourline(t, append(row.args, "--data", dir)...)
		if code != wrongUse || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit %d: %s", row.args, code, errs)
		}
		has(t, errs, row.says)
	}
	code, out, errs := hourline(t, "backup", "--data", dir)
	if code != ok {
		t.Fatalf("exit %d: %s", code, errs)
	}
	has(t, out, filepath.Join(dir, "backups", "hourline-"))
	has(t, errs, "on the same disk")
}
