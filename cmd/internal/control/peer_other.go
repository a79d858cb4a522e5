//go:build !linux

package control

import "net"

// uidOf is not asked of other systems: the file lets only its own user in.
func uidOf(net.Conn) string { return "unknown" }
