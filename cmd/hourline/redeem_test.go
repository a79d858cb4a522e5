package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
)

const deskOffice = `name,roles,phones,community,address,born,lang
王奶奶,elder,+8687165000001,翠湖社区,翠湖南路12号,1941,zh-CN
孙爷爷,elder,,翠湖社区,翠湖东路1号,1938,zh-CN
王主任,duty|coordinator,+8613800000101,翠湖社区,,,
小何,duty,+8613800000102,翠湖社区,,,
粮油店,point,+8613800000103,翠湖社区,,,
`

// wang and sun have twenty hours each.
const wang, sun, boss, clerk = "10000012", "10000020", "10000036", "10000048"

func withSavings(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	must(t, "member", "import", file(t, "office.csv", deskOffice), "--data", dir)
	centre := open(t, dir)
	var errs []error
	for i, number := range []string{wang, sun} {
		m, err := centre.MemberByNumber(t.Context(), number)
		errs = append(errs, err, centre.Bank.Write(t.Context(), func(tx *ledger.Tx) error {
			_, err := tx.Deposit(int64(100+i), m.Account, 1200, time.Time{}, 1, "test")
			return err
		}))
	}
	if err := errorsOf(append(errs, centre.Close())...); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestCashAtTheDeskIsAskedForApprovedPaidAndConfirmed(t *testing.T) {
	dir := withSavings(t)
	at := func(line string) []string { return append(strings.Fields(line), "--data", dir) }
	two := " --by " + boss + " --with " + clerk
	has(t, must(t, at("fund open lottery --lang en"+two)...), "The fund lottery is open, with 0 yuan")
	has(t, must(t, at("redeem ask "+wang+" --cash 10h --by "+boss)...), "兑换1:10元,用10小时。 时间扣住了", "redeem approve 1")
	has(t, must(t, at("redeem approve 1 --by "+clerk)...), "现在没有钱,排第1位")
	has(t, must(t, at("redeem list")...), "等钱       1  王奶奶", "10元", "10小时", "desk")
	has(t, must(t, at("redeem list --lang en")...), "queued      1  王奶奶", "10 yuan", "10 hours")
	has(t, must(t, at("fund show")...), "lottery  0.00", "大家存着40小时,值40元", "都排队等", "排队:1笔,10元")
	has(t, must(t, at("fund show --lang en")...), "worth 40 yuan", "below the threshold", "Queued: 1, 10 yuan")
	for range 2 {
		has(t, must(t, at("fund add lottery --yuan 120.50 --document 2026-117"+two)...), "资金 lottery 能用110.50元", "留着10元")
	}
	has(t, must(t, at("redeem show 1")...), "待取", "fund/lottery", "10.00", "queue    "+clerk, "approve  -")
	has(t, must(t, at("redeem pay 1 --by "+boss)...), "给了,等本人确认")
	has(t, must(t, at("redeem confirm 1 --by "+clerk)...), "给了,也确认了", "redeem slip 1")
	has(t, must(t, at("redeem slip 1")...), "王奶奶 "+wang, "收条:10元,用10小时,还有10小时")
	has(t, must(t, at("statement "+wang)...), "10 h")
	must(t, at("verify")...)
}

func TestSomebodyWithoutATelephoneRedeemsBeforeTwoOfTheStaff(t *testing.T) {
	dir := withSavings(t)
	at := func(line string) []string { return append(strings.Fields(line), "--data", dir) }
	two := " --by " + boss + " --with " + clerk
	for range 2 { // the line was cut, and the command is given again
		has(t, must(t, at("redeem desk "+sun+" --goods 理发 --pieces 2"+two)...), "兑换1:2份理发1次,用4小时。 给了,也确认了")
	}
	has(t, must(t, at("redeem slip 1")...), "收条:2份理发1次,用4小时,还有16小时")
	has(t, must(t, at("redeem desk "+sun+" --goods 理发 --pieces 2 --again --lang en"+two)...), "Redemption 2: 2 times a haircut for 4 hours.")
	code, _, errs := hourline(t, at("redeem return 2 --reason mistake"+two)...)
	if code != failedCheck || !strings.Contains(errs, "a second person") {
		t.Errorf("who gave it out takes it back: exit %d, %s", code, errs)
	}
}

func TestWhatTheDeskIsToldWhenItCannotBe(t *testing.T) {
	dir := withSavings(t)
	at := func(line string) []string { return append(strings.Fields(line), "--data", dir) }
	for line, want := range map[string]struct {
		code int
		mend string
	}{
		"redeem ask " + wang + " --by " + boss:              {wrongUse, "--cash 10h or --goods rice"},
		"redeem ask " + wang + " --cash 90s --by " + boss:   {wrongUse, "--cash"},
		"redeem ask " + wang + " --cash 30m --by " + boss:   {failedCheck, "60 minutes are the least"},
		"redeem ask " + wang + " --cash 21h --by " + boss:   {failedCheck, "only 1200 minutes are available"},
		"redeem ask " + wang + " --goods gold --by " + boss: {failedCheck, "no such goods"},
		"redeem ask " + wang + " --cash 1h --by " + sun:     {failedCheck, "one of the staff"},
		"redeem show 7": {failedCheck, "redeem list"},
		"fund add lottery --yuan 5 --document 1 --by " + boss + " --with " + clerk:  {failedCheck, "fund show"},
		"fund add lottery --yuan 5,- --document 1 --by " + boss + " --with " + boss: {wrongUse, "120.50"},
		"fund open lottery --by " + boss + " --with " + boss:                        {failedCheck, "a second person"},
		"fund open Lottery! --by " + boss + " --with " + clerk:                      {failedCheck, "small letters"},
		"member pin " + wang + " --by " + boss + " --with " + boss:                  {failedCheck, "a second person"},
	} {
		code, out, errs := hourline(t, at(line)...)
		if code != want.code || out != "" || !strings.Contains(errs, want.mend) {
			t.Errorf("%s: exit %d, %q, %q", line, code, out, errs)
		}
	}
}

func TestAPINIsShownOnce(t *testing.T) {
	dir := withSavings(t)
	for lang, words := range map[string]string{"zh-CN": `:[1-8]\d\d \d{3}。只显示这一次`, "en": `: [1-8]\d\d \d{3}\. Shown this once`} {
		shown := must(t, "member", "pin", wang, "--by", boss, "--with", clerk, "--lang", lang, "--data", dir)
		if !regexp.MustCompile(words).MatchString(shown) {
			t.Errorf("it says %s", shown)
		}
	}
}
