package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"hourline/cmd/internal/gateway"
)

// backUpBeside makes a backup in a process of its own, which lets the gateway
// go first, gives its memory back when it ends, and can take nobody along when
// it fails.
func backUpBeside(ctx context.Context, s gateway.Settings) (warning string, err error) {
	self, err := os.Executable()
	if runtime.GOOS == "linux" {
		self, err = "/proc/self/exe", nil // also when a newer program stands in its place
	}
	if err != nil {
		return "", err
	}
	keep := strings.Trim(strings.ReplaceAll(fmt.Sprint(s.BackupKeep), " ", ","), "[]")
	cmd := exec.CommandContext(ctx, self, "backup", "--data", s.Data, "--to", s.BackupTo, "--keep", keep)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	var said bytes.Buffer
	cmd.Stderr = &said
	err = cmd.Run()
	warning = strings.TrimPrefix(strings.TrimSpace(said.String()), "hourline: ")
	if err != nil {
		return "", fmt.Errorf("%s (%w)", warning, err)
	}
	return warning, nil
}
