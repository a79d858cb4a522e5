package carrier_test

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// shotsFolder is the environment variable that names a folder for pictures of
// the page; without it none are taken.
const shotsFolder = "HOURLINE_PAGE_SHOTS"

// patience is how long one step in the browser may take on a busy machine.
const patience = 20 * time.Second

// startChromium starts a browser with an empty profile.
func startChromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("%v: the handset page is tested in a browser; install it with: make deps", err)
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoFirstRun, chromedp.Headless, chromedp.NoSandbox}
	for _, flag := range []string{
		"disable-gpu", "disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "disable-dev-shm-usage",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	run, quit := chromedp.NewExecAllocator(t.Context(), options...)
	ctx, stop := chromedp.NewContext(run)
	t.Cleanup(func() {
		stop()
		quit()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return ctx
}

// A browser is one tab, which looks at the page as a person does.
type browser struct {
	*pageWorld
	ctx context.Context
}

// newTab shows a page of its own.
func newTab(t *testing.T, chromium context.Context) *browser {
	t.Helper()
	ctx, stop := chromedp.NewContext(chromium)
	t.Cleanup(stop)
	b := &browser{newPageWorld(t), ctx}
	b.withMenus()
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as the context of this first call
		t.Fatalf("open a tab: %v", err)
	}
	b.run(chromedp.EmulateViewport(1280, 900))
	console := chromedp.Console(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for m, err := range console {
			if err == nil && (m.Type == chromedp.ConsoleException || strings.Contains(m.Text, "Content Security Policy")) {
				b.Errorf("the page complains: %s", m.Text)
			}
		}
	}()
	t.Cleanup(func() { stop(); <-done })
	return b
}

func (b *browser) run(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.shoot("failed")
		b.Fatal(err)
	}
}

// open goes to the page and waits until its telephones are connected.
func (b *browser) open(path string) {
	b.Helper()
	b.run(chromedp.Navigate(b.site.URL + path))
	b.sees("wang", "[data-light]")
}

// phone is a selector of somebody's phone, or of what is within.
func phone(name, within string) chromedp.CSS {
	gap := " "
	if strings.HasPrefix(within, "[data-light") || strings.HasPrefix(within, "[data-phase") {
		gap = ""
	}
	return chromedp.CSS(`[data-phone="` + name + `"]` + gap + within)
}

func (b *browser) sees(name, within string) {
	b.Helper()
	b.run(chromedp.WaitVisible(phone(name, within)))
}

// reads waits until something on a phone has these words.
func (b *browser) reads(name, within, words string) {
	b.Helper()
	b.run(chromedp.PollFunction[chromedp.Void](
		`(selector, words) => document.querySelector(selector)?.textContent.includes(words)`,
		chromedp.WithPollingArgs(string(phone(name, within)), words), chromedp.WithPollingInterval(20*time.Millisecond),
	))
}

// showsNow checks that the words being said are not scrolled out of sight.
func (b *browser) showsNow(name string) {
	b.Helper()
	b.run(chromedp.PollFunction[chromedp.Void](`(selector) => {
		const now = document.querySelector(selector), line = now.getBoundingClientRect(), box = now.parentElement.getBoundingClientRect();
		return line.top >= box.top && line.bottom <= box.bottom;
	}`, chromedp.WithPollingArgs(string(phone(name, ".now"))), chromedp.WithPollingInterval(20*time.Millisecond)))
}

func (b *browser) clicks(name, within string) {
	b.Helper()
	b.run(chromedp.Click(phone(name, within), chromedp.NodeVisible))
}

func (b *browser) types(name, within, words string) {
	b.Helper()
	b.run(chromedp.SendKeys(phone(name, within), words))
}

// ask evaluates a line of JavaScript.
func ask[T any](b *browser, script string) T {
	b.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		b.Fatalf("%s: %v", script, err)
	}
	return answer
}

