//go:build unix

package backup

import (
	"os"
	"syscall"
)

// SameDisk tells whether two paths are on one file system.
func SameDisk(a, b string) bool {
	one, err := os.Stat(a)
	two, other := os.Stat(b)
	if err != nil || other != nil {
		return false
	}
	s, ok := one.Sys().(*syscall.Stat_t)
	t, also := two.Sys().(*syscall.Stat_t)
	return ok && also && s.Dev == t.Dev
}
