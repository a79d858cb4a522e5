package care

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"log/slog"
	"math/big"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/bcrypt"
	"golang.org/x/time/rate"

	"hourline/ledger"
	"hourline/ledger/clock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Config is what a Centre needs to know besides its file.
type Config struct {
	Clock    clock.Clock     // zero: the machine's own
	Chance   func(n int) int // uniform in [0, n); nil: crypto/rand
	Fallback Phone           // a person who is rung when no responder is in the books; may be empty
	Logger   *slog.Logger    // nil: nothing is logged
	Observer Observer        // zero: nothing is counted
	Origin   string          // of the bank's log, see ledger.Options
	ReadOnly bool            // look at the books beside a running gateway
	SelfTest SelfTesting     // zero: the chain is never tested
	PINCost  int             // of hashing a PIN, as bcrypt counts it; 0: what bcrypt advises

	// CallsPerSecond is how many calls the carrier starts; 0 is as many as
	// there are. More than that are kept back, ordinary ones before those of emergencies.
	CallsPerSecond float64

	// LongestNap bounds how long a worker sleeps without looking, so that a
	// wall clock that was stepped forward delays nothing for longer. Zero is
	// for clocks that are moved by hand and wake everybody who waits.
	LongestNap time.Duration
}

// A Centre is one community centre: its members, what they agreed on, and the
// bank that keeps their hours. It is safe for concurrent use.
type Centre struct {
	Bank     *ledger.Bank
	clock    clock.Clock
	chance   func(n int) int
	fallback Phone
	log      *slog.Logger
	observer Observer
	selfTest SelfTesting
	policy   atomic.Pointer[Policy] // the latest one parsed
	inForce  atomic.Pointer[inForce]
	owners   shelf[Phone, owners]
	wake     map[Lane]chan struct{} // one slot each; a full slot means a worker will look
	pace     *pace                  // of the calls; nil when the carrier takes them as they come

	longestNap time.Duration
	heeded     atomic.Int64 // see ahead: where the clock was when the books last heeded it
	insisting  insistences
	pinCost    int
	nobody     nobody
	auditor    auditor
	pulses     pulses
	seldom     rate.Sometimes // of what every worker would say again and again

	// What Idle needs to know of the workers: how many loops of Work and Watch
	// there are, and how many of them, of their attempts and of the nudges that
	// nobody has heeded yet are in motion.
	loops, stirring atomic.Int64
	sleepers        sync.Map // until when each loop sleeps
}

