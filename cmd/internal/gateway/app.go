package gateway

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"hourline/cmd/internal/backup"
	"hourline/cmd/internal/discreet"
	"hourline/cmd/internal/twilio"
	"hourline/cmd/internal/witness"
	"hourline/ivr"
	"hourline/ivr/session"
	"hourline/ivr/twiml"
	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/clock"
	"hourline/prompts"
	"hourline/sms"
)

// Seams are what tests and the demo put in place of the world.
type Seams struct {
	Clock   clock.Clock     // zero: the machine's own, Speed times as fast
	PINCost int             // of hashing a PIN, as bcrypt counts it; 0: what it advises
	Steady  bool            // Clock runs by itself; one that is moved by hand wakes everybody who waits
	Chance  func(n int) int // nil: crypto/rand
	Logger  *slog.Logger    // nil: text on stderr; telephone numbers and tokens are masked before it

	// Do carries out a command that changes the books for another program,
	// which must be of the same Version. Nil: there are none.
	Do      func(ctx context.Context, centre *care.Centre, command string, args []byte, out io.Writer) error
	Version string

	// BackUp makes one backup, as the settings want it. Nil: none is made.
	BackUp func(context.Context, Settings) (warning string, err error)

	Unpaced  bool // calls go out as they come: for a carrier of our own that starts them all at once
	SelfTest bool // the chain of an emergency is tested every day, where the carrier can press keys

	Unlimited bool // no phone is held back: for measurements, with phones that ring more often than people can
}

// An App is one gateway: it owns the books and answers the carrier.
type App struct {
	Centre *care.Centre

	settings  Settings
	log       *slog.Logger
	unlimited bool // see Seams
	sessions  session.Store
	words     *prompts.Catalogue
	client    *twilio.Client
	profile   twilio.Profile
	verifier  *twilio.Verifier
	ready     *readiness
	metrics   *metrics
	backups   *backup.Daily   // nil when none are made
	witnesses *witness.Rounds // nil when nobody signs the log too
	instance  string          // of this run of the program, unlike any other's
	public    net.Listener
	desk      net.Listener
	control   net.Listener
	held      bool // the listeners stay open when this gateway ends
	office    office
	version   string
	since     time.Time
	carryOut  func(ctx context.Context, centre *care.Centre, command string, args []byte, out io.Writer) error
}

// New opens the books and the listeners; nothing is answered before Run. What
// can be wrong with the settings is found before a gateway whose place is to
// be taken is asked to stop.
func New(ctx context.Context, s Settings, seams Seams) (app *App, err error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if seams.Logger == nil {
		seams.Logger = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	if seams.Clock.Now == nil {
		seams.Clock, seams.Steady = s.clock(), true
	}
	seams.Logger = discreet.New(s.secrets()...).Logger(seams.Logger)
	a := &App{settings: s, log: seams.Logger, metrics: newMetrics(), instance: rand.Text(), version: seams.Version, carryOut: seams.Do, since: time.Now(), unlimited: seams.Unlimited}
	defer func() {
		if err != nil {
			a.Close()
		}
	}()
	if a.words, err = loadWords(s.Words); err != nil {
		return nil, err
	}
	if a.sessions, err = session.Open(s.RedisURL, session.Options{Clock: seams.Clock, Logger: a.log}); err != nil {
		return nil, err
	}
	if err := a.reachCarrier(); err != nil {
		return nil, err
	}
	if err := a.takePlace(ctx, seams); err != nil {
		return nil, err
	}
	if err := a.checkSignatures(); err != nil {
		return nil, err
	}
	a.backups = a.newBackups(seams.BackUp)
	a.ready = a.newReadiness()
	if err := a.callWitnesses(); err != nil {
		return nil, err
	}
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

// reachCarrier makes the client.
func (a *App) reachCarrier() (err error) {
	s := a.settings
	if a.profile, err = twilio.ProfileByName(s.Carrier); err != nil {
		return err
	}
	a.client, err = twilio.New(twilio.Config{BaseURL: s.CarrierURL, AccountSID: s.AccountSID, AuthToken: s.AuthToken, Profile: a.profile, Observe: a.metrics.asked})
	return err
}

// checkSignatures makes the check of the carrier's signatures.
func (a *App) checkSignatures() (err error) {
	tokens := []string{a.settings.AuthToken}
	if a.settings.AuthTokenNext != "" {
		tokens = append(tokens, a.settings.AuthTokenNext)
	}
	a.verifier, err = twilio.NewVerifier(a.PublicURL(), tokens...)
	return err
}

func (a *App) openBooks(ctx context.Context, seams Seams) (err error) {
	if err := os.MkdirAll(a.settings.Data, 0o700); err != nil {
		return fmt.Errorf("--data: %w", err)
	}
	c := care.Config{Clock: seams.Clock, Chance: seams.Chance, PINCost: seams.PINCost, Fallback: phone(a.settings.FallbackNumber), Logger: a.log, Observer: a.metrics.observer(), Origin: a.settings.logOrigin()}
	if !seams.Unpaced {
		c.CallsPerSecond = cmp.Or(a.settings.CallsPerSecond, a.profile.CallsPerSecond)
	}
	if a.profile.Tones {
		c.SelfTest = care.SelfTesting{Number: phone(a.settings.Number), Daily: seams.SelfTest}
	}
	if seams.Steady {
		c.LongestNap = time.Second
	}
	for until := time.Now().Add(ownedFor); ; time.Sleep(20 * time.Millisecond) {
		a.Centre, err = care.Open(ctx, BooksIn(a.settings.Data), c)
		if !errors.Is(err, ledger.ErrOwned) || time.Now().After(until) || ctx.Err() != nil {
			return err
		}
	}
}

// ownedFor is how long the books may be in other hands that are about to let
// go: those of a command, or of a gateway that has just stopped.
const ownedFor = 2 * time.Second

// BooksIn is the file of the books in a data folder.
func BooksIn(data string) string { return filepath.Join(data, "hourline.db") }

// callWitnesses makes ready to ask those who sign the log too.
func (a *App) callWitnesses() error {
	all, err := a.settings.Witnesses()
	if err != nil || len(all) == 0 {
		return err
	}
	bank := a.Centre.Bank
	a.witnesses = &witness.Rounds{Bank: bank, Witnesses: all, Every: a.settings.WitnessEvery, Clock: bank.Clock(), Log: a.log, Count: a.metrics.witnessed}
	return nil
}

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

// voice is the adapter of calls.
func (a *App) voice() *ivr.Handler {
	return &ivr.Handler{
		Centre: a.Centre, Sessions: a.sessions, Prompts: a.words, Features: features(a.profile), Log: a.log, Turned: a.metrics.turned, Allow: a.allowCall,
		Bank: a.settings.Bank, Lang: a.settings.Lang, Number: phone(a.settings.Number),
		EmergencyNumber: phone(a.settings.EmergencyNumber), Fallback: phone(a.settings.FallbackNumber),
	}
}

// features are what the carrier plays.
func features(p twilio.Profile) twiml.Features {
	return twiml.Features{Pause: p.Pause, SSML: p.SSML, Voices: p.Voices, Conference: p.Conference, Tones: p.Tones}
}

// texts is the adapter of texts.
func (a *App) texts() *sms.Handler {
	return &sms.Handler{Centre: a.Centre, Log: a.log, Allow: a.allowText, Heard: a.metrics.heard}
}
