package gateway

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"hourline/cmd/internal/discreet"
	"hourline/cmd/internal/twilio"
	"hourline/ivr"
	"hourline/ivr/session"
	"hourline/ivr/twiml"
	"hourline/ledger/care"
	"hourline/ledger/clock"
	"hourline/prompts"
	"hourline/sms"
)

// Seams are what tests and the demo put in place of the world.
type Seams struct {
	Clock  clock.Clock     // zero: the machine's own, Speed times as fast
	Steady bool            // Clock runs by itself; one that is moved by hand wakes everybody who waits
	Chance func(n int) int // nil: crypto/rand
	Logger *slog.Logger    // nil: text on stderr; telephone numbers and tokens are masked before it
}

// An App is one gateway: it owns the books and answers the carrier.
type App struct {
	Centre *care.Centre

	settings Settings
	log      *slog.Logger
	sessions session.Store
	words    *prompts.Catalogue
	client   *twilio.Client
	profile  twilio.Profile
	verifier *twilio.Verifier
	ready    *readiness
	metrics  *metrics
	instance string // of this run of the program, unlike any other's
	public   net.Listener
	desk     net.Listener
}

// New opens the books and both listeners; nothing is answered before Run.
func New(ctx context.Context, s Settings, seams Seams) (app *App, err error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if seams.Logger == nil {
		seams.Logger = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	if seams.Clock.Now == nil {
		seams.Clock, seams.Steady = clock.Fast(s.Speed), true
	}
	seams.Logger = discreet.New(s.secrets()...).Logger(seams.Logger)
	a := &App{settings: s, log: seams.Logger, metrics: newMetrics(), instance: rand.Text()}
	defer func() {
		if err != nil {
			a.Close()
		}
	}()
	if a.public, err = listen(s.Listen, "--listen"); err != nil {
		return nil, err
	}
	if a.desk, err = listen(s.DeskListen, "--desk-listen"); err != nil {
		return nil, err
	}
	if a.words, err = loadWords(s.Words); err != nil {
		return nil, err
	}
	if a.sessions, err = session.Open(s.RedisURL, session.Options{Clock: seams.Clock}); err != nil {
		return nil, err
	}
	if err := a.reachCarrier(); err != nil {
		return nil, err
	}
	if err := a.openBooks(ctx, seams); err != nil {
		return nil, err
	}
	a.ready = a.newReadiness()
	a.metrics.registry.MustRegister(standing{a})
	return a, nil
}

func listen(address, flag string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w; is another gateway running?", flag, address, err)
	}
	return l, nil
}

func loadWords(dir string) (*prompts.Catalogue, error) {
	if dir == "" {
		return prompts.Load()
	}
	return prompts.LoadFS(os.DirFS(dir))
}

// reachCarrier makes the client and the check of the carrier's signatures.
func (a *App) reachCarrier() (err error) {
	s := a.settings
	if a.profile, err = twilio.ProfileByName(s.Carrier); err != nil {
		return err
	}
	a.client, err = twilio.New(twilio.Config{BaseURL: s.CarrierURL, AccountSID: s.AccountSID, AuthToken: s.AuthToken, Profile: a.profile, Observe: a.metrics.asked})
	if err != nil {
		return err
	}
	tokens := []string{s.AuthToken}
	if s.AuthTokenNext != "" {
		tokens = append(tokens, s.AuthTokenNext)
	}
	a.verifier, err = twilio.NewVerifier(a.PublicURL(), tokens...)
	return err
}

func (a *App) openBooks(ctx context.Context, seams Seams) (err error) {
	if err := os.MkdirAll(a.settings.Data, 0o700); err != nil {
		return fmt.Errorf("--data: %w", err)
	}
	c := care.Config{Clock: seams.Clock, Chance: seams.Chance, Fallback: phone(a.settings.FallbackNumber), Logger: a.log, Observer: a.metrics.observer()}
	if seams.Steady {
		c.LongestNap = time.Second
	}
	a.Centre, err = care.Open(ctx, BooksIn(a.settings.Data), c)
	return err
}