// shoot takes a picture of the whole page, if somebody wants to look at it.
func (b *browser) shoot(name string) {
	b.Helper()
	folder := os.Getenv(shotsFolder)
	if folder == "" {
		return
	}
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.Log(err)
		return
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644); err != nil {
		b.Fatal(err)
	}
}

// fits checks that nothing sticks out to the right.
func (b *browser) fits(what string) {
	b.Helper()
	if over := ask[int](b, `document.scrollingElement.scrollWidth - innerWidth`); over > 0 {
		culprits := ask[[]string](b, `[...document.querySelectorAll("body *")].filter((e) => !e.closest(".strip") && e.getBoundingClientRect().right > innerWidth).map((e) => e.tagName + "." + e.className)`)
		b.Errorf("%s: the page is %d px too wide: %v", what, over, culprits)
	}
}

const mainMenu = "您好,这里是桂花里时间银行。有急事要救命,请按9。请人到家里来,请按1。"

// withMenus gives the customer a menu of two steps.
func (p *pageWorld) withMenus() {
	p.customer.says("/voice", `<Gather numDigits="1" action="/home"><Say>`+mainMenu+`</Say></Gather>`)
	p.customer.says("/home", `<Gather numDigits="1" action="/done"><Say>家务事,请按1。陪您聊聊天,请按2。</Say></Gather>`)
	p.customer.says("/done", `<Gather><Say>好,记下了。您可以挂电话了。</Say></Gather>`)
	p.customer.says("/out", `<Gather numDigits="1" action="/taken"><Say>紧急!桂花里,老人呼救。能马上处理,请按1。</Say></Gather>`)
	p.customer.says("/taken", `<Dial><Conference>case 235</Conference></Dial>`)
	p.customer.says("/sms", `<Message>已接单:明天上午九点半,陪王奶奶看病。</Message>`)
}

func TestPageInTheBrowser(t *testing.T) {
	chromium := startChromium(t)
	for _, scene := range []struct {
		label string
		play  func(*browser)
	}{
		{"an elder calls the hotline and presses keys", elderCalls},
		{"a volunteer is rung, answers and speaks", volunteerIsRung},
		{"a volunteer reads and writes texts", volunteerTexts},
		{"a clip is seen and fetched", clipIsPlayed},
		{"a phone says why a key did nothing", phoneSaysWhyNot},
		{"the page connects again by itself", pageConnectsAgain},
		{"the page fits a phone in both languages", pageFits},
	} {
		t.Run(scene.label, func(t *testing.T) { scene.play(newTab(t, chromium)) })
	}
}

func elderCalls(b *browser) {
	b.open("/?lang=zh")
	b.clicks("zhao", `.dials button`)
	b.reads("zhao", ".now", mainMenu)
	b.reads("zhao", "[data-state]", "和 热线 通话中")
	b.clicks("zhao", `.keys [value="1"]`)
	b.reads("zhao", ".now", "陪您聊聊天")
	b.reads("zhao", ".pressed", "1")
	b.reads("zhao", ".heard li:first-child:not(.now)", mainMenu)
	b.run(chromedp.KeyEvent("2")) // the key that was clicked still has the focus
	b.reads("zhao", ".now", "您可以挂电话了")
	b.showsNow("zhao")
	b.shoot("call")
	b.open("/?lang=zh")
	b.reads("zhao", ".now", "您可以挂电话了")
	b.showsNow("zhao")
	b.clicks("zhao", ".call .drop")
	b.sees("zhao", `[data-phase="on hook"]`)
	if got := b.customer.last("/done").Get("Digits"); got != "2" {
		b.Errorf("the customer got the key %q, want 2", got)
	}
	if focus := ask[string](b, `document.activeElement.id`); focus != "phone-zhao" {
		b.Errorf("after hanging up the focus is on %q, want the phone", focus)
	}
}

