package carrier

import (
	"strings"
	"unicode/utf16"
)

// The alphabet of GSM 03.38, and what costs an escape besides.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "\f^{}\\[~]|€"
)

// segments is how many texts a body is sent as: 160 characters of GSM-7 go
// into one, or 153 into each of several; of UCS-2 70, or 67.
func segments(body string) int {
	if septets, ok := gsmLength(body); ok {
		return split(septets, 160, 153)
	}
	return split(len(utf16.Encode([]rune(body))), 70, 67)
}

// gsmLength is how many septets a body takes in GSM-7, if it can be said so.
func gsmLength(body string) (septets int, ok bool) {
	for _, r := range body {
		switch {
		case strings.ContainsRune(gsmBasic, r):
			septets++
		case strings.ContainsRune(gsmExtended, r):
			septets += 2
		default:
			return 0, false
		}
	}
	return septets, true
}

func split(length, alone, each int) int {
	if length <= alone {
		return 1
	}
	return (length + each - 1) / each
}
