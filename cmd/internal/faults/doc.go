// Package faults holds no code but a harness: a town in which people ask for
// help, come, call for help, and turn hours into goods and cash by telephone, by
// text, at a service point and at a desk, on a telephone network that
// misbehaves, while the real program is killed again and again. What people
// heard and got, and what the carrier was asked, is then held against the
// books: once for a busy day, and once for emergencies alone. `make faults` runs
// it at length.
package faults
