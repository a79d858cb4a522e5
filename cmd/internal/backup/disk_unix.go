//go:build unix

package backup

import (
	"os"
	"syscall"
)

// sameDisk tells whether two paths are on one file system.
func sameDisk(a, b string) bool {
	one, err := os.Stat(a)
	two, other := os.Stat(b)
	if err != nil || other != nil {
		return false
	}
	s, ok := one.Sys().(*syscall.Stat_t)
	t, also := two.Sys().(*syscall.Stat_t)
	return ok && also && s.Dev == t.Dev
}
