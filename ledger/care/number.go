package care

import "fmt"

// damm is the operation table of H. M. Damm, "Total anti-symmetrische
// Quasigruppen" (2004): the digit it appends catches every single wrong digit
// and every swap of neighbours.
var damm = [10][10]byte{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
	{7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
	{4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
	{1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
	{6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
	{3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
	{5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
	{8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
	{9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
	{2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}

// checkDigit is the Damm digit of a string of digits; the digit of a string
// that already ends in its own is 0.
func checkDigit(digits string) byte {
	var d byte
	for _, r := range []byte(digits) {
		d = damm[d][r-'0']
	}
	return d
}

// memberNumber is the number that the member with this id is known by.
func memberNumber(id int64) string {
	seven := fmt.Sprintf("%07d", 1_000_000+id)
	return fmt.Sprintf("%s%d", seven, checkDigit(seven))
}

// ValidNumber reports whether s has the form of a member number and its check
// digit is right.
func ValidNumber(s string) bool {
	if len(s) != 8 {
		return false
	}
	for _, r := range []byte(s) {
		if r < '0' || r > '9' {
			return false
		}
	}
	return checkDigit(s) == 0
}
