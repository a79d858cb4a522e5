package twiml

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// most is the longest text of one Say, in bytes of UTF-8. Twilio counts the
// URL-encoded text, where a byte takes up to three places, and takes 4500
// (error 13521): this is 400 Han and leaves room for the SSML.
const most = 1200

// gap keeps two phrases 0.8 s apart; gapBytes is what it counts for.
const (
	gap      = `<break time="800ms"/>`
	gapBytes = 20
)

// append writes one Say, or several when the phrases are too long for one.
func (s Say) append(b []byte) []byte {
	used := 0 // bytes in the Say that is open; 0 when none is
	for _, phrase := range s.Phrases {
		for rest := clean(phrase); rest != ""; {
			var piece string
			piece, rest = split(rest)
			if used > 0 && used+gapBytes+len(piece) > most {
				b, used = s.end(b), 0
			}
			if used == 0 {
				b = s.begin(b)
			} else {
				b = append(b, gap...)
				used += gapBytes
			}
			b = appendClean(b, piece)
			used += len(piece)
		}
	}
	if used > 0 {
		b = s.end(b)
	}
	return b
}

func (s Say) begin(b []byte) []byte {
	b = append(b, "<Say"...)
	b = present(b, "language", s.Language)
	b = present(b, "voice", s.Voice)
	b = append(b, '>')
	if s.Rate > 0 {
		b = append(b, `<prosody rate="`...)
		b = strconv.AppendInt(b, int64(s.Rate), 10)
		b = append(b, `%">`...)
	}
	return b
}

func (s Say) end(b []byte) []byte {
	if s.Rate > 0 {
		b = append(b, "</prosody>"...)
	}
	return append(b, "</Say>"...)
}

// split cuts a clean phrase that is too long for one Say: after the end of a
// sentence if there is one, else after a comma or a space, else anywhere
// between two characters.
func split(phrase string) (piece, rest string) {
	if len(phrase) <= most {
		return phrase, ""
	}
	end := most
	for !utf8.RuneStart(phrase[end]) {
		end--
	}
	for _, marks := range []string{"。！？；.!?;\n", "，、：,: "} {
		if i := strings.LastIndexAny(phrase[:end], marks); i >= 0 {
			_, width := utf8.DecodeRuneInString(phrase[i:])
			return phrase[:i+width], phrase[i+width:]
		}
	}
	return phrase[:end], phrase[end:]
}