// Open opens the books at path, makes them when there are none, and gives a
// new bank its first policy.
func Open(ctx context.Context, path string, c Config) (*Centre, error) {
	own, err := schema()
	if err != nil {
		return nil, err
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Clock.Now == nil {
		c.Clock = clock.System()
	}
	if c.Chance == nil {
		c.Chance = unguessable
	}
	if c.PINCost == 0 {
		c.PINCost = bcrypt.DefaultCost
	}
	open := ledger.Open
	if c.ReadOnly {
		open = ledger.OpenReadOnly
	}
	bank, err := open(ctx, path, ledger.Options{
		Clock:   c.Clock,
		Logger:  c.Logger,
		Origin:  c.Origin,
		Observe: c.Observer.Commit,
		Schemas: []ledger.Schema{own},
	})
	if err != nil {
		return nil, err
	}
	centre := &Centre{
		Bank: bank, clock: c.Clock, chance: c.Chance, fallback: c.Fallback, log: c.Logger, observer: c.Observer, selfTest: c.SelfTest,
		wake: map[Lane]chan struct{}{}, longestNap: c.LongestNap, pace: newPace(c.CallsPerSecond, c.Clock.Steady()),
		owners: shelf[Phone, owners]{most: mostOwners},
		seldom: rate.Sometimes{Interval: 10 * time.Second}, pinCost: c.PINCost,
	}
	for _, lane := range append([]Lane{timers}, Lanes...) {
		centre.wake[lane] = make(chan struct{}, 1)
	}
	if c.ReadOnly {
		return centre, nil
	}
	if err := centre.begin(ctx); err != nil {
		bank.Close()
		return nil, err
	}
	return centre, nil
}

// Close closes the books.
func (c *Centre) Close() error {
	c.giveUpInsisting()
	return c.Bank.Close()
}

// mostOwners is how many telephones are remembered: those of a district.
const mostOwners = 4096

// Now is the moment by the centre's clock.
func (c *Centre) Now() time.Time { return c.clock.Now() }

// begin gives a new bank its policy, and takes up what waits.
func (c *Centre) begin(ctx context.Context) error {
	if err := c.Bank.Write(ctx, firstPolicy); err != nil {
		return err
	}
	c.heeded.Store(int64(c.ahead())) // what waits is not moved: resume knows more
	return c.write(ctx, (*verb).resume)
}

// firstPolicy stores the built-in policy in a bank that has none.
func firstPolicy(tx *ledger.Tx) error {
	var have bool
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM policies)`).Scan(&have); err != nil || have {
		return err
	}
	_, err := tx.AddPolicy(defaultPolicy, tx.Now, "hourline")
	return err
}

// PolicyNow is the policy that holds at this moment, read from the file: who
// asks knows that the file can be read.
func (c *Centre) PolicyNow(ctx context.Context) (p *Policy, err error) {
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		p, err = c.policyAt(v)
		return err
	})
	return p, err
}

// policyAt is the policy that holds at the moment of the transaction.
func (c *Centre) policyAt(v *ledger.View) (*Policy, error) {
	stored, err := v.PolicyAt(v.Now)
	if errors.Is(err, ledger.ErrNoPolicy) { // the clock was set back before the first
		stored, err = v.Policy(1)
	}
	if err != nil {
		return nil, err
	}
	if p := c.policy.Load(); p != nil && p.Version == stored.Version {
		return p, nil
	}
	p, err := policyOf(stored)
	if err != nil {
		return nil, err
	}
	c.policy.Store(p)
	return p, nil
}

// inForce is a policy with the time for which it holds.
type inForce struct {
	policy      *Policy
	from, until time.Time // until is zero while no later one is known
	count       uint64    // of the changes of policies when it was read
}

func (i *inForce) at(now time.Time, count uint64) bool {
	return i != nil && i.count == count && !now.Before(i.from) && (i.until.IsZero() || now.Before(i.until))
}

// policyFor is the policy that holds at a moment, for what is only said.
func (c *Centre) policyFor(ctx context.Context, now time.Time) (*Policy, error) {
	count, known := c.Bank.Changes("policies")
	if i := c.inForce.Load(); known && i.at(now, count) {
		return i.policy, nil
	}
	i := &inForce{count: count}
	err := c.Bank.Read(ctx, func(v *ledger.View) (err error) {
		if i.policy, err = c.policyAt(v); err != nil {
			return err
		}
		i.from = v.Now
		i.until, err = v.NextPolicyAt(v.Now)
		return err
	})
	if err != nil {
		return nil, err
	}
	if known {
		c.inForce.Store(i)
	}
	return i.policy, nil
}

// A verb is one transaction of the centre with what every verb needs at hand.
type verb struct {
	*ledger.Tx
	*Centre
	policy *Policy
	now    time.Time     // in the centre's zone
	queued map[Lane]bool // lanes that got work
	told   []func()      // tells the observer and the log, after the commit
	heeds  time.Duration // how far ahead the clock was when this verb heeded it; 0 when it did not
}

// write runs one verb and returns once it is on disk. Do may run more than
// once, so it must not touch anything outside the transaction but its result.
func (c *Centre) write(ctx context.Context, do func(*verb) error) error {
	var done *verb
	err := c.Bank.Write(ctx, func(tx *ledger.Tx) error {
		p, err := c.policyAt(tx.View)
		if err != nil {
			return err
		}
		v := &verb{Tx: tx, Centre: c, policy: p, now: tx.Now.In(p.Place), queued: map[Lane]bool{}}
		done = v
		if c.wasSet() {
			if err := v.heed(); err != nil {
				return err
			}
		}
		return do(v)
	})
	if err != nil {
		return err
	}
	if done.heeds != 0 {
		c.heeded.Store(int64(done.heeds))
	}
	for lane := range done.queued {
		c.nudge(lane)
	}
	for _, tell := range done.told {
		tell()
	}
	return nil
}

// nudge tells a lane's worker that there may be something to do.
func (c *Centre) nudge(lane Lane) {
	c.stirring.Add(1)
	select {
	case c.wake[lane] <- struct{}{}: // whoever heeds it takes the stir over
	default:
		c.stirring.Add(-1)
	}
}

// unguessable is uniform in [0, n), from the system's own randomness.
func unguessable(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // crypto/rand never fails on the systems we run on
	}
	return int(i.Int64())
}

// ms is how the file keeps a moment: whole milliseconds since 1970.
func ms(t time.Time) int64 { return t.UnixMilli() }

// moment is what ms keeps, in the centre's zone; zero when the column is NULL.
func (p *Policy) moment(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return time.UnixMilli(*ms).In(p.Place)
}
