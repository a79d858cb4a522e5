package prompts

import (
	"strconv"
	"strings"
	"time"
)

// chinese says an amount, a time or a code in Chinese: in the ear as a
// neighbour would say it, on a screen in digits.
func chinese(b []byte, m manner, v Value, f form) []byte {
	switch m {
	case asMinutes:
		return zhMinutes(b, v.n, f)
	case asMoney:
		return zhMoney(b, v.n, f)
	case asReward:
		return zhReward(b, v, f)
	case asCount:
		return zhAmount(b, v.n, f)
	case asNumber:
		return zhDigits(b, v.digits(), f, 4)
	case asReceipt:
		return zhDigits(b, grouped(v.digits(), f), f, 4)
	case asShort:
		return appendShort(b, v.n)
	case asCode:
		return zhDigits(b, v.digits(), f, 1)
	case asPhone:
		return zhDigits(b, v.digits(), f, 4)
	case asKey:
		return strconv.AppendInt(b, v.n, 10)
	case asDay:
		return zhDay(b, v, f)
	case asTime:
		return zhTime(b, v.at, f)
	case asWhen:
		if b = zhDay(b, v, f); v.fact == aClock {
			b = zhTime(b, v.at, f)
		}
	}
	return b
}

// zhReward says one piece of goods by its name alone.
func zhReward(b []byte, v Value, f form) []byte {
	if v.fact == someMoney {
		return zhMoney(b, v.n, f)
	}
	if v.n > 1 {
		b = append(zhAmount(b, v.n, f), "份"...)
	}
	return append(b, v.text...)
}

// zhMinutes says half hours as 半 up to two and a half, where everybody does;
// above that 半 is easily lost on a bad line, so the minutes are spelled out.
func zhMinutes(b []byte, n int64, f form) []byte {
	if n < 0 {
		b, n = append(b, "减"...), -n
	}
	h, m := n/60, n%60
	switch {
	case f == spoken && n == 0:
		return append(b, "没有"...)
	case f == spoken && n == 30:
		return append(b, "半小时"...)
	case f == spoken && m == 30 && h <= 2:
		return append(zhAmount(b, h, f), "个半小时"...)
	}
	if h > 0 || m == 0 {
		b = append(zhAmount(b, h, f), "小时"...)
	}
	if m == 0 {
		return b
	}
	if f == spoken && h > 0 && m < 10 {
		b = append(zhNumeral(append(b, "零"...), m), "分钟"...) // 一小时零五分钟
		return b
	}
	return append(zhAmount(b, m, f), "分钟"...)
}

// zhMoney says 三元五角; on a screen 3.50元.
func zhMoney(b []byte, fen int64, f form) []byte {
	if f == written {
		return append(appendYuan(b, fen), "元"...)
	}
	if fen < 0 {
		b, fen = append(b, "减"...), -fen
	}
	b = append(zhAmount(b, fen/100, f), "元"...)
	switch jiao, rest := fen/10%10, fen%10; {
	case jiao == 0 && rest == 0:
		return b
	case jiao == 0:
		b = append(b, "零"...)
		return append(zhNumeral(b, rest), "分"...)
	case rest == 0:
		return append(zhNumeral(b, jiao), "角"...)
	default:
		b = append(zhNumeral(b, jiao), "角"...)
		return append(zhNumeral(b, rest), "分"...)
	}
}

// zhDay names the days around today, the days of the coming week, and dates.
func zhDay(b []byte, v Value, f form) []byte {
	if v.n == anyDay {
		return append(b, "这几天"...)
	}
	if v.n >= -2 && v.n <= 2 {
		return append(b, [...]string{"前天", "昨天", "今天", "明天", "后天"}[v.n+2]...)
	}
	week, month, day := "星期", "月", "号"
	if f == written {
		week, day = "周", "日"
	}
	if v.n > 0 && v.n < 7 {
		b = append(b, week...)
		return append(b, zhWeekday(v.at.Weekday(), f)...)
	}
	b = append(zhPlain(b, int64(v.at.Month()), f), month...)
	return append(zhPlain(b, int64(v.at.Day()), f), day...)
}

