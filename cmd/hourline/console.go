package main

import (
	"context"
	"io"
	"log/slog"
	"runtime/debug"

	"hourline/cmd/internal/discreet"
)

// A console is what a command prints on, and what ends it.
type console struct {
	ctx  context.Context
	args []string // as they were typed
	out  io.Writer
	errs io.Writer
}

// logger logs to where errors go, from a level on, with telephone numbers and
// these secrets masked.
func (c *console) logger(from slog.Level, secrets ...string) *slog.Logger {
	return discreet.New(secrets...).Logger(slog.New(slog.NewTextHandler(c.errs, &slog.HandlerOptions{Level: from})))
}

// version is what the Go tool wrote into the program.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "hourline of unknown origin"
	}
	said := "hourline " + info.Main.Version
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			said += " " + s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			said += " with changes"
		}
	}
	return said + " " + info.GoVersion
}
