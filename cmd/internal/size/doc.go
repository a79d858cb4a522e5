// Package size holds no code but a harness: a time bank of any size, built in
// bulk, in which people have visited, paid, redeemed and been granted hours for
// years; and what it costs to use it, side by side with a small one. `make big`
// builds one of ten million entries, and `make test` a little one, so that the
// builder is always of use.
package size
