//go:build !unix

package backup

import "path/filepath"

// SameDisk tells whether two paths are on one drive.
func SameDisk(a, b string) bool { return filepath.VolumeName(a) == filepath.VolumeName(b) }
