// Package demo is a small neighbourhood on this machine: a gateway, a carrier,
// and telephones in the hands of people who do not exist. The demo lets a
// newcomer pick one up; the stories of the tests are played on the same
// phones. Nothing in it is pretended: every call and text takes the way that
// it would take through Twilio.
package demo

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/bcrypt"

	"hourline/cmd/internal/carrier"
	"hourline/cmd/internal/gateway"
	"hourline/ledger/care"
	"hourline/ledger/clock"
)

//go:embed neighbourhood.csv
var neighbourhood []byte

// The numbers of the centre.
const (
	Hotline   = "+8687168000000"
	Emergency = "+8687168000009"
	fallback  = "+8687168000011"
)

// A group is a row of handsets on the page.
type group struct {
	chinese, english string
	handsets         []carrier.HandsetConfig
}

// handsets are the phones of the neighbourhood, by the names of the stories.
var handsets = []group{
	{"老人", "Elders", []carrier.HandsetConfig{
		{Name: "wang", Label: "王奶奶", E164: "+8687165000001", Landline: true},
		{Name: "li", Label: "李爷爷和赵奶奶", E164: "+8687165000002", Landline: true},
		{Name: "stranger", Label: "没登记的电话", E164: "+8687165000099", Landline: true},
	}},
	{"志愿者", "Volunteers", []carrier.HandsetConfig{
		{Name: "zhang", Label: "小张", E164: "+8613800000001"},
		{Name: "liu", Label: "小刘", E164: "+8613800000002"},
		{Name: "chen", Label: "小陈", E164: "+8613800000003"},
		{Name: "yang", Label: "小杨", E164: "+8613800000004"},
		{Name: "zhou", Label: "老周", E164: "+8613800000005"},
		{Name: "mei", Label: "Wu Mei", E164: "+8613800000006"},
	}},
	{"亲友", "Family and neighbours", []carrier.HandsetConfig{ // 李儿子 has a number that nobody has
		{Name: "daughter", Label: "王女儿", E164: "+8613800000201"},
		{Name: "neighbour", Label: "李师傅", E164: "+8613800000203"},
	}},
	{"值班人员", "Staff", []carrier.HandsetConfig{
		{Name: "director", Label: "王主任", E164: "+8613800000101"},
		{Name: "ma", Label: "小马", E164: "+8613800000102"},
		{Name: "he", Label: "小何", E164: "+8613800000103"},
		{Name: "sun", Label: "老孙", E164: "+8613800000104"},
		{Name: "room", Label: "街道值班室", E164: fallback, Landline: true},
	}},
}

// Options say how a Town is opened. The zero value is a town on a clock that
// is moved by hand, with its books in a folder that is thrown away.
type Options struct {
	Speed       float64 // 0: the clock stands until it is moved; else policy time runs so many times faster
	Start       time.Time
	Personality carrier.Personality
	RedisURL    string
	SelfTest    bool   // the chain of an emergency is tested every day
	Data        string // folder of the books; empty for one that Close throws away
	Cards       bool   // every elder has a home card, which the page shows
	Listen      string // of the carrier with its page; empty for any free port
	Chance      func(n int) int
	Logger      *slog.Logger

	// Watch is told the method and URL of every request between gateway and
	// carrier, either way, as a proxy between them would log it. Nil: nobody.
	Watch func(method, url string)
}

// A Town is a gateway and a carrier that know each other, with everybody in
// the books.
type Town struct {
	App     *gateway.App
	Network *carrier.Network
	Clock   *clock.Manual
	URL     string // of the carrier

	cards atomic.Pointer[[]homeCard] // nil until they are printed

	options  Options
	data     string   // thrown away on Close, unless empty
	left     []string // and so are these folders, which crashes left
	carrier  *http.Server
	stop     context.CancelFunc
	gateway  chan error
	stopTick context.CancelFunc
	pins     map[string]string // that a story has set, by handset
	oldTown  *oldTown          // another bank, when a story has to do with it
}

// Account and token that gateway and carrier of a town share. They open
// nothing outside this process.
const (
	AccountSID = "AC00000000000000000000000000000000"
	AuthToken  = "a-token-that-opens-nothing-else"
)

// bankName is what the time bank of a town calls itself.
const bankName = "翠湖时间银行"

// nineInTheMorning is when a town's clock begins, on a working Monday.
func nineInTheMorning() time.Time {
	return time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("CST", 8*60*60))
}

