package witness

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"hourline/ledger"
	"hourline/ledger/clock"
	"hourline/ledger/proof"
)

// An Outcome is what became of asking one witness.
type Outcome string

// The outcomes.
const (
	Signed   Outcome = "signed"
	Failed   Outcome = "failed"   // it was not reached, or its answer was no signature of its own
	Disputed Outcome = "disputed" // it has seen another history
)

// Outcomes are all outcomes.
var Outcomes = []Outcome{Signed, Failed, Disputed}

// Rounds ask witnesses for signatures again and again.
type Rounds struct {
	Bank      *ledger.Bank
	Witnesses []Witness
	Every     time.Duration // from one round to the next, while there is something to sign
	Clock     clock.Clock
	Log       *slog.Logger
	Count     func(Outcome)

	served atomic.Pointer[[]byte]
	asked  []*standing // beside Witnesses
	client *http.Client

	mu   sync.Mutex
	last map[string]Outcome // by verifier key; none before the first
}

// A standing is what one witness has answered so far.
type standing struct {
	Witness
	signs int64         // the size that it has signed
	says  int64         // the size that it has signed, as it says
	fails int           // in a row
	next  time.Duration // when it is asked again after a failure, by what has passed
}

// longestWait is how long a witness that fails is left alone at most.
const longestWait = time.Hour

// Run asks whenever the bank has signed something new, and not more often than
// Every, until ctx ends.
func (r *Rounds) Run(ctx context.Context) {
	r.client = newClient()
	defer r.client.CloseIdleConnections()
	if err := r.recall(ctx); err != nil && ctx.Err() == nil {
		r.Log.Warn("what the witnesses have signed cannot be read; they are asked from the beginning", "error", err)
	}
	for {
		settled := r.round(ctx)
		select {
		case <-r.Clock.After(r.Every):
		case <-ctx.Done():
			return
		}
		if !settled {
			continue
		}
		select {
		case <-r.Bank.Signed():
		case <-ctx.Done():
			return
		}
	}
}

// recall takes up what the books know of the witnesses.
func (r *Rounds) recall(ctx context.Context) error {
	r.mu.Lock()
	r.last = map[string]Outcome{}
	r.mu.Unlock()
	r.asked = nil
	for _, w := range r.Witnesses {
		r.asked = append(r.asked, &standing{Witness: w})
	}
	newest, err := r.Bank.Newest(ctx)
	if err != nil {
		return err
	}
	r.publish(newest)
	known, err := r.Bank.Witnesses(ctx)
	if err != nil {
		return err
	}
	for _, k := range known {
		for _, s := range r.asked {
			if s.String() == k.Key {
				s.signs, s.says = k.Size, k.Size
			}
		}
	}
	return nil
}

// Published is the checkpoint for everybody, with the signatures that it has;
// nil when there is none.
func (r *Rounds) Published() []byte {
	if served := r.served.Load(); served != nil {
		return *served
	}
	return r.Bank.Checkpoint()
}

// round asks all witnesses at once for the newest checkpoint, and publishes it.
// It is settled when there is nothing left to ask for.
func (r *Rounds) round(ctx context.Context) (settled bool) {
	signed, err := r.Bank.Newest(ctx)
	if err != nil || signed == nil {
		if ctx.Err() == nil {
			r.Log.Warn("the newest checkpoint cannot be read; the witnesses are asked later", "error", err)
		}
		return false
	}
	at, err := proof.OpenCheckpoint(signed, r.Bank.LogKey())
	if err != nil {
		r.Log.Error("the newest checkpoint is not the log's own", "error", err)
		return false
	}
	answers := make(chan proof.Cosignature)
	go r.askAll(ctx, at.N, signed, answers)
	for c := range answers {
		signed = proof.WithCosignatures(signed, c)
		r.publish(signed)
	}
	r.publish(signed)
	settled = true
	for _, s := range r.asked {
		settled = settled && s.signs >= at.N
	}
	return settled
}

