package twilio

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

var nine = time.Date(2026, 11, 23, 9, 0, 0, 700_000_000, time.UTC)

func TestLostCallIsFoundInTheList(t *testing.T) {
	carrier := newCarrier(t, lists("calls",
		item{"CAnew", "queued", "outbound-api", nine.Add(2 * time.Second), ""},
		item{"CAsame", "ringing", "outbound-api", nine, ""},
		item{"CAleg", "in-progress", "outbound-dial", nine.Add(time.Second), ""},
		item{"CAin", "in-progress", "inbound", nine.Add(time.Second), ""},
		item{"CAold", "completed", "outbound-api", nine.Add(-time.Minute), ""},
	))
	found, err := carrier.client(t, Twilio).FindCall(t.Context(), elder, nine)
	want := []Placed{
		{"CAnew", "queued", elder, nine.Add(2 * time.Second).Truncate(time.Second)},
		{"CAsame", "ringing", elder, nine.Truncate(time.Second)},
	}
	if err != nil || !equalPlaced(found, want) {
		t.Errorf("found %v, %v; want %v", found, err, want)
	}
	if got := carrier.last(t); got.method != http.MethodGet || got.form.Get("To") != elder || got.form.Has("StartTime>") {
		t.Errorf("asked %v", got)
	}
}

func TestLostTextIsFoundByItsWords(t *testing.T) {
	client := newCarrier(t, lists("messages",
		item{"SM1", "sent", "outbound-api", nine, "桂花 \n"},
		item{"SM2", "sent", "outbound-api", nine, "Sent from your Twilio trial account - 桂花"},
		item{"SM3", "sent", "outbound-api", nine, "桂花茶"},
		item{"SM4", "received", "inbound", nine, "桂花"},
		item{"SM5", "delivered", "outbound-api", nine.Add(-time.Hour), "桂花"},
	)).client(t, Twilio)
	found, err := client.FindText(t.Context(), elder, "桂花", nine)
	want := []Placed{{"SM1", "sent", elder, nine.Truncate(time.Second)}, {"SM2", "sent", elder, nine.Truncate(time.Second)}}
	if err != nil || !equalPlaced(found, want) {
		t.Errorf("found %v, %v; want %v", found, err, want)
	}
}

func TestNothingIsFound(t *testing.T) {
	client := newCarrier(t, lists("calls")).client(t, Twilio)
	if found, err := client.FindCall(t.Context(), elder, nine); len(found) != 0 || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
	broken := newCarrier(t, says(503, "")).client(t, Twilio)
	if _, err := broken.FindText(t.Context(), elder, "好", nine); Classify(err) != Ambiguous {
		t.Errorf("got %v", err)
	}
}

// An item is one line of a carrier's list.
type item struct {
	sid, status, direction string
	at                     time.Time
	body                   string
}

func lists(name string, items ...item) http.HandlerFunc {
	var rows []string
	for _, i := range items {
		rows = append(rows, fmt.Sprintf(`{"sid":%q,"status":%q,"direction":%q,"to":%q,"date_created":%q,"body":%q,"start_time":null}`,
			i.sid, i.status, i.direction, elder, i.at.Format(time.RFC1123Z), i.body))
	}
	return says(200, fmt.Sprintf(`{%q:[%s],"page":0,"next_page_uri":null}`, name, strings.Join(rows, ",")))
}

func equalPlaced(a, b []Placed) bool {
	for i := range a {
		a[i].At = a[i].At.UTC()
	}
	return reflect.DeepEqual(a, b)
}
