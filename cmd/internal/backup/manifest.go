package backup

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A Manifest says what a backup is.
type Manifest struct {
	Format     string    `json:"format"`
	Taken      time.Time `json:"taken"`           // all that was recorded by then is in it
	Program    string    `json:"program"`         // that made it
	Bank       string    `json:"bank"`            // public key of the first log of these books; backups of other banks have another
	Log        string    `json:"log"`             // public key of their present log; empty when they have none
	Signed     int64     `json:"signed"`          // entries that the checkpoint was signed for
	Entries    int64     `json:"entries"`         // verified
	Accounts   int64     `json:"accounts"`        // verified
	Newest     time.Time `json:"newest,omitzero"` // when the newest entry was recorded
	WithKey    bool      `json:"with_key"`        // log.key is in it
	VerifiedIn string    `json:"verified_in"`     // how long reading it back took
}

const format = "hourline-backup-v1"

// ErrAltered: a file of a backup is not what it was when it was verified.
var ErrAltered = errors.New("the backup is not what it was when it was made")

func readManifest(dir string) (m Manifest, err error) {
	text, err := os.ReadFile(filepath.Join(dir, ManifestFile))
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil || m.Format != format {
		return m, fmt.Errorf("%s in %s is of another kind: %w", ManifestFile, dir, errors.Join(err, ErrAltered))
	}
	return m, nil
}

func (m Manifest) write(dir string) error {
	text, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return err
	}
	return writePrivate(filepath.Join(dir, ManifestFile), append(text, '\n'))
}

// writeSums writes what sha256sum -c reads, of these files.
func writeSums(dir string, names ...string) error {
	var text strings.Builder
	for _, name := range names {
		sum, err := sumOf(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "%s  %s\n", sum, name)
	}
	return writePrivate(filepath.Join(dir, SumsFile), []byte(text.String()))
}

// Intact reads every file of the backup, and gives ErrAltered when one is not
// what it was.
func (b Backup) Intact() error {
	f, err := os.Open(filepath.Join(b.Path, SumsFile))
	if err != nil {
		return err
	}
	defer f.Close()
	var seen []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		sum, name, _ := strings.Cut(lines.Text(), "  ")
		if !slices.Contains(parts, name) {
			return fmt.Errorf("%w (%s has a line for %q)", ErrAltered, SumsFile, name)
		}
		now, err := sumOf(filepath.Join(b.Path, name))
		if err != nil {
			return err
		}
		if now != sum {
			return fmt.Errorf("%w (%s of %s)", ErrAltered, name, b.Path)
		}
		seen = append(seen, name)
	}
	if !slices.Contains(seen, Books) || !slices.Contains(seen, ManifestFile) {
		return fmt.Errorf("%w (%s is not whole)", ErrAltered, SumsFile)
	}
	return nil
}

func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// writePrivate writes a new file for its owner only.
func writePrivate(path string, text []byte) error {
	return os.WriteFile(path, text, 0o600)
}
