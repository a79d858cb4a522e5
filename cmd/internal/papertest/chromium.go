// Package papertest has the browser in which the tests open what is for paper.
package papertest

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Chromium is a tab of a browser with an empty profile. What the page complains
// of fails the test.
func Chromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("%v: what is printed is tested in a browser; install it with: make deps", err)
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoFirstRun, chromedp.Headless, chromedp.NoSandbox}
	for _, flag := range []string{"disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync", "disable-dev-shm-usage"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	run, quit := chromedp.NewExecAllocator(t.Context(), options...)
	ctx, stop := chromedp.NewContext(run)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	console, done := chromedp.Console(ctx), make(chan struct{})
	go func() {
		defer close(done)
		for m, err := range console {
			if err == nil {
				t.Errorf("the page complains: %s", m.Text)
			}
		}
	}()
	limited, end := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(func() {
		end()
		stop()
		<-done
		quit()
	})
	return limited
}
