package gateway

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/shirou/gopsutil/v4/disk"

	"hourline/cmd/internal/witness"
	"hourline/ledger/care"
)

// A gauge is one number that is read when somebody scrapes.
type gauge struct{ desc *prometheus.Desc }

func newGauge(name, help string, labels ...string) gauge {
	return gauge{prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)}
}

func (g gauge) is(value float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(g.desc, prometheus.GaugeValue, value, labels...)
}

var (
	readyGauge    = newGauge("ready", "1 when calls can be answered.")
	sessionsGauge = newGauge("sessions_up", "1 when sessions are kept; without Redis always 1.")

	casesGauge       = newGauge("emergencies_open", "Cases that nobody has closed, by kind and state: alarm is a real emergency.", "kind", "state")
	stepGauge        = newGauge("emergency_step_overdue_seconds", "How long the oldest step of a ladder has been due.")
	unsentGauge      = newGauge("emergency_unsent_seconds", "How long the oldest call or text of an emergency has waited for the carrier to take it.")
	selfTestGauge    = newGauge("selftest_last_success_timestamp_seconds", "When the chain of an emergency last passed its self-test, in seconds since 1970.")
	alarmGauge       = newGauge("alarm", "1 while an alarm of the auditor stands, by trouble.", "trouble")
	auditGauge       = newGauge("audit_age_seconds", "How long ago the auditor looked.")
	outboxGauge      = newGauge("outbox_overdue_seconds", "How long the oldest row of a lane has been due.", "lane")
	waitingGauge     = newGauge("outbox_waiting", "Rows of a lane that are not done.", "lane")
	ticketsGauge     = newGauge("tickets_open", "Tickets that wait for a person.")
	lateTicketsGauge = newGauge("ticket_overdue_seconds", "How long the oldest ticket has been due.")
	witnessGauge     = newGauge("witnesses", "How many witnesses of the public log answered how when they were asked last.", "standing")

	backupGauge = newGauge("backup_newest_timestamp_seconds", "When the newest verified backup was made, in seconds since 1970.")

	diskGauge  = newGauge("disk_free_bytes", "What is free for the books on their disk.")
	booksGauge = newGauge("books_bytes", "How large the books are, by file: the database, and the log before it.", "file")
)

// standing reads the gauges at every scrape. What cannot be read is left out,
// and readiness says why.
type standing struct{ *App }

// Describe names all gauges.
func (standing) Describe(out chan<- *prometheus.Desc) {
	for _, g := range []gauge{
		readyGauge, sessionsGauge, casesGauge, stepGauge, unsentGauge, selfTestGauge, alarmGauge, auditGauge, outboxGauge, waitingGauge, ticketsGauge, lateTicketsGauge, witnessGauge, backupGauge, diskGauge, booksGauge,
	} {
		out <- g.desc
	}
}

// scrapeWithin bounds what one scrape asks of the books.
const scrapeWithin = 2 * time.Second

// Collect reads all gauges.
func (s standing) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWithin)
	defer cancel()
	ready, _ := s.ready.look(ctx)
	out <- readyGauge.is(truth(ready))
	out <- sessionsGauge.is(truth(s.sessions.Ping(ctx) == nil))
	if now, err := s.Centre.Standing(ctx); err == nil {
		collectStanding(out, now)
	}
	s.collectAudit(out)
	s.collectWitnesses(out)
	if s.backups != nil {
		if newest, found := s.backups.Newest(); found {
			out <- backupGauge.is(float64(newest.Taken.Unix()))
		}
	}
	s.collectDisk(out)
}

// collectAudit reads what the auditor has found, from memory.
func (s standing) collectAudit(out chan<- prometheus.Metric) {
	alarms, ago := s.Centre.Audited()
	for _, t := range care.Troubles {
		out <- alarmGauge.is(truth(slices.Contains(alarms, t)), string(t))
	}
	if ago >= 0 {
		out <- auditGauge.is(ago.Seconds())
	}
}

// collectWitnesses reads how they answered, from memory.
func (s standing) collectWitnesses(out chan<- prometheus.Metric) {
	if s.witnesses == nil {
		return
	}
	answered := s.witnesses.Standing()
	for _, o := range witness.Outcomes {
		out <- witnessGauge.is(float64(answered[o]), string(o))
	}
}

func collectStanding(out chan<- prometheus.Metric, s care.Standing) {
	for kind, states := range s.Cases {
		for state, n := range states {
			out <- casesGauge.is(float64(n), string(kind), string(state))
		}
	}
	out <- stepGauge.is(s.StepOverdue.Seconds())
	out <- unsentGauge.is(s.Unsent.Seconds())
	if !s.SelfTested.IsZero() {
		out <- selfTestGauge.is(float64(s.SelfTested.Unix()))
	}
	for lane, b := range s.Lanes {
		out <- waitingGauge.is(float64(b.Waiting), string(lane))
		out <- outboxGauge.is(b.Overdue.Seconds(), string(lane))
	}
	out <- ticketsGauge.is(float64(s.Tickets.Waiting))
	out <- lateTicketsGauge.is(s.Tickets.Overdue.Seconds())
}

// collectDisk reads the room that the books have and take.
func (s standing) collectDisk(out chan<- prometheus.Metric) {
	if usage, err := disk.Usage(s.settings.Data); err == nil {
		out <- diskGauge.is(float64(usage.Free))
	}
	for file, suffix := range map[string]string{"database": "", "log": "-wal"} {
		info, err := os.Stat(BooksIn(s.settings.Data) + suffix)
		switch {
		case err == nil:
			out <- booksGauge.is(float64(info.Size()), file)
		case errors.Is(err, fs.ErrNotExist):
			out <- booksGauge.is(0, file)
		}
	}
}

func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
