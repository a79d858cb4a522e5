package gateway

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"hourline/ivr/session"
)

// sessionsFile holds the sessions of calls in progress from the end of one
// gateway to the start of the next, so that no call notices a restart.
const sessionsFile = "sessions.json"

// keepSessions leaves the sessions for the next gateway. Those in Redis stay
// where they are.
func (a *App) keepSessions() error {
	m, ok := a.sessions.(*session.Memory)
	if !ok {
		return nil
	}
	data, err := m.Keep()
	if err != nil || data == nil {
		return err
	}
	return os.WriteFile(filepath.Join(a.settings.Data, sessionsFile), data, 0o600)
}

// recallSessions takes up what the last gateway kept. What cannot be read
// costs a repeated menu, and no call.
func (a *App) recallSessions() {
	m, ok := a.sessions.(*session.Memory)
	if !ok {
		return
	}
	path := filepath.Join(a.settings.Data, sessionsFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		err = errors.Join(m.Recall(data), os.Remove(path))
	}
	if err != nil {
		a.log.Warn("the sessions of the last gateway are lost; a caller may hear a menu again", "error", err)
	}
}
