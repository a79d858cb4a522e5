package carrier

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// A Personality is the kind of carrier that the network plays.
type Personality int

const (
	// Twilio has everything this package knows.
	Twilio Personality = iota
	// Minimal is a small self-hosted carrier: UUID SIDs, one final status
	// callback, no Pause, no Conference, no machine detection, few REST
	// parameters, errors as 422 with the code as a string. A verb that it does
	// not know drops the call without a word.
	Minimal
)

// ErrClosed is returned for what is asked of a network after Close.
var ErrClosed = errors.New("the network is closed")

// Config says how a Network behaves. AccountSID and AuthToken are required.
type Config struct {
	AccountSID  string
	AuthToken   string // signs webhooks and is the password of the REST interface
	Personality Personality

	// BaseURL is where customers reach Handler, without a slash at the end. It
	// stands in RecordingUrl. Empty: as the latest REST request addressed it.
	BaseURL string

	Now   func() time.Time                     // policy time; nil means time.Now
	After func(time.Duration) <-chan time.Time // on the same clock as Now; nil means time.After

	// SayTime is how long a text takes to be said; nil means 3.5 Han characters
	// or 2.5 words a second.
	SayTime func(text string) time.Duration

	Logger *slog.Logger // nil discards
	Client *http.Client // posts webhooks and fetches clips; nil means a plain one. Every webhook is cut off after 15 s either way
}

// A Number is a line that the customer owns. URLs may carry connection rules
// in their fragment (#rc=2&rp=ct,5xx), as Twilio's may.
type Number struct {
	E164             string // "+8657100000000"
	VoiceURL         string // asked for TwiML when somebody calls
	VoiceFallbackURL string // asked when VoiceURL fails; may be empty
	SMSURL           string // told of every text
	StatusURL        string // told when a call to this number is over; may be empty

	sid   string
	added time.Time
}

// A Network is a telephone network. It is safe for concurrent use.
type Network struct {
	cfg    Config
	client *http.Client
	ctx    context.Context
	stop   context.CancelFunc
	done   sync.WaitGroup

	mu         sync.Mutex // guards everything below, and all that is reached from it
	closed     bool
	baseURL    string
	numbers    []Number
	handsets   []*Handset
	calls      register[*call]
	messages   register[*message]
	outgoing   []*message // not yet brought to their handsets
	recordings register[*recording]
	rooms      []*room
	optOuts    map[optOut]bool
	wrong      Misbehaviour
	misdeeds   map[string]int // how often each kind of misbehaviour happened
	posted     []webhook      // the newest, for a replay
	hands      map[*hand]struct{}
	inFlight   int    // REST requests being answered
	begun      uint64 // pieces of work begun so far
	events     eventLog
}

// New is a network without numbers or handsets. It must be closed.
func New(cfg Config) *Network {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.After == nil {
		cfg.After = time.After
	}
	if cfg.SayTime == nil {
		cfg.SayTime = sayTime
	}
	cfg.Logger = cmp.Or(cfg.Logger, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(context.Background())
	return &Network{
		cfg:     cfg,
		client:  cmp.Or(cfg.Client, &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}),
		ctx:     ctx,
		stop:    stop,
		baseURL: cfg.BaseURL,
		optOuts: map[optOut]bool{}, misdeeds: map[string]int{},
		hands:  map[*hand]struct{}{},
		events: newEventLog(),
	}
}

// Close hangs up every call, abandons what is under way, waits for it, and
// ends all subscriptions. It may be called again.
func (n *Network) Close() error {
	n.mu.Lock()
	n.closed = true
	n.mu.Unlock()
	n.stop()
	n.done.Wait()
	if n.cfg.Client == nil {
		n.client.CloseIdleConnections()
	}
	return nil
}

// AddNumber gives the customer a line, or gives it new webhooks.
func (n *Network) AddNumber(number Number) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for i, own := range n.numbers {
		if own.E164 == number.E164 {
			number.sid, number.added = own.sid, own.added
			n.numbers[i] = number
			return
		}
	}
	number.sid, number.added = newSID(n.cfg.Personality, "PN"), n.cfg.Now()
	n.numbers = append(n.numbers, number)
}

// number is the customer's line with that number. The caller holds n.mu.
func (n *Network) number(e164 string) (Number, bool) {
	for _, own := range n.numbers {
		if own.E164 == e164 {
			return own, true
		}
	}
	return Number{}, false
}

// A register keeps things in the order in which they came and finds them by SID.
type register[T any] struct {
	list  []T
	bySID map[string]T
}

func (r *register[T]) add(sid string, item T) {
	if r.bySID == nil {
		r.bySID = map[string]T{}
	}
	r.list = append(r.list, item)
	r.bySID[sid] = item
}
