package gateway

import (
	"cmp"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"hourline/cmd/internal/heartbeat"
	"hourline/cmd/internal/twilio"
	"hourline/cmd/internal/witness"
	"hourline/ivr"
	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/sms"
)

// Metrics are what the gateway counts. Their labels are words of this program,
// never a number, a name or an id: whoever may read them learns nothing about
// anybody. The README says what each one means and when to worry.
type metrics struct {
	registry *prometheus.Registry

	webhooks *prometheus.HistogramVec // by route and outcome
	refused  prometheus.Counter
	turns    *prometheus.CounterVec // by dialog and outcome
	texts    *prometheus.CounterVec // by verb

	attempts *prometheus.CounterVec   // by lane, action and verdict
	carrier  *prometheus.HistogramVec // by request and result

	turnsOut *prometheus.HistogramVec // by lane

	beats     *prometheus.CounterVec   // by outcome
	selfTests *prometheus.CounterVec   // by outcome
	signers   *prometheus.CounterVec   // by outcome
	alarms    *prometheus.CounterVec   // by trouble
	firstRing *prometheus.HistogramVec // by kind of case
	accepted  *prometheus.HistogramVec

	commits *prometheus.HistogramVec // by outcome
	batches prometheus.Histogram
}

// Bounds of the histograms, in seconds. A turn should take 50 ms, a status
// callback 2 s; the carrier hears something within 8 s or never.
var (
	webhookBounds = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2, 4, 8, 15}
	carrierBounds = []float64{.05, .1, .25, .5, 1, 2, 5, 10}
	ringBounds    = []float64{.1, .25, .5, 1, 2, 5, 10, 30, 60}
	acceptBounds  = []float64{5, 15, 30, 60, 90, 120, 180, 300, 600, 1800}
	commitBounds  = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .5, 2, 5}
	batchBounds   = []float64{1, 2, 4, 8, 16, 32, 64, 128, 256, 512}
)

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		webhooks: histograms("webhook_seconds", "How long the carrier waited for our answer.", webhookBounds, "route", "outcome"),
		refused:  counter("signature_refusals_total", "Posts that were not signed by the carrier."),
		turns:    counters("voice_turns_total", "Answers to callers, by dialog.", "dialog", "outcome"),
		texts:    counters("texts_total", "Texts that came in, by what they ask for.", "verb"),
		attempts: counters("outbox_attempts_total", "Calls and texts that the carrier was asked for or about.", "lane", "action", "verdict"),
		carrier:  histograms("carrier_request_seconds", "How long we waited for the carrier's answer.", carrierBounds, "request", "result"),

		turnsOut:  histograms("outbox_turn_seconds", "How long what was due waited for its turn: a call for the pace of the carrier, all else for a worker.", ringBounds, "lane"),
		firstRing: histograms("emergency_first_ring_seconds", "From the opening of a case to its first call at the carrier.", ringBounds, "kind"),
		accepted:  histograms("emergency_accept_seconds", "From the opening of a case to the key that took it.", acceptBounds, "kind"),

		commits:   histograms("commit_seconds", "How long the books waited for the disk.", commitBounds, "outcome"),
		batches:   histogram("commit_callers", "How many shared one commit.", batchBounds),
		alarms:    counters("alarms_total", "Alarms that the auditor has raised.", "trouble"),
		beats:     counters("heartbeats_total", "Beats to the watcher outside.", "outcome"),
		selfTests: counters("selftests_total", "Self-tests of the chain of an emergency, by how far they came.", "outcome"),
		signers:   counters("witness_answers_total", "What became of asking a witness to sign the public log.", "outcome"),
	}
	for _, t := range care.Troubles {
		m.alarms.WithLabelValues(string(t))
	}
	for _, o := range heartbeat.Outcomes {
		m.beats.WithLabelValues(string(o))
	}
	for _, o := range witness.Outcomes {
		m.signers.WithLabelValues(string(o))
	}
	for _, f := range append([]care.Fault{""}, care.Faults...) {
		m.selfTested(f)
	}
	m.registry.MustRegister(
		m.webhooks, m.refused, m.turns, m.texts, m.attempts, m.carrier, m.turnsOut, m.firstRing, m.accepted, m.alarms, m.beats, m.selfTests, m.signers, m.commits, m.batches,
		collectors.NewBuildInfoCollector(), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

func histograms(name, help string, bounds []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: bounds}, labels)
}

func histogram(name, help string, bounds []float64) prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: bounds})
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
}

func counter(name, help string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help})
}

// namespace begins the name of every metric of ours.
const namespace = "hourline"

// beat counts a beat of the heart.
func (m *metrics) beat(o heartbeat.Outcome) { m.beats.WithLabelValues(string(o)).Inc() }

// witnessed counts what became of asking a witness.
func (m *metrics) witnessed(o witness.Outcome) { m.signers.WithLabelValues(string(o)).Inc() }

// selfTested counts self-tests that came so far.
func (m *metrics) selfTested(f care.Fault) prometheus.Counter {
	return m.selfTests.WithLabelValues(cmp.Or(string(f), "passed"))
}

// handler is what a Prometheus server scrapes.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2, Timeout: 5 * time.Second})
}

// outcome is a label for what went well or did not.
func outcome(well bool) string {
	if well {
		return "ok"
	}
	return "failed"
}

// observer is what the books tell.
func (m *metrics) observer() care.Observer {
	return care.Observer{
		Commit: func(c ledger.Commit) {
			m.commits.WithLabelValues(outcome(c.Err == nil)).Observe(c.Took.Seconds())
			m.batches.Observe(float64(c.Callers))
		},
		Attempt: func(o care.Outgoing, r care.Result) {
			m.attempts.WithLabelValues(string(o.Lane), string(o.Action), r.Verdict.String()).Inc()
		},
		Turn: func(lane care.Lane, waited time.Duration) {
			m.turnsOut.WithLabelValues(string(lane)).Observe(waited.Seconds())
		},
		SelfTested: func(f care.Fault) { m.selfTested(f).Inc() },
		Alarm:      func(t care.Trouble) { m.alarms.WithLabelValues(string(t)).Inc() },
		FirstRing: func(k care.CaseKind, took time.Duration) {
			m.firstRing.WithLabelValues(string(k)).Observe(took.Seconds())
		},
		Accepted: func(k care.CaseKind, took time.Duration) {
			m.accepted.WithLabelValues(string(k)).Observe(took.Seconds())
		},
	}
}

// turned counts an answer to a caller.
func (m *metrics) turned(a ivr.Answered) {
	outcome := "ok"
	if a.Rescued {
		outcome = "rescued"
	}
	m.turns.WithLabelValues(a.Dialog, outcome).Inc()
}

// heard counts a text.
func (m *metrics) heard(v sms.Verb) { m.texts.WithLabelValues(v.String()).Inc() }

// asked counts a request to the carrier.
func (m *metrics) asked(a twilio.Asked) {
	result := "ok"
	if a.Err != nil {
		result = twilio.Classify(a.Err).String()
	}
	m.carrier.WithLabelValues(a.Method+" "+a.What, result).Observe(a.Took.Seconds())
}