func volunteerIsRung(b *browser) {
	b.open("/?lang=en")
	b.call("To", liNumber)
	b.reads("li", "[data-state]", "Hotline is calling")
	b.shoot("ringing")
	b.clicks("li", ".take")
	b.reads("li", ".now", "老人呼救")
	b.clicks("li", `.keys [value="1"]`)
	b.types("li", ".say input", "我是小李,马上到\r")
	b.reads("li", ".said", "我是小李")
	b.shoot("mobile-call")
	b.clicks("li", ".call .drop")
	b.sees("li", `[data-phase="on hook"]`)

	b.call("To", liNumber)
	b.clicks("li", ".ring .drop")
	b.reads("li", "[data-state]", "Free")
}

func volunteerTexts(b *browser) {
	b.open("/?lang=zh")
	b.post("Messages.json", url.Values{"To": {liNumber}, "From": {hotline}, "Body": {"王奶奶明天要人陪看病。能去请回 接 235"}})
	b.reads("li", ".thread .got", "能去请回 接 235")
	b.types("li", ".reply input", "接 235\r")
	b.reads("li", ".thread .sent", "接 235")
	b.reads("li", ".thread .got:last-child", "已接单")
	if body := b.customer.last("/sms").Get("Body"); body != "接 235" {
		b.Errorf("the customer got %q", body)
	}
	b.reads("zhao", ".no-texts", "固定电话收不到短信")
	if replies := ask[int](b, `document.querySelectorAll('[data-phone="zhao"] .reply').length`); replies != 0 {
		b.Error("a landline has a box for texts")
	}
	b.shoot("texts")
}

func clipIsPlayed(b *browser) {
	b.customer.says("/voice", `<Gather><Play>/clip.wav</Play></Gather>`)
	b.open("/?lang=en")
	b.clicks("wang", ".dials button")
	b.reads("wang", ".now", "♪ a sound")
	for deadline := time.Now().Add(5 * time.Second); len(b.customer.posts("/clip.wav")) < 2; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.Fatal("only the network fetched the clip, the browser did not")
		}
	}
}

func phoneSaysWhyNot(b *browser) {
	b.open("/?lang=en")
	b.clicks("wang", ".switches summary")
	b.clicks("wang", `[data-switch="off"]`)
	b.reads("wang", "[data-state]", "Switched off")
	b.clicks("wang", ".dials button")
	b.reads("wang", "[data-oops]", "This phone is switched off.")
	b.run(
		chromedp.Click(chromedp.CSS(".network summary")),
		chromedp.Click(chromedp.CSS(`[data-trouble="never_ring"]`), chromedp.NodeVisible),
		chromedp.WaitVisible(chromedp.CSS(`[data-trouble="never_ring"][aria-pressed="true"]`)),
	)
	if !b.Misbehaviour().NeverRing {
		b.Error("the network does not misbehave")
	}
	b.shoot("trouble")
}

func pageConnectsAgain(b *browser) {
	banner := chromedp.CSS("[data-banner]")
	b.open("/")
	b.site.CloseClientConnections()
	b.run(chromedp.WaitVisible(banner), chromedp.WaitNotVisible(banner))
	b.do(b.wang.Dial(hotline))
	b.reads("wang", ".now", mainMenu)
}

func pageFits(b *browser) {
	b.do(b.wang.Dial(hotline))
	b.do(b.wang.Press("1"))
	b.do(b.Handset("zhao").Dial(hotline))
	b.post("Messages.json", url.Values{"To": {liNumber}, "From": {hotline}, "Body": {strings.Repeat("https://example.org/averylongword", 9)}})
	b.call("To", liNumber)
	for _, lang := range []string{"zh", "en"} {
		for _, screen := range []struct {
			name  string
			width int64
		}{{"phone", 360}, {"tablet", 768}, {"desktop", 1280}} {
			b.run(chromedp.EmulateViewport(screen.width, 800))
			b.open("/?lang=" + lang)
			b.reads("wang", ".now", "陪您聊聊天")
			b.shoot(lang + "-" + screen.name)
			ask[chromedp.Void](b, `document.querySelectorAll("details").forEach((d) => d.open = true)`)
			b.fits(lang + " on a " + screen.name)
		}
	}
	night := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, night); err != nil {
		b.Fatal(err)
	}
	b.shoot("dark")
}
