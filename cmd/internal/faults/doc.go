// Package faults holds no code but a harness: a town in which people ask for
// help, come, and call for help, on a telephone network that misbehaves, while
// the real program is killed again and again. What people heard and got is
// then held against the books. `make faults` runs it at length.
package faults