// zhWeekday is what follows 星期 or 周; Sunday is 星期天 but 周日.
func zhWeekday(d time.Weekday, f form) string {
	if d == time.Sunday && f == spoken {
		return "天"
	}
	return [...]string{"日", "一", "二", "三", "四", "五", "六"}[d]
}

// zhTime says 下午两点半; on a screen 14:30.
func zhTime(b []byte, t time.Time, f form) []byte {
	h, m := int64(t.Hour()), int64(t.Minute())
	if f == written {
		b = append(strconv.AppendInt(b, h, 10), ':')
		return appendTwo(b, m)
	}
	b = append(b, zhPartOfDay(h)...)
	if h > 12 {
		h -= 12
	}
	b = append(zhAmount(b, h, f), "点"...)
	switch {
	case m == 0:
		return b
	case m == 30:
		return append(b, "半"...)
	case m < 10:
		b = append(b, "零"...)
	}
	return append(zhNumeral(b, m), "分"...)
}

func zhPartOfDay(hour int64) string {
	switch {
	case hour < 5:
		return "凌晨"
	case hour < 8:
		return "早上"
	case hour < 12:
		return "上午"
	case hour < 13:
		return "中午"
	case hour < 18:
		return "下午"
	}
	return "晚上"
}

// zhDigits says digits one by one, 幺 for 1 as on every Chinese telephone,
// with a small pause after each group, counted from the end.
func zhDigits(b []byte, digits string, f form, group int) []byte {
	if f == written {
		return append(b, digits...)
	}
	digits = strings.TrimPrefix(digits, "+")
	names := [...]string{"零", "幺", "二", "三", "四", "五", "六", "七", "八", "九"}
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%group == 0 {
			b = append(b, ","...)
		}
		b = append(b, names[digits[i]-'0']...)
	}
	return b
}

// zhAmount is n before a measure word: a two alone is 两.
func zhAmount(b []byte, n int64, f form) []byte {
	if f == spoken && n == 2 {
		return append(b, "两"...)
	}
	return zhPlain(b, n, f)
}

// zhPlain is n in words in the ear and in digits on a screen.
func zhPlain(b []byte, n int64, f form) []byte {
	if f == written {
		return strconv.AppendInt(b, n, 10)
	}
	return zhNumeral(b, n)
}

// zhNumeral spells n out: 二十二, 两百零二, 一千五百.
func zhNumeral(b []byte, n int64) []byte {
	if n < 0 {
		b, n = append(b, "减"...), -n
	}
	if n >= 10 && n < 20 {
		b = append(b, "十"...)
		return zhUnits(b, n%10)
	}
	for _, big := range [...]struct {
		unit int64
		name string
	}{{1_0000_0000, "亿"}, {1_0000, "万"}} {
		if n < big.unit {
			continue
		}
		b = append(zhAmount(b, n/big.unit, spoken), big.name...)
		if n %= big.unit; n > 0 && n < big.unit/10 {
			b = append(b, "零"...)
		}
		if n == 0 {
			return b
		}
	}
	return zhThousands(b, n)
}

// zhThousands spells out 0 ≤ n < 10000.
func zhThousands(b []byte, n int64) []byte {
	if n == 0 {
		return append(b, "零"...)
	}
	for _, place := range [...]struct {
		unit int64
		name string
	}{{1000, "千"}, {100, "百"}} {
		if n < place.unit {
			continue
		}
		b = append(zhAmount(b, n/place.unit, spoken), place.name...)
		if n %= place.unit; n > 0 && n < place.unit/10 {
			b = append(b, "零"...)
		}
	}
	if n >= 10 {
		b = append(zhUnits(b, n/10), "十"...)
		n %= 10
	}
	return zhUnits(b, n)
}

// zhUnits is one digit of a numeral; a zero at its end is not said.
func zhUnits(b []byte, n int64) []byte {
	return append(b, [...]string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}[n]...)
}
