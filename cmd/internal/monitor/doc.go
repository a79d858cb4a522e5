// Package monitor reads the log of a bank over the network, as anybody can who
// has its address and its verifier key, and checks all of it: the signatures
// under the checkpoint, every leaf against its hash, and every tile up to the
// root that was signed (c2sp.org/tlog-tiles). Nothing that the other side says
// is believed, and nothing is read without a bound.
//
// It stops at the first thing that differs and names where it stands.
package monitor
