package twilio

import (
	"fmt"
	"net/http"
	"reflect"
	"strconv"
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
		item{"CAother", "in-progress", "outbound-api", nine.Add(time.Second), "to somebody else"},
		item{"CAold", "completed", "outbound-api", nine.Add(-time.Minute), ""},
	))
	found, err := carrier.client(t, Twilio).FindCall(t.Context(), hotline, elder, nine)
	want := []Placed{
		{"CAnew", "queued", elder, nine.Add(2 * time.Second).Truncate(time.Second)},
		{"CAsame", "ringing", elder, nine.Truncate(time.Second)},
	}
	if err != nil || !equalPlaced(found, want) {
		t.Errorf("found %v, %v; want %v", found, err, want)
	}
	if got := carrier.last(t); got.method != http.MethodGet || got.form.Get("From") != hotline || got.form.Has("To") || got.form.Has("StartTime>") {
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
	found, err := client.FindText(t.Context(), hotline, elder, "桂花", nine)
	want := []Placed{{"SM1", "sent", elder, nine.Truncate(time.Second)}, {"SM2", "sent", elder, nine.Truncate(time.Second)}}
	if err != nil || !equalPlaced(found, want) {
		t.Errorf("found %v, %v; want %v", found, err, want)
	}
}

func TestNothingIsFound(t *testing.T) {
	client := newCarrier(t, lists("calls")).client(t, Twilio)
	if found, err := client.FindCall(t.Context(), hotline, elder, nine); len(found) != 0 || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
	broken := newCarrier(t, says(503, "")).client(t, Twilio)
	if _, err := broken.FindText(t.Context(), hotline, elder, "好", nine); Classify(err) != Ambiguous {
		t.Errorf("got %v", err)
	}
}

// A busy phone has many calls and texts since: the list is read page by page,
// and no further than it must be.
func TestTheListIsReadPageByPage(t *testing.T) {
	const texts = 120
	carrier := newCarrier(t, func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.FormValue("Page"))
		var items []item
		for i := n * page; i < min((n+1)*page, texts); i++ {
			items = append(items, item{fmt.Sprint("SM", i), "sent", "outbound-api", nine.Add(time.Duration(-i) * time.Minute), fmt.Sprint("第", i, "条")})
		}
		list := body("messages", items...)
		if (n+1)*page < texts {
			list = strings.Replace(list, `"next_page_uri":null`, fmt.Sprintf(`"next_page_uri":"/2010-04-01/x.json?Page=%d&PageToken=PA%d"`, n+1, n+1), 1)
		}
		says(200, list)(w, r)
	})
	client := carrier.client(t, Twilio)
	for _, row := range []struct {
		body         string
		since        time.Time
		found, pages int
	}{
		{"第119条", nine.Add(-2 * time.Hour), 1, 3},
		{"第119条", nine.Add(-time.Hour), 0, 2},
		{"第7条", nine.Add(-10 * time.Minute), 1, 1},
	} {
		asked := len(carrier.asked)
		found, err := client.FindText(t.Context(), hotline, elder, row.body, row.since)
		if pages := len(carrier.asked) - asked; err != nil || len(found) != row.found || pages != row.pages {
			t.Errorf("%s since %v: found %v on %d pages, %v", row.body, row.since, found, pages, err)
		}
	}
	if got := carrier.last(t).form; got.Has("PageToken") {
		t.Errorf("the newest page is asked for by %v", got)
	}
}

// A list that never ends is not looked at for ever, and is not taken for one
// in which nothing is.
func TestAListWithoutEndIsAnError(t *testing.T) {
	endless := strings.Replace(body("messages", item{"SM1", "sent", "outbound-api", nine, "好"}), `"next_page_uri":null`, `"next_page_uri":"/x?Page=1&PageToken=P"`, 1)
	client := newCarrier(t, says(200, endless)).client(t, Twilio)
	if found, err := client.FindText(t.Context(), hotline, elder, "桂花", nine); err == nil || Classify(err) != Ambiguous {
		t.Errorf("found %v, %v", found, err)
	}
}

// An item is one line of a carrier's list.
type item struct {
	sid, status, direction string
	at                     time.Time
	body                   string
}

func lists(name string, items ...item) http.HandlerFunc { return says(200, body(name, items...)) }

// body is a list as JSON.
func body(name string, items ...item) string {
	var rows []string
	for _, i := range items {
		to := elder
		if i.body == "to somebody else" {
			to = "+8613800000099"
		}
		rows = append(rows, fmt.Sprintf(`{"sid":%q,"status":%q,"direction":%q,"to":%q,"date_created":%q,"body":%q,"start_time":null}`,
			i.sid, i.status, i.direction, to, i.at.Format(time.RFC1123Z), i.body))
	}
	return fmt.Sprintf(`{%q:[%s],"page":0,"next_page_uri":null}`, name, strings.Join(rows, ","))
}

func equalPlaced(a, b []Placed) bool {
	for i := range a {
		a[i].At = a[i].At.UTC()
	}
	return reflect.DeepEqual(a, b)
}