// BooksIn is the file of the books in a data folder.
func BooksIn(data string) string { return filepath.Join(data, "hourline.db") }

// PublicURL is how the carrier reaches the gateway. Without a setting it is
// the listener itself, which only a carrier on this machine can reach.
func (a *App) PublicURL() string {
	if a.settings.PublicURL != "" {
		return base(a.settings.PublicURL)
	}
	return "http://" + a.public.Addr().String()
}

// DeskURL is the private listener.
func (a *App) DeskURL() string { return "http://" + a.desk.Addr().String() }

// stopWithin is how long answers under way may take once the gateway stops:
// longer than any webhook.
const stopWithin = 12 * time.Second

// Run answers the carrier and works off the outbox until ctx ends. Webhooks
// under way are answered and attempts under way are settled before it returns.
func (a *App) Run(ctx context.Context) error {
	var g errgroup.Group
	working, stopWorking := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWorking()
	for _, s := range []struct {
		l net.Listener
		h http.Handler
	}{{a.public, a.Public()}, {a.desk, a.Private()}} {
		server := newServer(s.h, a.log)
		g.Go(func() error { return serve(server, s.l) })
		g.Go(func() error {
			<-ctx.Done()
			a.ready.fail("stopping", "the gateway is being stopped")
			until, cancel := context.WithTimeout(context.Background(), stopWithin)
			defer cancel()
			defer stopWorking()
			return server.Shutdown(until)
		})
	}
	calls, texts := a.dialer().Hand(), a.sender().Hand()
	g.Go(func() error { a.Centre.Work(working, care.EmergencyLane, 8, either(calls, texts)); return nil })
	g.Go(func() error { a.Centre.Work(working, care.CallLane, 4, calls); return nil })
	g.Go(func() error { a.Centre.Work(working, care.TextLane, 4, texts); return nil })
	g.Go(func() error { a.Centre.Watch(working); return nil })
	return g.Wait()
}

// either hands texts of the emergency lane to the sender, all else to the dialer.
func either(calls, texts care.Hand) care.Hand {
	pick := func(o care.Outgoing) care.Hand {
		if o.Action == care.SendText {
			return texts
		}
		return calls
	}
	return care.Hand{
		Do:   func(ctx context.Context, o care.Outgoing) care.Result { return pick(o).Do(ctx, o) },
		Find: func(ctx context.Context, o care.Outgoing) care.Result { return pick(o).Find(ctx, o) },
	}
}

// newServer is a server whose limits are above every webhook's and below any
// stranger's patience.
func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      15 * time.Second,
		IdleTimeout:       75 * time.Second,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

func serve(s *http.Server, l net.Listener) error {
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Close closes the books and the listeners. Run must have returned.
func (a *App) Close() error {
	var faults []error
	if a.Centre != nil {
		faults = append(faults, a.Centre.Close())
	}
	if a.sessions != nil {
		faults = append(faults, a.sessions.Close())
	}
	for _, l := range []net.Listener{a.public, a.desk} {
		if l == nil {
			continue
		}
		if err := l.Close(); !errors.Is(err, net.ErrClosed) {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// voice is the adapter of calls.
func (a *App) voice() *ivr.Handler {
	return &ivr.Handler{
		Centre: a.Centre, Sessions: a.sessions, Prompts: a.words, Features: features(a.profile), Log: a.log, Turned: a.metrics.turned,
		Bank: a.settings.Bank, Lang: a.settings.Lang, Number: phone(a.settings.Number),
		EmergencyNumber: phone(a.settings.EmergencyNumber), Fallback: phone(a.settings.FallbackNumber),
	}
}

// features are what the carrier plays.
func features(p twilio.Profile) twiml.Features {
	return twiml.Features{Pause: p.Pause, SSML: p.SSML, Voices: p.Voices, Conference: p.Conference}
}

// texts is the adapter of texts.
func (a *App) texts() *sms.Handler {
	return &sms.Handler{Centre: a.Centre, Log: a.log, Allow: a.allowText, Heard: a.metrics.heard}
}
