//go:build !unix

package backup

import "path/filepath"

// sameDisk tells whether two paths are on one drive.
func sameDisk(a, b string) bool { return filepath.VolumeName(a) == filepath.VolumeName(b) }
