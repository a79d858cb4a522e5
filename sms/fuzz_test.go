package sms_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzTextWebhook posts whatever a form of a text could hold. It is taken, or
// refused for what it lacks; it never breaks, and no hour is moved by it.
func FuzzTextWebhook(f *testing.F) {
	for _, form := range []string{
		"MessageSid=SM1&SmsSid=SM1&From=%2B8613800000001&To=%2B8687168000000&Body=KS+2356&NumMedia=0&NumSegments=1",
		"MessageSid=SM2&From=%2B8687165000001&Body=%E6%95%91%E5%91%BD",
		"MessageSid=SM3&From=%2B8613900000009&Body=%E5%8A%A0%E5%85%A5+%E8%80%81%E6%9D%8E",
		"MessageSid=SM4&From=%2B8613800000101&Body=SD235", "MessageSid=SM5&Body=STOP&OptOutType=STOP&From=%2B8613800000001",
		"MessageSid=SM8&From=%2B8613800000101&Body=GD", "MessageSid=SM9&From=%2B8613800000101&Body=BW+T1+%E5%A5%BD", "MessageSid=SM10&From=%2B8613800000101&Body=CK1",
		"MessageSid=SM11&From=%2B8687165000001&Body=DH+CASH+50", "MessageSid=SM12&From=%2B8613800000001&Body=DF+10000013+5",
		"MessageSid=SM6&From=HOURBANK&Body=%00", "MessageSid=&Body=1", "%zz", "",
		"MessageSid=SM7&From=%2B8613800000001&Body=JS2356+2%E5%B0%8F%E6%97%B6&Body=CX+2356",
	} {
		f.Add("/sms", form)
	}
	f.Add("/sms/status?o=1", "MessageSid=SM1&MessageStatus=delivered&ErrorCode=30003")
	d := open(f)
	f.Fuzz(func(t *testing.T, path, form string) {
		r := httptest.NewRequest(http.MethodPost, "/sms", strings.NewReader(form))
		if _, query, status := strings.Cut(path, "?"); status {
			r.URL.Path, r.URL.RawQuery = "/sms/status", query
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		d.log.Reset()
		d.router.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			t.Fatalf("%d: %s\n%s", w.Code, w.Body, d.log.String())
		}
		if report, err := d.centre.Bank.Verify(t.Context(), nil); err != nil || report.Entries > 0 {
			t.Fatalf("hours were moved: %+v, %v", report, err)
		}
	})
}
