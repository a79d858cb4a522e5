package prompts

import (
	"strings"
	"testing"
	"time"
)

func TestGrandmaWangHearsTheMenu(t *testing.T) {
	c := builtIn(t)
	args := Args{"name": Name("王奶奶"), "bank": Bank("翠湖时间银行")}
	first, err := c.Voice("zh-CN", "M1", args)
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != 7 || first[0] != "王奶奶您好,这里是翠湖时间银行。" || first[2] != "请人到家里来,请按1。" {
		t.Errorf("hears %q", first)
	}
	again, err := c.Keys("zh-CN", "M1", args)
	if err != nil {
		t.Fatal(err)
	}
	if got := joined(again); len(again) >= len(first) || strings.Contains(got, "您好") || !strings.Contains(got, "按9") {
		t.Errorf("on the second try hears %q, want the keys only", got)
	}
}

func TestPromptWithoutAShortFormIsSaidWhole(t *testing.T) {
	c := builtIn(t)
	whole, err := c.Voice("zh-CN", "D", nil)
	if err != nil {
		t.Fatal(err)
	}
	if keys, err := c.Keys("zh-CN", "D", nil); err != nil || joined(keys) != joined(whole) {
		t.Errorf("second try says %q, %v; want %q", keys, err, whole)
	}
}

func TestVolunteerReadsWhatHappenedAndHowToUndoIt(t *testing.T) {
	args := Args{"kind": Kind("hospital"), "when": Clock(at(0, 9, 32), monday), "code": Code("2356")}
	for lang, want := range map[string]string{
		"zh-CN": "已开始:陪看病,9:32。结束请回 JS 2356。错了回 CX 2356。",
		"en":    "Started: hospital escort, 9:32 am. When you leave reply JS 2356. By mistake? Reply CX 2356.",
	} {
		if got, err := builtIn(t).Text(lang, "started", args); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", lang, got, err, want)
		}
	}
}

func TestAskersAreAnsweredInTheNearestLanguage(t *testing.T) {
	c := builtIn(t)
	for lang, want := range map[string]string{
		"zh-CN": "zh-CN", "zh": "zh-CN", "zh-Hant-TW": "zh-CN", "en": "en", "en-GB": "en",
		"": "zh-CN", "fr": "zh-CN", "ii": "zh-CN", "xx": "zh-CN", "no language": "zh-CN",
	} {
		if got := c.Match(lang); got != want {
			t.Errorf("who wants %q is spoken to in %s, want %s", lang, got, want)
		}
	}
}

func TestArgumentThatCannotBeSaidIsNamed(t *testing.T) {
	c := builtIn(t)
	for _, call := range []struct {
		label string
		key   string
		args  Args
		want  []string
	}{
		{"missing", "N1.person", Args{"name": Name("王奶奶")}, []string{"N1.person", `"digit"`, "missing"}},
		{"of another type", "B", Args{"minutes": Count(3)}, []string{"B", `"minutes"`, "said as minutes"}},
		{"zero value", "B", Args{"minutes": {}}, []string{"B", `"minutes"`}},
		{"key that is mistaken for 1", "N1.person", Args{"name": Name("王奶奶"), "digit": Key(7)}, []string{`"digit"`, "key 7"}},
		{"service that nobody offers", "C", Args{"day": Day(monday, monday), "kind": Kind("haircut")}, []string{`"kind"`, "haircut"}},
		{"empty door word", "O.code", Args{"word": Word("")}, []string{`"word"`, "empty"}},
		{"key that is no prompt", "M9", nil, []string{`"M9"`}},
		{"text that is not spoken", "help", nil, []string{`"help"`}},
	} {
		_, err := c.Voice("zh-CN", call.key, call.args)
		if err == nil {
			t.Errorf("%s: said without an error", call.label)
			continue
		}
		for _, want := range call.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %q does not tell %s", call.label, err, want)
			}
		}
	}
	if _, err := c.Text("en", "M1", nil); err == nil {
		t.Error("a spoken prompt was sent as a text")
	}
}

func TestEmergencyOfAStrangerStillHasWords(t *testing.T) {
	args := Args{"case": Number(235), "name": Name(""), "address": Place(""), "place": Place(""), "phone": Phone("")}
	c := builtIn(t)
	for _, lang := range c.Languages() {
		if _, err := c.Voice(lang, "S", args); err != nil {
			t.Errorf("%s: %v", lang, err)
		}
		if _, err := c.Voice(lang, "S.address", args); err != nil {
			t.Errorf("%s: %v", lang, err)
		}
		if _, err := c.Text(lang, "emergency.address", args); err != nil {
			t.Errorf("%s: %v", lang, err)
		}
	}
}

func TestBracesInANameAreNoHoles(t *testing.T) {
	got, err := builtIn(t).Voice("en", "S.late", Args{"helper": Name("{case}")})
	if err != nil || joined(got) != "{case} has taken it already, thank you." {
		t.Errorf("heard %q, %v", got, err)
	}
}

func TestOneFactIsSaidAsThePromptNeedsIt(t *testing.T) {
	c := builtIn(t)
	args := Args{"when": Clock(at(1, 14, 30), monday), "kind": Kind("shopping"), "code": Code("2356"), "day": Clock(at(1, 14, 30), monday)}
	for key, want := range map[string]string{
		"reminder.visit": "明天14:30",
		"started":        "陪购物,14:30",
	} {
		if got, err := c.Text("zh-CN", key, args); err != nil || !strings.Contains(got, want) {
			t.Errorf("%s: %q, %v; want %s in it", key, got, err, want)
		}
	}
	if got, err := c.Voice("zh-CN", "C", args); err != nil || got[0] != "明天,陪您买东西。" {
		t.Errorf("C: %q, %v", got, err)
	}
}

func BenchmarkVoice(b *testing.B) {
	c := builtIn(b)
	now := time.Now()
	args := Args{"when": Clock(now.Add(20*time.Hour), now), "helper": Name("小张"), "kind": Kind("hospital")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Voice("zh-CN", "M2C", args); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkText(b *testing.B) {
	c := builtIn(b)
	now := time.Now()
	args := Args{"kind": Kind("hospital"), "when": Clock(now, now), "code": Code("2356")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Text("zh-CN", "started", args); err != nil {
			b.Fatal(err)
		}
	}
}
