package prompts

import (
	"fmt"
	"strconv"
	"strings"
)

// check refuses a value that cannot be said in any language.
func (v Value) check() error {
	switch v.fact {
	case aKey:
		if v.n < 0 || v.n > 9 || strings.IndexByte(unusedKeys, byte('0'+v.n)) >= 0 {
			return fmt.Errorf("key %d is never offered; use 0, 1, 2, 3, 5 or 9", v.n)
		}
	case aCode:
		if v.text == "" || strings.Trim(v.text, "0123456789") != "" {
			return fmt.Errorf("a code is a row of digits")
		}
	case aPhone:
		if strings.Trim(strings.TrimPrefix(v.text, "+"), "0123456789") != "" {
			return fmt.Errorf("a phone number is a row of digits, with or without a + before it")
		}
	case aNumber:
		if v.n < 0 {
			return fmt.Errorf("a number is not negative")
		}
	}
	return nil
}

// digits are the digits of a number, a code or a phone.
func (v Value) digits() string {
	switch v.fact {
	case aNumber:
		return strconv.FormatInt(v.n, 10)
	case aPhone:
		return dialled(v.text)
	}
	return v.text
}

// grouped is a receipt number as it is read: on a screen, in groups of four.
func grouped(digits string, f form) string {
	if f == spoken {
		return digits
	}
	var b []byte
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%4 == 0 {
			b = append(b, ' ')
		}
		b = append(b, digits[i])
	}
	return string(b)
}

// dialled is a number as it is dialled in China: without +86, and a landline
// with 0 before its area. Mobiles, 400 and 800 lines and short numbers have no area.
func dialled(number string) string {
	national, chinese := strings.CutPrefix(number, "+86")
	switch {
	case !chinese:
		return number
	case len(national) < 9, strings.HasPrefix(national, "400"), strings.HasPrefix(national, "800"):
		return national
	case len(national) == 11 && national[0] == '1':
		return national
	}
	return "0" + national
}
