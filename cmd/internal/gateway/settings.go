// Package gateway puts the rooms together: the books, the voices, the texts,
// the carrier they go out by, and the two listeners. The program and the tests
// use it alike; it decides nothing about elders, visits or hours.
package gateway

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"
	"unicode"

	"hourline/cmd/internal/backup"
	"hourline/cmd/internal/heartbeat"
	"hourline/cmd/internal/twilio"
	"hourline/cmd/internal/witness"
	"hourline/ledger/care"
	"hourline/ledger/clock"
	"hourline/ledger/proof"
)

// Settings are what a centre sets, as flags or in the environment.
type Settings struct {
	Listen          string  `default:":8080" env:"HOURLINE_LISTEN" help:"Where the carrier's webhooks come in."`
	DeskListen      string  `default:"127.0.0.1:8081" env:"HOURLINE_DESK_LISTEN" help:"Where staff, metrics and health checks come in; keep it private."`
	PublicURL       string  `env:"HOURLINE_PUBLIC_URL" help:"How the carrier reaches --listen, such as https://hours.example.org; signatures are checked against it." placeholder:"URL"`
	Data            string  `default:"./data" env:"HOURLINE_DATA" help:"Folder of the books." type:"path"`
	Number          string  `env:"HOURLINE_NUMBER" help:"The hotline's number, such as +8687165000000." placeholder:"NUMBER"`
	EmergencyNumber string  `env:"HOURLINE_EMERGENCY_NUMBER" help:"A second number that opens an emergency directly." placeholder:"NUMBER"`
	FallbackNumber  string  `env:"HOURLINE_FALLBACK_NUMBER" help:"A person who is dialled when all else fails." placeholder:"NUMBER"`
	Lang            string  `default:"zh-CN" env:"HOURLINE_LANG" help:"Language of callers who are not in the books."`
	Bank            string  `default:"时间银行" env:"HOURLINE_BANK" help:"What the time bank calls itself on the phone."`
	LogOrigin       string  `env:"HOURLINE_LOG_ORIGIN" help:"What the public log is called when it is first signed; later it keeps its name. By itself it is its address, such as hours.example.org/log." placeholder:"NAME"`
	RedisURL        string  `env:"REDIS_URL" help:"Shares sessions among several gateways; without it they live in memory." placeholder:"URL"`
	CarrierURL      string  `env:"HOURLINE_CARRIER_URL" help:"Base URL of a Twilio-compatible API; Twilio's own when empty." placeholder:"URL"`
	Carrier         string  `default:"twilio" enum:"twilio,minimal" env:"HOURLINE_CARRIER" help:"What the carrier can do: ${enum}."`
	CallsPerSecond  float64 `default:"0" env:"HOURLINE_CALLS_PER_SECOND" help:"Calls that the carrier starts in a second; 0 is what it starts in any account: 1."`
	Words           string  `env:"HOURLINE_WORDS" help:"Folder with an edited copy of the prompts; the built-in ones when empty." type:"path" placeholder:"DIR"`
	AccountSID      string  `name:"account-sid" env:"TWILIO_ACCOUNT_SID" help:"Account at the carrier." placeholder:"SID"`
	AuthToken       string  `env:"TWILIO_AUTH_TOKEN" help:"Token of the account; set it in the environment, where other users cannot see it." placeholder:"TOKEN"`
	AuthTokenFile   string  `env:"TWILIO_AUTH_TOKEN_FILE" help:"File with the token in it, such as a systemd credential; in place of TWILIO_AUTH_TOKEN." type:"path" placeholder:"FILE"`
	AuthTokenNext   string  `env:"TWILIO_AUTH_TOKEN_NEXT" help:"The next token, accepted too while it is being changed." placeholder:"TOKEN"`
	TakeOver        bool    `help:"Take the place of the gateway that runs on these books, if there is one, without a call noticing."`
	Speed           float64 `default:"1" help:"Policy time runs so many times faster; for trials with a carrier on this machine only."`
	SpeedSince      string  `help:"When policy time began to run faster, as 2026-11-25T09:00:00Z; the start of the gateway when empty. With it, policy time goes on after a restart." placeholder:"TIME"`

	BackupTo   string `env:"HOURLINE_BACKUP_TO" help:"Folder for a verified backup of the books every day, best on another disk; none is made when empty." type:"path" placeholder:"FOLDER"`
	BackupAt   string `default:"03:00" env:"HOURLINE_BACKUP_AT" help:"When, where the centre is; at the next start when it was missed."`
	BackupKeep []int  `default:"7,5,12" env:"HOURLINE_BACKUP_KEEP" help:"Of how many of the last days, weeks and months one is kept." placeholder:"D,W,M"`

	HeartbeatURL     string        `env:"HOURLINE_HEARTBEAT_URL" help:"A watcher outside, asked while all is well; it raises an alarm when it hears nothing. Set it in the environment: who knows it can keep the watcher quiet." placeholder:"URL"`
	HeartbeatURLFile string        `env:"HOURLINE_HEARTBEAT_URL_FILE" help:"File with that address in it; in place of HOURLINE_HEARTBEAT_URL." type:"path" placeholder:"FILE"`
	HeartbeatEvery   time.Duration `default:"1m" env:"HOURLINE_HEARTBEAT_EVERY" help:"How often the watcher is asked."`

	Witness      []string      `sep:"," env:"HOURLINE_WITNESSES" help:"Somebody outside who signs the public log too: verifier key, space, address; again for each. In the environment they are separated by commas." placeholder:"'KEY URL'"`
	WitnessFile  string        `env:"HOURLINE_WITNESSES_FILE" help:"File with more of them, one on each line." type:"path" placeholder:"FILE"`
	WitnessEvery time.Duration `default:"1m" env:"HOURLINE_WITNESS_EVERY" help:"How often they are asked at most; what everybody reads at /log/checkpoint is as old as this at most."`
}

