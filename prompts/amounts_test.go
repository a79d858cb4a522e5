package prompts

import (
	"testing"
	"time"
)

// A saying is a value as it is heard and read in both languages. An empty
// string is not asked for.
type saying struct {
	label                            string
	value                            Value
	zhHeard, zhRead, enHeard, enRead string
}

// said checks sayings of one manner.
func said(t *testing.T, m manner, sayings []saying) {
	t.Helper()
	c := builtIn(t)
	for _, s := range sayings {
		for _, want := range []struct {
			tag  string
			form form
			text string
		}{
			{"zh-CN", spoken, s.zhHeard}, {"zh-CN", written, s.zhRead},
			{"en", spoken, s.enHeard}, {"en", written, s.enRead},
		} {
			got, err := c.languages[want.tag].say(nil, m, s.value, want.form)
			if want.text != "" && (err != nil || string(got) != want.text) {
				t.Errorf("%s in %s, form %d: %q, %v; want %q", s.label, want.tag, want.form, got, err, want.text)
			}
		}
	}
}

func TestAmountsAreSaidAsPeopleSayThem(t *testing.T) {
	said(t, asMinutes, []saying{
		{"nothing", Minutes(0), "没有", "0小时", "no hours", "no hours"},
		{"a minute", Minutes(1), "一分钟", "1分钟", "1 minute", ""},
		{"two minutes", Minutes(2), "两分钟", "2分钟", "2 minutes", ""},
		{"half an hour", Minutes(30), "半小时", "30分钟", "30 minutes", ""},
		{"three quarters", Minutes(45), "四十五分钟", "45分钟", "45 minutes", ""},
		{"an hour", Minutes(60), "一小时", "1小时", "1 hour", ""},
		{"an hour and five", Minutes(65), "一小时零五分钟", "1小时5分钟", "1 hour 5 minutes", ""},
		{"one and a half", Minutes(90), "一个半小时", "1小时30分钟", "1 hour 30 minutes", ""},
		{"two hours", Minutes(120), "两小时", "2小时", "2 hours", ""},
		{"two and a quarter", Minutes(135), "两小时十五分钟", "2小时15分钟", "2 hours 15 minutes", ""},
		{"two and a half", Minutes(150), "两个半小时", "2小时30分钟", "2 hours 30 minutes", ""},
		{"three and a half", Minutes(210), "三小时三十分钟", "3小时30分钟", "3 hours 30 minutes", "3 hours 30 minutes"},
		{"twelve hours", Minutes(720), "十二小时", "12小时", "12 hours", ""},
		{"twenty-two hours", Minutes(1320), "二十二小时", "22小时", "22 hours", ""},
		{"102 hours", Minutes(6120), "一百零二小时", "102小时", "102 hours", ""},
		{"two hundred hours", Minutes(12000), "两百小时", "200小时", "200 hours", ""},
		{"the cap", Minutes(90000), "一千五百小时", "1500小时", "1500 hours", ""},
		{"taken back", Minutes(-90), "减一个半小时", "减1小时30分钟", "minus 1 hour 30 minutes", ""},
	})
}

func TestTimesAreSaidAsPeopleSayThem(t *testing.T) {
	clock := func(days, hour, minute int) Value { return Clock(at(days, hour, minute), monday) }
	said(t, asWhen, []saying{
		{"half past two tomorrow", clock(1, 14, 30), "明天下午两点半", "明天14:30", "tomorrow 2:30 pm", "tomorrow 2:30 pm"},
		{"half past nine today", clock(0, 9, 30), "今天上午九点半", "今天9:30", "today 9:30 am", ""},
		{"the day after tomorrow at noon", clock(2, 12, 0), "后天中午十二点", "后天12:00", "Wednesday 12:00 pm", "Wed 12:00 pm"},
		{"Friday at five past six", clock(4, 6, 5), "星期五早上六点零五分", "周五6:05", "Friday 6:05 am", "Fri 6:05 am"},
		{"Sunday evening", clock(6, 19, 45), "星期天晚上七点四十五分", "周日19:45", "Sunday 7:45 pm", "Sun 7:45 pm"},
		{"in a week", clock(7, 15, 15), "十一月三十号下午三点十五分", "11月30日15:15", "30 November 3:15 pm", "30 Nov 3:15 pm"},
		{"yesterday", clock(-1, 10, 0), "昨天上午十点", "昨天10:00", "yesterday 10:00 am", ""},
		{"the day before", clock(-2, 10, 0), "前天上午十点", "前天10:00", "21 November 10:00 am", "21 Nov 10:00 am"},
		{"last week", clock(-7, 10, 2), "十一月十六号上午十点零二分", "11月16日10:02", "", ""},
		{"midnight", clock(1, 0, 0), "明天凌晨零点", "明天0:00", "tomorrow 12:00 am", ""},
		{"next year", clock(45, 8, 0), "一月七号上午八点", "1月7日8:00", "7 January 8:00 am", "7 Jan 8:00 am"},
		{"a day without a time", Day(at(1, 0, 0), monday), "明天", "明天", "tomorrow", "tomorrow"},
		{"any day", Day(time.Time{}, monday), "这几天", "这几天", "any of the next days", "any of the next days"},
	})
	said(t, asTime, []saying{
		{"time of day", Time(at(0, 9, 32)), "上午九点三十二分", "9:32", "9:32 am", "9:32 am"},
		{"of a full moment", clock(3, 13, 0), "下午一点", "13:00", "1:00 pm", ""},
	})
	said(t, asDay, []saying{{"of a full moment", clock(0, 9, 32), "今天", "今天", "today", ""}})
}

