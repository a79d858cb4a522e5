// Package doctor looks at all that a gateway needs, from outside: settings,
// the way from the carrier to here and back, the number, the clock, the disk,
// the books, the words. It works beside a running gateway and without one, it
// changes nothing by itself, and it rings and texts nobody.
//
// It knows what mends a thing, and says so; it mends nothing itself.
package doctor

import (
	"context"
	"net/http"
	"time"

	"github.com/shirou/gopsutil/v4/disk"

	"hourline/cmd/internal/gateway"
	"hourline/cmd/internal/twilio"
	"hourline/ledger/care"
)

// A Mark is how well a thing is.
type Mark int

// The marks.
const (
	Fine    Mark = iota
	Warning      // calls are answered, but somebody should look
	Failed
)

// A Finding is one line of the report.
type Finding struct {
	Mark  Mark
	What  string // what was looked at, in a word or two
	Found string
	Mend  string // what a person does about it; "" when all is well
}

func fine(found string) Finding          { return Finding{Fine, "", found, ""} }
func warning(found, mend string) Finding { return Finding{Warning, "", found, mend} }
func failed(found, mend string) Finding  { return Finding{Failed, "", found, mend} }

// A Patient is what is looked at.
type Patient struct {
	gateway.Settings
	Args []string                                          // of the command line, which every user of the machine can read
	Deep bool                                              // verify the whole journal
	Beat bool                                              // send the watcher outside one heartbeat
	Call func(context.Context) (selfTest int64, err error) // has the gateway begin a self-test; nil when none is asked for
}

// An examination is one look at a patient. What one check has learned helps the next ones.
type examination struct {
	Patient
	now   func() time.Time
	usage func(path string) (*disk.UsageStat, error)
	http  *http.Client // never follows a redirect

	books    *care.Centre // nil when they cannot be opened
	instance string       // of the gateway that runs on this machine, "" for none
	carrier  *twilio.Client
	clock    time.Time // the carrier's, zero when it was not reached
	asked    time.Time // when it was asked, halfway
}

// askWithin is how long one check may take, the deep one aside.
const askWithin = 15 * time.Second

// Examine makes all checks in turn, and reports each finding at once.
func Examine(ctx context.Context, p Patient, report func(Finding)) {
	x := &examination{Patient: p, now: time.Now, usage: disk.Usage, http: &http.Client{
		Timeout:       askWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	x.examine(ctx, report)
}

func (x *examination) examine(ctx context.Context, report func(Finding)) {
	defer x.leave()
	for _, c := range []struct {
		what string
		look func(context.Context) Finding
	}{
		{"settings", x.settings},
		{"secrets", x.secrets},
		{"disk", x.disk},
		{"permissions", x.permissions},
		{"database", x.database},
		{"backup", x.backup},
		{"policy", x.policy},
		{"people", x.people},
		{"ladders", x.ladders},
		{"words", x.words},
		{"sessions", x.sessions},
		{"gateway", x.gateway},
		{"public URL", x.publicURL},
		{"token", x.token},
		{"clock", x.clockSkew},
		{"number", x.number},
		{"emergency number", x.emergencyNumber},
		{"heartbeat", x.heartbeat},
		{"witnesses", x.witnesses},
		{"self-test", x.selfTest},
	} {
		f := c.look(ctx)
		f.What = c.what
		report(f)
	}
}

// leave closes what was opened.
func (x *examination) leave() {
	if x.books != nil {
		x.books.Close()
	}
	x.http.CloseIdleConnections()
}
