// Package house holds no code, only the tests that keep the rooms apart: what
// stands at the top, and which room may know which.
package house
