package main

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
	"hourline/cmd/internal/demo"
)

// The whole of hourline, from the first key to the books.
func TestTheDemoPlaysAStory(t *testing.T) {
	out := must(t, "demo", "--play")
	at := 0
	for _, want := range []string{
		"── Monday 23 November, 09:00",
		"王奶奶 dials the hotline.",
		"王奶奶 hears:\n      王奶奶您好",
		"王奶奶 presses 1.",
		"A text for ", "求助",
		"王奶奶 hangs up.",
		"小张 texts:\n      接 1\n",
		"The phone of 王奶奶 rings.",
		"小张来陪您聊天",
		"── Tuesday 24 November, 09:00",
		"已开始",
		"── Tuesday 24 November, 11:00",
		"已结束",
		"待了两小时",
		"存入2小时",
		"小张, member 10000048: 2 h saved",
		"deposit 1", "+2 h",
		"the books are whole: 2 entries",
	} {
		i := strings.Index(out[at:], want)
		if i < 0 {
			t.Fatalf("there is no %q after this:\n%s", want, out[:at])
		}
		at += i + len(want)
	}
	if strings.Contains(out, "%!") || strings.Contains(out, "+86") {
		t.Errorf("the transcript shows what nobody should read:\n%s", out)
	}
}

func TestTheTranscriptSpeaksChinese(t *testing.T) {
	has(t, must(t, "demo", "--play", "--lang", "zh-CN"), "王奶奶拨打热线。", "王奶奶按 1。", "小张发短信", "── 11月24日 11:00")
}

func TestATextThatManyGetIsWrittenOnce(t *testing.T) {
	var out bytes.Buffer
	tr := transcript{out: &out, in: english, names: map[string]string{"z": "Zhang", "l": "Liu"}, latest: time.Unix(0, 0)}
	for _, e := range []carrier.Event{
		{Handset: "z", Kind: carrier.Gets, Text: "Can you come?"},
		{Handset: "l", Kind: carrier.Gets, Text: "Can you come?"},
		{Handset: "l", Kind: carrier.Listens},
		{Handset: "l", Kind: carrier.Gets, Text: "Too late. Thank you."},
		{Handset: "l", Kind: carrier.Gets, Text: "Too late. Thank you."},
	} {
		e.At = time.Unix(1, 0)
		tr.add(e)
	}
	tr.end()
	want := "A text for Zhang, Liu:\n      Can you come?\nA text for Liu, Liu:\n      Too late.\n      Thank you.\n"
	if out.String() != want {
		t.Errorf("written:\n%s", out.String())
	}
}

func TestThePageOpensInTheLanguageAskedFor(t *testing.T) {
	for lang, want := range map[string]string{"": "http://x/", "en": "http://x/?lang=en", "zh-CN": "http://x/?lang=zh"} {
		if got := (&demoCommand{Lang: lang}).page("http://x"); got != want {
			t.Errorf("%q opens %s, want %s", lang, got, want)
		}
	}
}

func TestEveryElderOfTheDemoHasACard(t *testing.T) {
	town, err := demo.Open(t.Context(), demo.Options{Cards: true})
	if err != nil {
		t.Fatal(err)
	}
	defer town.Close()
	read := func(path string) string {
		t.Helper()
		resp, err := http.Get(town.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	papers := regexp.MustCompile(`/cards/\d+`).FindAllString(read("/"), -1)
	if len(papers) < 3 {
		t.Fatalf("the page names %v", papers)
	}
	has(t, read(papers[0]), "王奶奶", "24")
	if got := read("/cards/1"); !strings.Contains(got, "not found") {
		t.Errorf("a card of nobody: %s", got)
	}
	if err := town.Play(t.Context(), `
wang  calls                 presses 1 2 2 1         hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"    gets "翠湖南路" gets "到了看冰箱卡第"`, io.Discard); err != nil {
		t.Error(err)
	}
}
