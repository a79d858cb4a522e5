package prompts

import (
	"strings"
	"unicode/utf16"
)

// The GSM 7-bit default alphabet and its extension (3GPP TS 23.038, 6.2.1).
// A sign of the extension takes two places.
const (
	gsm7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsm7Extension = "\f^{}\\[~]|€"
)

// segment measures a text: the places it takes and the most that one segment
// has. One sign outside of GSM-7 turns the whole text into UCS-2.
func segment(s string) (places, most int) {
	for _, r := range s {
		switch {
		case strings.ContainsRune(gsm7, r):
			places++
		case strings.ContainsRune(gsm7Extension, r):
			places += 2
		default:
			return len(utf16.Encode([]rune(s))), 70
		}
	}
	return places, 160
}
