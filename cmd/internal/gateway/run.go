package gateway

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"hourline/ledger/care"
)

// Bounds of a stop.
const (
	// settleWithin is how long the attempts and commands under way may take:
	// longer than the carrier's client waits. Callers are answered meanwhile.
	settleWithin = 12 * time.Second
	// stopWithin is how long answers under way may take: longer than any webhook.
	stopWithin = 12 * time.Second
)

// Run answers the carrier and works off the outbox until ctx ends or another
// gateway takes over. It stops in an order in which nothing is lost: the
// watcher is told first; the outbox rests and commands end while callers are
// still answered; then no connection is accepted any more, so that a carrier
// asks again elsewhere, and every webhook that came in gets its whole answer.
func (a *App) Run(ctx context.Context) error {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	public, desk, office := newServer(a.Public(), a.log), newServer(a.Private(), a.log), a.newOffice(leave)
	var serving errgroup.Group
	for _, s := range []struct {
		server *server
		l      net.Listener
	}{{public, a.public}, {desk, a.desk}, {office, a.control}} {
		serving.Go(func() error { defer leave(); return s.server.serve(s.l) })
	}
	settled := a.work(ctx)
	<-ctx.Done()

	began := time.Now()
	a.log.Info("the gateway is stopping: callers are answered until the outbox rests; a second signal ends it at once")
	a.ready.fail("stopping", "the gateway is being stopped")
	a.office.close()
	select {
	case <-settled:
	case <-time.After(settleWithin):
		a.log.Warn("an attempt is still under way and is left; the next gateway will look it up at the carrier")
	}
	if a.held || a.office.promised() {
		public.dwindle()
	}
	quiet := time.Now()
	err := errors.Join(public.stop(), desk.stop(), office.stop(), serving.Wait())
	a.log.Info("the gateway answers nobody any more", "rest", quiet.Sub(began).Round(time.Millisecond), "answers", time.Since(quiet).Round(time.Millisecond))
	return err
}

// work works off the outbox until ctx ends. The channel is closed when
// everything that was begun, commands of other programs included, is settled.
func (a *App) work(ctx context.Context) (settled <-chan struct{}) {
	var all sync.WaitGroup
	calls, texts := a.dialer().Hand(), a.sender().Hand()
	all.Go(func() { a.Centre.Work(ctx, care.EmergencyLane, 16, calls) })
	all.Go(func() { a.Centre.Work(ctx, care.UrgentLane, 8, either(calls, texts)) })
	all.Go(func() { a.Centre.Work(ctx, care.CallLane, 4, calls) })
	all.Go(func() { a.Centre.Work(ctx, care.TextLane, 4, texts) })
	all.Go(func() { a.Centre.Watch(ctx) })
	all.Go(func() { a.Centre.Audit(ctx) })
	if a.settings.HeartbeatURL != "" {
		all.Go(func() { a.heart().Run(ctx) })
	}
	if a.backups != nil {
		all.Go(func() { a.backups.Run(ctx) })
	}
	if a.witnesses != nil {
		all.Go(func() { a.witnesses.Run(ctx) })
	}
	all.Go(func() { <-ctx.Done(); a.office.rest() })
	all.Go(func() { <-ctx.Done(); a.storeLate() })
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	return done
}

// storeLate gives emergencies that met broken books a last chance.
func (a *App) storeLate() {
	ctx, cancel := context.WithTimeout(context.Background(), settleWithin)
	defer cancel()
	a.Centre.Insisted(ctx)
}

// either hands texts of the urgent lane to the sender, all else to the dialer.
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

// Close closes the books and the listeners, and hands them to the gateway that
// takes over, if there is one. Run must have returned.
func (a *App) Close() error {
	var faults []error
	if a.Centre != nil {
		faults = append(faults, a.keepSessions(), a.Centre.Close())
	}
	if a.sessions != nil {
		faults = append(faults, a.sessions.Close())
	}
	for _, l := range []net.Listener{a.control, a.public, a.desk} {
		if l == nil {
			continue
		}
		if err := l.Close(); !errors.Is(err, net.ErrClosed) {
			faults = append(faults, err)
		}
	}
	return errors.Join(append(faults, a.office.pass())...)
}
