package sms

import "testing"

// Each rule of the grammar, with what lies just beside it.
func TestEachRuleTakesWhatIsItsOwnAndNothingElse(t *testing.T) {
	for _, rule := range []struct {
		name string
		rows [][2]string // text, meaning; no meaning is no command
	}{
		{"start", [][2]string{{"KS 2356", "KS 2356"}, {"12356", "KS 2356"}, {"KS 1356", ""}, {"KS 235", ""}, {"KS 23565", ""}, {"没有开始 2356", ""}}},
		{"finish", [][2]string{{"JS 2356", "JS 2356"}, {"22356", "JS 2356"}, {"JS", ""}, {"还没走 2356", ""}}},
		{"take", [][2]string{{"接 12", "JD 12"}, {"TAKE 12", "JD 12"}, {"接 0", ""}, {"接", ""}}},
		{"pass", [][2]string{{"不接 12", "BJ 12"}, {"BJ 12", "BJ 12"}, {"BJ", ""}}},
		{"late", [][2]string{{"WD 2356 20", "WD 2356 20"}, {"WD 2356 601", ""}}},
		{"cancel", [][2]string{{"QX 2356", "QX 2356"}, {"来不了 2356", "QX 2356"}, {"QX", ""}}},
		{"undo", [][2]string{{"CX 2356", "CX 2356"}, {"错了 2356", "CX 2356"}, {"CX", ""}}},
		{"hours", [][2]string{{"余额", "YE"}, {"HOURS", "YE"}}},
		{"a slip", [][2]string{{"收条", "ST"}, {"收条 000020571308", "ST 000020571308"}, {"ST 0000 2057 1308", "ST 000020571308"}, {"slip", "ST"}, {"SLIP 0000-2057-1308", "ST 000020571308"}, {"收條", "ST"}, {"我要收条,谢谢", "ST"}, {"收条号 0000 2057 1308", "ST 000020571308"}, {"收条 1308", ""}, {"收条不对", ""}, {"没有收条", ""}, {"收条呢", ""}, {"12 Main St 3", ""}, {"SHIP", ""}, {"收条 明天", ""}}},
		{"busy and free", [][2]string{{"休息", "XX"}, {"BUSY", "XX"}, {"有空", "YK"}, {"FREE", "YK"}}},
		{"help", [][2]string{{"?", "BZ"}, {"帮助", "BZ"}}},
		{"alarm", [][2]string{{"SOS", "SOS"}, {"救命", "SOS"}, {"999", "SOS"}}},
		{"staff", [][2]string{{"SD 235", "SD 235"}, {"收到 235", "SD 235"}, {"收到", ""}, {"JA 235", "JA 235"}}},
		{"tickets", [][2]string{{"GD", "GD"}, {"工单", "GD"}, {"GD 12", ""}, {"BW 12", "BW 12"}, {"办结 T12", "BW 12"}, {"BW 12 回电了", "BW 12 号回电了"}, {"BW", ""}, {"BW 0", ""}, {"BW T", ""}, {"CK 12", "CK 12"}, {"CK 12 13", ""}}},
		{"the carrier's words are never ours", [][2]string{{"STOP", "TD"}, {"CANCEL", "TD"}, {"END", "TD"}, {"T", "TD"}, {"START", "START"}, {"HELP", "HELP"}}},
		{"redeem", [][2]string{{"兑换 现金 50", "DH 现金 50"}, {"DH CASH 50", "DH 现金 50"}, {"DH 大米 2", "DH 大米 2"}, {"DH 大米 2斤", ""}, {"DH 现金", ""}, {"DH 现金 0", ""}, {"不兑换 现金 50", ""}}},
		{"a service point", [][2]string{{"兑付 10000013 5", "DF 10000013 5"}, {"DF 1000 0013 5", "DF 10000013 5"}, {"DF 1000001 5", ""}, {"DF 10000013", ""}, {"DF 10000013 90分钟", ""}}},
		{"two commands are none", [][2]string{{"KS 2356 JS 2356", ""}, {"接 12 不接 13", ""}}},
	} {
		t.Run(rule.name, func(t *testing.T) {
			for _, row := range rule.rows {
				if got := Parse(row[0]).String(); got != row[1] {
					t.Errorf("%q means %q, want %q", row[0], got, row[1])
				}
			}
		})
	}
}
