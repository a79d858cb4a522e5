package certificate

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"hourline/ledger/care"
	"hourline/prompts"
)

func TestACertificateSaysWhatWasServedInTheVolunteersLanguage(t *testing.T) {
	words, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string][]string{
		"zh-CN": {`lang="zh-CN"`, "欧阳桂英,志愿者编号 10000012", "上门服务3次,共3小时30分钟", "<li>陪聊:2次,3小时</li>", "<li>看望:1次,30分钟</li>"},
		"en":    {`lang="en"`, "欧阳桂英, volunteer 10000012", "3 visits, 3 hours 30 minutes", "<li>company: 2, 3 hours</li>"},
	} {
		s := care.Served{
			Member: care.Member{Number: "10000012", Name: "欧阳桂英", Lang: lang},
			Kinds:  []care.ServedKind{{Kind: care.Company, Visits: 2, Minutes: 180}, {Kind: care.Safety, Visits: 1, Minutes: 30}},
		}
		p, err := New(words, "翠湖<时间>银行", care.Month{Year: 2026, Month: time.November}, s)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := p.HTML(&b); err != nil {
			t.Fatal(err)
		}
		for _, w := range append(want, "2026-11", "翠湖&lt;时间&gt;银行") {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%s: %q is not on it:\n%s", lang, w, b.String())
			}
		}
	}
}
