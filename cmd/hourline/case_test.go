package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
	"hourline/cmd/internal/gateway"
	"hourline/ledger/care"
)

// alarmed are books with an emergency that the second of two staff has taken.
func alarmed(t *testing.T) (dir string) {
	t.Helper()
	dir = staffed(t)
	must(t, "member", "add", "王奶奶", "--role", "elder", "--phone", "0871-65000001", "--community", "翠湖社区", "--address", "翠湖南路12号", "--data", dir)
	centre := open(t, dir)
	k, err := centre.Alarm(t.Context(), care.Alarm{Source: "call/CA1", Phone: "+8687165000001", Call: "CA1"})
	if err == nil {
		_, err = centre.DeclineCase(t.Context(), k.ID, 0)
	}
	if err == nil {
		_, err = centre.AcceptCase(t.Context(), k.ID, 1)
	}
	if err = errorsOf(err, centre.Close()); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestACaseIsListedShownAndClosed(t *testing.T) {
	dir := alarmed(t)
	has(t, must(t, "case", "list", "--open", "--data", dir), " alarm  翠湖社区   20", " accepted  Zhao\n")
	shown := must(t, "case", "show", "1", "--data", dir)
	has(t, shown, "(alarm)", "王奶奶", "telephone  …0001", "(shown with --full)", "by Zhao …0102, after 0s\n", "  opened\n", "  ring      李主任 …0101\n", "  declined  李主任 …0101\n", "  accepted  Zhao …0102\n")
	if strings.Contains(shown, "13800000102") || strings.Contains(shown, "翠湖南路") {
		t.Errorf("it shows to whoever looks over the shoulder:\n%s", shown)
	}
	has(t, must(t, "case", "show", "1", "--full", "--data", dir), "+8613800000102", "+8687165000001", "翠湖南路12号")

	has(t, must(t, "case", "close", "1", "--actor", "吴主任", "--outcome", "平安", "--note", "忘了带钥匙", "--data", dir), " is closed\n")
	has(t, must(t, "case", "show", "1", "--data", dir), "by 吴主任\n", "平安; 忘了带钥匙", "  closed\n")
	if open := must(t, "case", "list", "--open", "--data", dir); strings.Contains(open, "alarm") {
		t.Errorf("it is still open:\n%s", open)
	}
	for _, line := range []string{"case close 1 --actor 吴主任 --outcome 平安", "case show 7", "case close 7 --actor 吴主任 --outcome 平安"} {
		code, _, errs := hourline(t, append(strings.Fields(line), "--data", dir)...)
		if code != failedCheck {
			t.Errorf("%s: exit %d", line, code)
		}
		if strings.Contains(line, "7") {
			has(t, errs, "no such case", "hourline case list")
		} else {
			has(t, errs, "not open any more")
		}
	}
}

func TestADrillNeedsAGateway(t *testing.T) {
	dir := staffed(t)
	code, _, errs := hourline(t, "drill", "--community", "翠湖社区", "--actor", "吴主任", "--data", dir)
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, errs, "hourline serve")
	code, _, errs = hourline(t, "drill", "--actor", "吴主任", "--data", dir)
	if code != wrongUse {
		t.Errorf("one of two communities: exit %d", code)
	}
	has(t, errs, "--community", "翠湖社区", "莲花社区")
}

// A drill of a gateway that lives a thousand times as fast as people do.
func TestADrillThatNobodyAccepts(t *testing.T) {
	onTrial(t)
	dir := staffed(t)
	serving(t, dir, "--speed", "1000")
	code, out, errs := hourline(t, "drill", "--community", "翠湖社区", "--actor", "吴主任", "--data", dir)
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, out, "drill in 翠湖社区, case ", "+0s  opened", "+0s  ring ", "李主任 …0101", "Zhao …0102", "nobody accepted")
	has(t, errs, "nobody accepted the drill within ", "hourline ladder show")
	has(t, must(t, "case", "list", "--data", dir), " drill  翠湖社区 ", "closed", "nobody accepted")
}

func TestADrillThatSomebodyAccepts(t *testing.T) {
	onTrial(t)
	dir := staffed(t)
	serving(t, dir)
	watching, err := care.Open(t.Context(), gateway.BooksIn(dir), care.Config{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer watching.Close()
	ctx, done := context.WithCancel(t.Context())
	answered := make(chan error, 1)
	go func() { answered <- acceptByText(ctx, watching, answering(t, dir).Public) }()
	out := must(t, "drill", "--community", "翠湖社区", "--actor", "吴主任", "--data", dir)
	done()
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	has(t, out, "drill in 翠湖社区, case ", "  accepted          Zhao …0102\n", "Zhao …0102 accepted after ")
}

// acceptByText is Zhao, who texts as soon as there is a case.
func acceptByText(ctx context.Context, centre *care.Centre, public string) error {
	for ctx.Err() == nil {
		all, err := centre.Reports(ctx, true, 1)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		form := url.Values{"MessageSid": {"SM1"}, "From": {"+8613800000102"}, "To": {"+8687168000000"}, "Body": {fmt.Sprintf("SD %d", all[0].Number)}}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, public+"/sms", strings.NewReader(form.Encode()))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("X-Twilio-Signature", carrier.Sign(token, public+"/sms", form))
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("the text was answered with %s", res.Status)
		}
		return nil
	}
	return nil
}
