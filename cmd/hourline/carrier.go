package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"hourline/cmd/internal/carrier"
	"hourline/ledger/care"
	"hourline/ledger/clock"
)

type carrierCommand struct {
	Listen          string   `default:"127.0.0.1:8090" help:"Where the REST interface and the page of telephones are served; the page knows no password, so keep it on this machine."`
	AccountSID      string   `name:"account-sid" env:"TWILIO_ACCOUNT_SID" required:"" placeholder:"SID" help:"Account that the gateway signs in with."`
	AuthToken       string   `env:"TWILIO_AUTH_TOKEN" required:"" placeholder:"TOKEN" help:"Its token; signs webhooks."`
	Number          string   `env:"HOURLINE_NUMBER" required:"" placeholder:"NUMBER" help:"The hotline's number."`
	EmergencyNumber string   `env:"HOURLINE_EMERGENCY_NUMBER" placeholder:"NUMBER" help:"The number that opens an emergency directly."`
	Gateway         string   `default:"http://127.0.0.1:8080" env:"HOURLINE_PUBLIC_URL" placeholder:"URL" help:"The gateway's public URL, which is told of calls and texts."`
	Handset         []string `placeholder:"NAME=NUMBER" help:"A mobile phone; may be repeated."`
	Handsets        string   `type:"existingfile" placeholder:"FILE" help:"A CSV file of phones with the header name,phone,label,kind; kind is mobile or landline."`
	Personality     string   `default:"twilio" enum:"twilio,minimal" help:"What the network can do: ${enum}."`
	Speed           float64  `default:"1" help:"Time on the network runs so many times faster."`

	network carrier.Config
	phones  []carrier.HandsetConfig
}

// Help is what carrier --help adds.
func (carrierCommand) Help() string {
	return `A telephone network that a gateway cannot tell from Twilio, with telephones in the browser: for trials of a gateway
without an account. The gateway and the network read the same environment:

	export TWILIO_ACCOUNT_SID=AC-trial TWILIO_AUTH_TOKEN=any-secret HOURLINE_NUMBER=+8687112345678
	hourline carrier --handset wang=+8687165000001 --handset zhang=+8613800000001
	hourline serve --carrier-url http://127.0.0.1:8090 --public-url http://127.0.0.1:8080     (in another terminal)`
}

// Validate reads numbers, phones and what the network can do.
func (k *carrierCommand) Validate() error {
	if k.Speed <= 0 {
		return errors.New("--speed must be more than 0")
	}
	for _, n := range []string{k.Number, k.EmergencyNumber} {
		if _, err := care.ParsePhone(n); err != nil && n != "" {
			return err
		}
	}
	k.network = carrier.Config{AccountSID: k.AccountSID, AuthToken: k.AuthToken}
	if k.Personality == "minimal" {
		k.network.Personality = carrier.Minimal
	}
	return k.readPhones()
}

// readPhones collects the handsets of both flags.
func (k *carrierCommand) readPhones() (err error) {
	if k.phones, err = readHandsets(k.Handsets); err != nil {
		return err
	}
	for _, s := range k.Handset {
		name, number, _ := strings.Cut(s, "=")
		p, err := care.ParsePhone(number)
		if err != nil || name == "" {
			return errors.Join(fmt.Errorf("--handset %s is written like wang=+8687165000001", name), err)
		}
		k.phones = append(k.phones, carrier.HandsetConfig{Name: name, E164: string(p)})
	}
	seen := map[string]bool{}
	for i, h := range k.phones {
		if seen[h.Name] || seen[h.E164] {
			return fmt.Errorf("handset %s: there is another one with this name or number; leave one out", h.Name)
		}
		seen[h.Name], seen[h.E164] = true, true
		k.phones[i].Label = cmp.Or(h.Label, h.Name)
	}
	return nil
}

// Run is the network until it is told to stop.
func (k *carrierCommand) Run(c *console) error {
	if len(k.phones) == 0 {
		return misuse{errors.New("nobody could call: name phones with --handset or --handsets")}
	}
	l, err := net.Listen("tcp", k.Listen)
	if err != nil {
		return misuse{fmt.Errorf("--listen: %w; choose another address", err)}
	}
	network := k.open(c, "http://"+l.Addr().String())
	server := &http.Server{Handler: k.handler(network), ReadHeaderTimeout: 5 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	fmt.Fprintf(c.out, "Pick up a telephone:  http://%s/\n", l.Addr())
	select {
	case <-c.ctx.Done():
	case err = <-served:
	}
	return errors.Join(err, network.Close(), shutDown(server))
}

// open is the network with its numbers and handsets.
func (k *carrierCommand) open(c *console, url string) *carrier.Network {
	time := clock.Fast(k.Speed)
	cfg := k.network
	cfg.BaseURL, cfg.Now, cfg.After, cfg.Logger = url, time.Now, time.After, c.logger(slog.LevelWarn)
	network := carrier.New(cfg)
	gateway := strings.TrimRight(k.Gateway, "/")
	for _, n := range []string{k.Number, k.EmergencyNumber} {
		if p, err := care.ParsePhone(n); err == nil {
			network.AddNumber(carrier.Number{E164: string(p), VoiceURL: gateway + "/voice", SMSURL: gateway + "/sms", StatusURL: gateway + "/voice/status"})
		}
	}
	for _, h := range k.phones {
		network.AddHandset(h)
	}
	return network
}

// handler serves the REST interface to the gateway and the page to people.
func (k *carrierCommand) handler(network *carrier.Network) http.Handler {
	page := carrier.PageOptions{Dials: []carrier.DialKey{{Chinese: "热线", English: "Hotline", E164: k.Number}}}
	if k.EmergencyNumber != "" {
		page.Dials = append(page.Dials, carrier.DialKey{Chinese: "救命", English: "Emergency", E164: k.EmergencyNumber, Urgent: true})
	}
	mux := http.NewServeMux()
	mux.Handle("/2010-04-01/", network.Handler())
	mux.Handle("/", network.Page(page))
	return mux
}

// shutDown lets a server finish what is under way, for a moment.
func shutDown(s *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	return s.Shutdown(ctx)
}