// askAll asks those whose turn it is, all at once, and gives what they sign.
func (r *Rounds) askAll(ctx context.Context, entries int64, signed []byte, answers chan<- proof.Cosignature) {
	defer close(answers)
	var asking sync.WaitGroup
	for _, s := range r.asked {
		if s.signs >= entries || s.next > r.Clock.Passed() {
			continue
		}
		asking.Go(func() {
			c, err := r.ask(ctx, s, entries, signed)
			if ctx.Err() != nil {
				return
			}
			r.note(s, err)
			if err == nil {
				answers <- c
			}
		})
	}
	asking.Wait()
}

func (r *Rounds) publish(signed []byte) { r.served.Store(&signed) }

// Standing is how many witnesses have answered how when they were asked last.
func (r *Rounds) Standing() map[Outcome]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	standing := map[Outcome]int{}
	for _, outcome := range r.last {
		standing[outcome]++
	}
	return standing
}

// A disputed says that a witness has signed for so many entries, which are not
// ours.
type disputed struct{ size int64 }

func (d disputed) Error() string {
	return fmt.Sprintf("it says that it has signed for %d entries which are not in these books", d.size)
}

// ask asks one witness for a checkpoint of so many entries, and keeps what it
// answers.
func (r *Rounds) ask(ctx context.Context, s *standing, entries int64, signed []byte) (c proof.Cosignature, err error) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	for range 3 { // it may know more than we remember of it, and then it tells
		growth, err := r.Bank.Growth(ctx, s.says, entries)
		if err != nil {
			return c, err
		}
		answer, err := add(ctx, r.client, s.Witness, s.says, growth, signed)
		if err == nil {
			if c, err = r.Bank.Cosign(ctx, s.Cosigner, signed, answer); err == nil {
				s.signs, s.says = entries, entries
			}
			return c, err
		}
		other, conflicts := errors.AsType[conflict](err)
		switch {
		case conflicts && other.size > entries:
			return c, r.dispute(ctx, s, signed, other.size)
		case conflicts && other.size != s.says:
			s.says = other.size
		case errors.Is(err, errNotGrown) && s.says > 0:
			return c, r.dispute(ctx, s, signed, s.says)
		default:
			return c, err
		}
	}
	return c, conflict{s.says}
}

// dispute keeps what the witness says: it is evidence, whoever is right.
func (r *Rounds) dispute(ctx context.Context, s *standing, signed []byte, size int64) error {
	s.says = 0
	return errors.Join(disputed{size}, r.Bank.Dispute(ctx, s.Cosigner, signed, size))
}

// note counts an outcome, and logs one that is not as the last.
func (r *Rounds) note(s *standing, err error) {
	outcome, said := Signed, ""
	if err != nil {
		outcome, said = Failed, err.Error()
		if _, ok := errors.AsType[disputed](err); ok {
			outcome = Disputed
		}
		s.fails++
		s.next = r.Clock.Passed() + min(r.Every<<min(s.fails, 20), longestWait)
	} else {
		s.fails = 0
	}
	r.Count(outcome)
	r.mu.Lock()
	before := r.last[s.String()]
	r.last[s.String()] = outcome
	r.mu.Unlock()
	if outcome == before {
		return
	}
	switch outcome {
	case Signed:
		r.Log.Info("a witness signs the log", "witness", s.Name(), "entries", s.signs)
	case Failed:
		r.Log.Warn("a witness does not sign the log; it is asked again, and nothing waits for it", "witness", s.Name(), "error", said)
	case Disputed:
		r.Log.Error("A WITNESS HAS SEEN ANOTHER HISTORY OF THESE BOOKS. An older copy was put back, somebody else has the key of the log, or the witness is wrong: "+
			"compare with the witness before anything else is given out", "witness", s.Name(), "error", said)
	}
}
