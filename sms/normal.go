package sms

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A text is one message made plain. Both strings are equally long, byte for
// byte, so that a place found in the one is the same place in the other.
type text struct {
	said   string // as typed: for names and outcomes
	folded string // upper case, simplified: for looking words up
}

// normalise makes a text plain: full width becomes half width, emoji and
// punctuation become one space, and a 【signature】 goes unless it is all there
// is. Normalising twice is normalising once. Whole is the text with its
// signature: a cry for help counts even there.
func normalise(body string) (bare, whole text) {
	composed := compose(body)
	whole = spaced(composed)
	if !strings.Contains(composed, "【") {
		return whole, whole
	}
	if bare = spaced(unsigned(composed)); bare.said == "" {
		return whole, whole
	}
	return bare, whole
}

// compose brings a text into the form NFKC. What cannot be seen goes first,
// for it would come between letters that belong together: a keycap 2️⃣ is 2.
func compose(body string) string {
	return norm.NFKC.String(strings.Map(seen, strings.ToValidUTF8(body, " ")))
}

// seen drops joiners, variation selectors, keycaps and apostrophes: DON'T is
// one word.
func seen(r rune) rune {
	switch {
	case r == '\'', r == '‘', r == '’', r == '＇', r == '\u00ad', r == '\u20e3', r == '\u2060', r == '\ufeff',
		r >= '\u200b' && r <= '\u200f', r >= '\ufe00' && r <= '\ufe0f':
		return -1
	}
	return r
}

// unsigned cuts out what stands in 【】, where gateways put who sent a text.
func unsigned(s string) string {
	for {
		from := strings.Index(s, "【")
		if from < 0 {
			return s
		}
		width := strings.Index(s[from:], "】")
		if width < 0 {
			return s
		}
		s = s[:from] + " " + s[from+width+len("】"):]
	}
}

// spaced keeps letters and digits, makes every run of anything else one
// space, and trims. A question mark stays; a colon or a point stays between
// two digits, where it is a time or a decimal.
func spaced(s string) text {
	var b strings.Builder
	b.Grow(len(s))
	var last rune // 0 at the start and ' ' after a gap
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r):
		case r == '?' && last != '?':
		case (r == ':' || r == '.') && isDigit(last) && i+1 < len(s) && isDigit(rune(s[i+1])):
		default:
			if last != 0 {
				last = ' '
			}
			continue
		}
		if last == ' ' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	said := b.String()
	return text{said: said, folded: strings.Map(fold, said)}
}

// fold maps a rune to the one our words are written with. It never changes
// how many bytes the rune takes.
func fold(r rune) rune {
	if r < 0x80 {
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}
	if plain, ok := simplified[r]; ok {
		return plain
	}
	return r
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

// simplified holds the traditional characters of the words in words.go, each
// before its simplified one.
var simplified = pairs("開开結结餘余額额時时間间幫帮撥拨單单點点鐘钟鍾钟個个兩两貳贰陸陆參叁萬万銷销錯错來来現现錢钱換换兌兑" +
	"訂订馬马會会請请謝谢號号碼码務务爺爷嗎吗麼么沒没別别後后還还這这裡里裏里從从將将應应該该讓让誰谁問问說说" +
	"話话終终剛刚經经對对關关係系氣气護护員员達达遲迟過过無无準准備备禮礼總总約约塊块幾几認认為为煩烦學学閑闲" +
	"給给記记憶忆門门編编購购醫医親亲媽妈與与測测試试節节樂乐姊姐願愿義义電电藥药處处條条憑凭")

// pairs reads a table of runes, two by two.
func pairs(table string) map[rune]rune {
	runes := []rune(table)
	m := make(map[rune]rune, len(runes)/2)
	for i := 0; i+1 < len(runes); i += 2 {
		m[runes[i]] = runes[i+1]
	}
	return m
}
