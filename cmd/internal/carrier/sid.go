package carrier

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"
)

// newSID is a fresh name for a thing of that kind: CA… for a call, SM… for a
// text, as Twilio has them, or a UUID.
func newSID(p Personality, kind string) string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand
	if p == Minimal {
		b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
		return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
	}
	return fmt.Sprintf("%s%x", kind, b)
}

// rfc2822 is how Twilio writes moments.
const rfc2822 = "Mon, 02 Jan 2006 15:04:05 +0000"

func stamp(t time.Time) string { return t.UTC().Format(rfc2822) }

// mask hides all but the end of a number.
func mask(number string) string {
	const shown = 4
	if len(number) <= shown || !strings.HasPrefix(number, "+") {
		return number
	}
	return "…" + number[len(number)-shown:]
}