// Open starts a town. It must be closed.
func Open(ctx context.Context, o Options) (t *Town, err error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Start.IsZero() {
		o.Start = nineInTheMorning()
	}
	t = &Town{Clock: clock.NewManual(o.Start), options: o, pins: map[string]string{}}
	defer func() {
		if err != nil {
			t.Close()
		}
	}()
	if err := t.openCarrier(o); err != nil {
		return nil, err
	}
	if err := t.openGateway(ctx, o); err != nil {
		return nil, err
	}
	if _, err := t.App.Centre.Import(ctx, bytes.NewReader(neighbourhood), care.ImportOptions{}); err != nil {
		return nil, fmt.Errorf("the neighbourhood: %w", err)
	}
	if err := t.welcome(ctx); err != nil {
		return nil, fmt.Errorf("the neighbourhood: %w", err)
	}
	if o.Cards {
		if err := t.printCards(ctx); err != nil {
			return nil, fmt.Errorf("the home cards: %w", err)
		}
	}
	t.run(ctx)
	if o.Speed > 0 {
		t.tick(o.Speed)
	}
	return t, nil
}

// openCarrier starts the network with everybody's phones.
func (t *Town) openCarrier(o Options) error {
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return fmt.Errorf("the carrier: %w; choose another address with --listen", err)
	}
	t.URL = "http://" + l.Addr().String()
	t.Network = carrier.New(carrier.Config{
		AccountSID: AccountSID, AuthToken: AuthToken, Personality: o.Personality, BaseURL: t.URL,
		Now: t.Clock.Clock().Steady(), After: t.Clock.After, Logger: o.Logger, Client: watched(o.Watch),
	})
	for _, g := range handsets {
		for _, h := range g.handsets {
			t.Network.AddHandset(h)
		}
	}
	t.carrier = &http.Server{Handler: t.handler(o), ReadHeaderTimeout: 5 * time.Second}
	go t.carrier.Serve(l)
	return nil
}

// openGateway opens a gateway that has the network as its carrier.
func (t *Town) openGateway(ctx context.Context, o Options) (err error) {
	if o.Data == "" {
		if t.data, err = os.MkdirTemp("", "hourline-demo-"); err != nil {
			return err
		}
		o.Data, t.options.Data = t.data, t.data
	}
	if err := t.newApp(ctx, o, "127.0.0.1:0"); err != nil {
		return err
	}
	for _, number := range []string{Hotline, Emergency} {
		t.Network.AddNumber(carrier.Number{
			E164: number, VoiceURL: t.App.PublicURL() + "/voice", SMSURL: t.App.PublicURL() + "/sms", StatusURL: t.App.PublicURL() + "/voice/status",
		})
	}
	return nil
}

// newApp opens a gateway on the books in o.Data.
func (t *Town) newApp(ctx context.Context, o Options, listen string) (err error) {
	profile := "twilio"
	if o.Personality == carrier.Minimal {
		profile = "minimal"
	}
	t.App, err = gateway.New(ctx, gateway.Settings{
		Listen: listen, DeskListen: "127.0.0.1:0", Data: o.Data, Number: Hotline, EmergencyNumber: Emergency,
		FallbackNumber: fallback, Lang: "zh-CN", Bank: bankName, RedisURL: o.RedisURL, CarrierURL: t.URL, Carrier: profile,
		AccountSID: AccountSID, AuthToken: AuthToken, Speed: 1,
	}, gateway.Seams{Clock: t.Clock.Clock(), SelfTest: o.SelfTest, Chance: o.Chance, Logger: o.Logger,
		PINCost: bcrypt.MinCost}) // it is nobody's money
	return err
}

// run lets the gateway work until it is stopped.
func (t *Town) run(ctx context.Context) {
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	t.stop, t.gateway = stop, make(chan error, 1)
	go func() { t.gateway <- t.App.Run(run) }()
	for deadline := time.Now().Add(tooLong); !t.App.Centre.Working() && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
	}
}

// rest stops the gateway, if it works.
func (t *Town) rest() error {
	if t.stop == nil {
		return nil
	}
	t.stop()
	t.stop = nil
	return <-t.gateway
}

// tick lets the clock run by itself, in small steps.
func (t *Town) tick(speed float64) {
	const step = 20 * time.Millisecond
	ctx, stop := context.WithCancel(context.Background())
	t.stopTick = stop
	go func() {
		ticker := time.NewTicker(step)
		defer ticker.Stop()
		last := time.Now()
		for {
			select {
			case now := <-ticker.C:
				t.Clock.Advance(time.Duration(float64(now.Sub(last)) * speed))
				last = now
			case <-ctx.Done():
				return
			}
		}
	}()
}

// Close stops the town. Nothing of it is left running.
func (t *Town) Close() error {
	var faults []error
	if t.stopTick != nil {
		t.stopTick()
	}
	faults = append(faults, t.rest())
	if t.Network != nil {
		faults = append(faults, t.Network.Close())
	}
	if t.carrier != nil {
		faults = append(faults, t.carrier.Close())
	}
	if t.App != nil {
		faults = append(faults, t.App.Close())
	}
	if t.oldTown != nil {
		faults = append(faults, t.oldTown.centre.Close())
	}
	for _, folder := range t.left {
		faults = append(faults, os.RemoveAll(folder))
	}
	if t.data != "" {
		faults = append(faults, os.RemoveAll(t.data))
	}
	return errors.Join(faults...)
}