func TestTomorrowIsOfTheCentresCalendar(t *testing.T) {
	late := time.Date(2026, time.November, 23, 15, 30, 0, 0, time.UTC) // 23:30 in Kunming
	soon := time.Date(2026, time.November, 23, 16, 30, 0, 0, time.UTC) // 00:30 in Kunming
	said(t, asWhen, []saying{{"an hour later", Clock(soon, late.In(kunming)), "明天凌晨零点半", "明天0:30", "", ""}})
}

func TestDigitsAreSaidOneByOne(t *testing.T) {
	said(t, asCode, []saying{
		{"visit code", Code("2356"), "二,三,五,六", "2356", "2, 3, 5, 6", "2356"},
		{"one and nought", Code("1090"), "幺,零,九,零", "1090", "1, 0, 9, 0", "1090"},
	})
	said(t, asNumber, []saying{
		{"case", Number(235), "二三五", "235", "2 3 5", "235"},
		{"entry", Number(120187), "幺二,零幺八七", "120187", "1 2, 0 1 8 7", ""},
		{"member number", Code("10000013"), "幺零零零,零零幺三", "10000013", "1 0 0 0, 0 0 1 3", ""},
	})
	said(t, asPhone, []saying{
		{"mobile", Phone("+8613812345678"), "幺三八,幺二三四,五六七八", "13812345678", "1 3 8, 1 2 3 4, 5 6 7 8", ""},
		{"landline", Phone("+8687165123456"), "零八七幺,六五幺二,三四五六", "087165123456", "", ""},
		{"400 line", Phone("+864001234567"), "四零,零幺二三,四五六七", "4001234567", "", ""},
		{"short number", Phone("12349"), "幺,二三四九", "12349", "", ""},
		{"from abroad", Phone("+442071838750"), "四四二零,七幺八三,八七五零", "+442071838750", "4 4 2 0, 7 1 8 3, 8 7 5 0", ""},
		{"hidden", Phone(""), "不明", "不明", "unknown", "unknown"},
	})
	said(t, asKey, []saying{{"key", Key(2), "2", "2", "2", "2"}})
}

func TestCountsAndMoney(t *testing.T) {
	said(t, asCount, []saying{
		{"two", Count(2), "两", "2", "2", "2"},
		{"ten", Count(10), "十", "10", "10", ""},
		{"twelve", Count(12), "十二", "12", "12", ""},
		{"110", Count(110), "一百一十", "110", "110", ""},
		{"202", Count(202), "两百零二", "202", "", ""},
		{"1,002", Count(1002), "一千零二", "1002", "", ""},
		{"2,222", Count(2222), "两千两百二十二", "2222", "", ""},
		{"100,012", Count(100012), "十万零一十二", "100012", "", ""},
		{"20,000", Count(20000), "两万", "20000", "", ""},
		{"a hundred million and a half", Count(100500000), "一亿零五十万", "", "", ""},
	})
	said(t, asMoney, []saying{
		{"fifteen yuan", Money(1500), "十五元", "15元", "15 yuan", "15 yuan"},
		{"two yuan", Money(200), "两元", "2元", "2 yuan", ""},
		{"three fifty", Money(350), "三元五角", "3.50元", "3.50 yuan", ""},
		{"three and five fen", Money(305), "三元零五分", "3.05元", "3.05 yuan", ""},
		{"to the fen", Money(1234), "十二元三角四分", "12.34元", "12.34 yuan", ""},
		{"nothing", Money(0), "零元", "0元", "0 yuan", ""},
	})
	said(t, asReward, []saying{
		{"money", Money(1500), "十五元", "15元", "15 yuan", "15 yuan"},
		{"one piece", Goods("大米", 1), "大米", "大米", "", ""},
		{"two pieces", Goods("大米", 2), "两份大米", "2份大米", "", ""},
		{"two in English", Goods("a haircut", 2), "", "", "2 times a haircut", "2 times a haircut"},
	})
}