// AfterApply reads secrets from their files, once flags and environment are
// read.
func (s *Settings) AfterApply() error {
	return errors.Join(
		secretFrom(s.AuthTokenFile, &s.AuthToken, "TWILIO_AUTH_TOKEN", "the token of the carrier"),
		secretFrom(s.HeartbeatURLFile, &s.HeartbeatURL, "HOURLINE_HEARTBEAT_URL", "the address of the watcher outside"),
		s.readWitnesses(),
	)
}

// readWitnesses adds those of the file.
func (s *Settings) readWitnesses() error {
	if s.WitnessFile == "" {
		return nil
	}
	file, err := os.Open(s.WitnessFile)
	if err != nil {
		return fmt.Errorf("--witness-file: %w", err)
	}
	defer file.Close()
	more, err := witness.Lines(file)
	s.Witness = append(s.Witness, more...)
	return err
}

// Witnesses are those who sign the public log too.
func (s Settings) Witnesses() ([]witness.Witness, error) { return witness.ParseAll(s.Witness) }

// secretFrom reads a secret from its file, if there is one.
func secretFrom(file string, secret *string, variable, what string) error {
	if file == "" {
		return nil
	}
	if *secret != "" {
		return fmt.Errorf("%s and %s_FILE are both set: leave one out", variable, variable)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	*secret = strings.TrimSpace(string(text))
	return nil
}

// secrets are what must not be written anywhere.
func (s Settings) secrets() []string {
	secrets := []string{s.AuthToken, s.AuthTokenNext}
	if u, err := url.Parse(s.RedisURL); err == nil {
		if password, ok := u.User.Password(); ok {
			secrets = append(secrets, password)
		}
	}
	if u, err := url.Parse(s.HeartbeatURL); err == nil && s.HeartbeatURL != "" {
		secrets = append(secrets, s.HeartbeatURL, u.RequestURI())
	}
	return secrets
}

// Check finds what would make the gateway useless or unsafe, all at once.
func (s Settings) Check() error {
	var faults []error
	need := func(ok bool, mend string) {
		if !ok {
			faults = append(faults, errors.New(mend))
		}
	}
	need(s.AuthToken != "", "no token of the carrier: set TWILIO_AUTH_TOKEN; without it anybody could sign a webhook")
	need(s.AccountSID != "", "no account at the carrier: set TWILIO_ACCOUNT_SID")
	need(s.Number != "", "no hotline: set HOURLINE_NUMBER to the number that people dial")
	need(s.CallsPerSecond >= 0, "--calls-per-second cannot be negative; leave it out when the carrier has not raised it")
	need(s.Speed > 0, "--speed must be more than 0")
	need(s.Speed == 1 || OnLoopback(s.CarrierURL), "--speed is for trials: it needs --carrier-url on this machine, such as http://127.0.0.1:8090")
	if _, err := s.speedSince(); err != nil || s.SpeedSince != "" && s.Speed == 1 {
		need(false, "--speed-since is written like 2026-11-25T09:00:00Z and goes with --speed")
	}
	for _, n := range []struct{ flag, number string }{
		{"--number", s.Number}, {"--emergency-number", s.EmergencyNumber}, {"--fallback-number", s.FallbackNumber},
	} {
		if _, err := care.ParsePhone(n.number); err != nil && n.number != "" {
			faults = append(faults, fmt.Errorf("%s: %w", n.flag, err))
		}
	}
	need(proof.ValidOrigin(s.logOrigin()), "--log-origin must have no space and no plus sign")
	if s.PublicURL != "" {
		if _, err := twilio.NewVerifier(s.PublicURL, cmp.Or(s.AuthToken, "any")); err != nil {
			faults = append(faults, fmt.Errorf("--public-url: %w", err))
		}
	}
	if s.BackupTo != "" {
		if _, err := backup.ParseTime(s.BackupAt); err != nil {
			faults = append(faults, fmt.Errorf("--backup-at: %w", err))
		}
		if _, err := backup.ParseKeep(s.BackupKeep); err != nil {
			faults = append(faults, fmt.Errorf("--backup-keep: %w", err))
		}
	}
	if s.HeartbeatURL != "" {
		if err := heartbeat.CheckURL(s.HeartbeatURL); err != nil {
			faults = append(faults, fmt.Errorf("--heartbeat-url: %w", err))
		}
		need(s.HeartbeatEvery >= heartbeat.Shortest, fmt.Sprintf("--heartbeat-every must be at least %v", heartbeat.Shortest))
	}
	if _, err := s.Witnesses(); err != nil {
		faults = append(faults, fmt.Errorf("--witness: %w", err))
	}
	need(len(s.Witness) == 0 || s.WitnessEvery >= time.Second, "--witness-every must be at least 1s: the log is not signed more often")
	if _, err := twilio.ProfileByName(s.Carrier); err != nil {
		faults = append(faults, fmt.Errorf("--carrier: %w", err))
	}
	return errors.Join(faults...)
}

// OnLoopback reports whether a URL leads to this machine.
func OnLoopback(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// phone is a number of the settings, empty when it is not set. check has
// refused those that are no numbers.
func phone(s string) care.Phone {
	p, err := care.ParsePhone(s)
	if err != nil {
		return ""
	}
	return p
}

// logOrigin is the name of the log: that of the settings, its address, or one
// made of what the bank is called.
func (s Settings) logOrigin() string {
	if s.LogOrigin != "" {
		return s.LogOrigin
	}
	if _, address, found := strings.Cut(s.PublicURL, "://"); found {
		return base(address) + "/log"
	}
	return "hourline/" + strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '+' {
			return '-'
		}
		return r
	}, s.Bank)
}

// base is a URL without the slash at its end.
func base(url string) string { return strings.TrimRight(url, "/") }

// clock is the machine's own or, in trials, Speed times as fast since SpeedSince.
func (s Settings) clock() clock.Clock {
	if s.Speed == 1 {
		return clock.System()
	}
	since, _ := s.speedSince() // Check has refused what is no time
	return clock.FastSince(s.Speed, since)
}

func (s Settings) speedSince() (time.Time, error) {
	if s.SpeedSince == "" {
		return time.Now(), nil
	}
	return time.Parse(time.RFC3339Nano, s.SpeedSince)
}
