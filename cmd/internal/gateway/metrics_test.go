package gateway_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"hourline/cmd/internal/demo"
)

const oneEmergency = `
director machine answers
wang     calls               presses 9         hears "正在叫人"
ma       is rung             hears "紧急"
ma       presses 1           hears "王奶奶"
wang     hears "小马"
zhang    texts "YE"
`

// scrape is what a Prometheus server gets.
func scrape(t *testing.T, town *demo.Town) string {
	t.Helper()
	status, said := look(t, town.App.DeskURL()+"/metrics")
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, said)
	}
	return said
}

func TestWhatHappensIsCounted(t *testing.T) {
	town := open(t, demo.Options{})
	if err := town.Play(t.Context(), oneEmergency, io.Discard); err != nil {
		t.Fatal(err)
	}
	stranger := httptest.NewRecorder()
	town.App.Public().ServeHTTP(stranger, httptest.NewRequest(http.MethodPost, "/voice", strings.NewReader("From=x")))
	said := scrape(t, town)
	for _, want := range []string{
		`hourline_signature_refusals_total 1`,
		`hourline_webhook_seconds_bucket{outcome="ok",route="/voice",le="8"} 1`,
		`hourline_voice_turns_total{dialog="hotline",outcome="ok"} `,
		`hourline_voice_turns_total{dialog="staff",outcome="ok"} `,
		`hourline_texts_total{verb="hours"} 1`,
		`hourline_outbox_attempts_total{action="call",lane="emergency",verdict="handed"} `,
		`hourline_outbox_attempts_total{action="text",lane="text",verdict="handed"} 1`,
		`hourline_carrier_request_seconds_count{request="POST Calls",result="ok"} `,
		`hourline_emergency_first_ring_seconds_count{kind="alarm"} 1`,
		`hourline_emergency_accept_seconds_count{kind="alarm"} 1`,
		`hourline_commit_seconds_count{outcome="ok"} `,
		`hourline_commit_callers_count `,
		`hourline_emergencies_open{kind="alarm",state="accepted"} 1`,
		`hourline_emergencies_open{kind="drill",state="ringing"} 0`,
		`hourline_emergency_step_overdue_seconds 0`,
		`hourline_emergency_unsent_seconds 0`,
		`hourline_alarm{trouble="step"} 0`,
		`hourline_alarms_total{trouble="books"} 0`,
		`hourline_audit_age_seconds `,
		`hourline_outbox_overdue_seconds{lane="emergency"} 0`,
		`hourline_outbox_waiting{lane="text"} `,
		`hourline_ticket_overdue_seconds 0`,
		`hourline_ready 1`,
		`hourline_sessions_up 1`,
		`hourline_disk_free_bytes `,
		`hourline_books_bytes{file="database"} `,
		`hourline_books_bytes{file="log"} `,
		`go_build_info{`,
		`go_goroutines `,
		`process_start_time_seconds `,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("there is no %s", want)
		}
	}
	if t.Failed() {
		t.Log(ours(said))
	}
}

// ours are the lines of a scrape that are about hourline.
func ours(scraped string) string {
	var b bytes.Buffer
	for line := range strings.Lines(scraped) {
		if strings.HasPrefix(line, "hourline_") && !strings.Contains(line, "_bucket") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// Whoever reads the metrics learns nothing about anybody.
func TestNoLabelIsAboutAPerson(t *testing.T) {
	town := open(t, demo.Options{})
	if err := town.Play(t.Context(), oneEmergency, io.Discard); err != nil {
		t.Fatal(err)
	}
	label := regexp.MustCompile(`\w+="([^"]*)"`)
	for line := range strings.Lines(scrape(t, town)) {
		if !strings.HasPrefix(line, "hourline_") {
			continue
		}
		for _, found := range label.FindAllStringSubmatch(line, -1) {
			if !strings.HasPrefix(found[0], "le=") && !regexp.MustCompile(`^[A-Za-z/ -]+$`).MatchString(found[1]) {
				t.Errorf("the label %s of %s", found[0], line)
			}
		}
	}
}

func TestTheReadmeExplainsEveryMetric(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	town := open(t, demo.Options{})
	if err := town.Play(t.Context(), oneEmergency, io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile(`(?m)^# TYPE (hourline_\w+)`).FindAllStringSubmatch(scrape(t, town), -1) {
		if !strings.Contains(string(readme), "`"+found[1]+"`") {
			t.Errorf("the README does not explain %s", found[1])
		}
	}
}
