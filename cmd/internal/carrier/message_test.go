package carrier_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"hourline/cmd/internal/carrier"
)

func TestTextsAreReportedUntilTheyArrive(t *testing.T) {
	for _, row := range []struct {
		label string
		to    string
		off   bool
		want  []string
		code  string
	}{
		{"arrives", liNumber, false, []string{"sent", "delivered"}, ""},
		{"switched off", liNumber, true, []string{"sent", "undelivered"}, "30003"},
		{"unknown number", "+8613999999999", false, []string{"sent", "undelivered"}, "30005"},
		{"landline", zhaoNumber, false, []string{"sent", "undelivered"}, "30006"},
	} {
		t.Run(row.label, func(t *testing.T) {
			w := newWorld(t)
			w.li.Set(carrier.Behaviour{Off: row.off})
			w.post("Messages.json", pairs("To", row.to, "MessagingServiceSid", "MG1", "Body", "您好", "StatusCallback", w.customer.URL+"/told"))
			w.settle()
			if got := w.statuses("/told"); !slices.Equal(got, row.want) {
				t.Errorf("callbacks %q, want %q", got, row.want)
			}
			if got := w.customer.last("/told").Get("ErrorCode"); got != row.code {
				t.Errorf("ErrorCode %q, want %q", got, row.code)
			}
		})
	}
}

func TestMinimalCarrierReportsATextOnce(t *testing.T) {
	w := newWorld(t, minimal)
	w.post("Messages.json", pairs("To", liNumber, "From", hotline, "Body", "您好", "StatusCallback", w.customer.URL+"/told"))
	w.settle()
	if got := w.statuses("/told"); !slices.Equal(got, []string{"delivered"}) {
		t.Errorf("callbacks %q", got)
	}
}

func TestReplyComesBackToTheHandset(t *testing.T) {
	w := newWorld(t)
	w.customer.answers("/sms", func(p url.Values) string {
		return "<Response><Message>you wrote " + p.Get("Body") + "</Message><Message><Body>twice\nover</Body></Message></Response>"
	})
	w.do(w.wang.Text(hotline, "接 1024"))
	p := w.customer.last("/sms")
	if p.Get("From") != wangNumber || p.Get("To") != hotline || p.Get("NumSegments") != "1" || p.Get("MessageSid") == "" {
		t.Errorf("the webhook was told %v", p)
	}
	var got []string
	for _, text := range w.wang.Texts() {
		got = append(got, text.Body)
	}
	if want := []string{"接 1024", "you wrote 接 1024", "twice\nover"}; !slices.Equal(got, want) {
		t.Errorf("thread %q, want %q", got, want)
	}
}

func TestEmptyAnswerToATextIsNoFault(t *testing.T) {
	w := newWorld(t)
	w.do(w.wang.Text(hotline, "hi"))
	if len(w.customer.posts("/sms")) != 1 || len(w.wang.Texts()) != 1 {
		t.Errorf("%d posts, thread %v", len(w.customer.posts("/sms")), w.wang.Texts())
	}
}

func TestOptOutHoldsUntilItIsTakenBack(t *testing.T) {
	w := newWorld(t)
	form := pairs("To", wangNumber, "From", hotline, "Body", "hi")
	w.do(w.wang.Text(hotline, " stop "))
	if status, body := w.post("Messages.json", form); status != 400 || body["code"] != 21610.0 {
		t.Errorf("after STOP: %d %v", status, body)
	}
	if len(w.customer.posts("/sms")) != 1 {
		t.Error("the customer is not told of STOP")
	}
	w.do(w.wang.Text(hotline, "start"))
	if status, body := w.post("Messages.json", form); status != 201 {
		t.Errorf("after START: %d %v", status, body)
	}
	w.settle()
	if got := w.wang.Texts(); got[len(got)-1].Body != "hi" {
		t.Errorf("thread %v", got)
	}
}

func TestTextsBetweenHandsets(t *testing.T) {
	w := newWorld(t)
	w.do(w.wang.Text(liNumber, "are you coming?"))
	if got := w.li.Texts(); len(got) != 1 || got[0].Peer != wangNumber || !got[0].Received {
		t.Errorf("thread %v", got)
	}
}

func TestSegmentsAreCounted(t *testing.T) {
	for _, row := range []struct {
		label, body string
		want        string
	}{
		{"nothing", "", "1"},
		{"160 of GSM-7", strings.Repeat("a", 160), "1"},
		{"161 of GSM-7", strings.Repeat("a", 161), "2"},
		{"306 of GSM-7", strings.Repeat("a", 306), "2"},
		{"307 of GSM-7", strings.Repeat("a", 307), "3"},
		{"an escape counts twice", strings.Repeat("€", 81), "2"},
		{"70 Han", strings.Repeat("好", 70), "1"},
		{"71 Han", strings.Repeat("好", 71), "2"},
		{"134 Han", strings.Repeat("好", 134), "2"},
		{"135 Han", strings.Repeat("好", 135), "3"},
		{"one Han turns all to UCS-2", strings.Repeat("a", 70) + "好", "2"},
		{"a pair of surrogates counts twice", strings.Repeat("😀", 36), "2"},
	} {
		t.Run(row.label, func(t *testing.T) {
			w := newWorld(t)
			w.do(w.wang.Text(hotline, row.body))
			if got := w.customer.last("/sms").Get("NumSegments"); got != row.want {
				t.Errorf("%s segments, want %s", got, row.want)
			}
		})
	}
}
