package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hourline/cmd/internal/control"
	"hourline/cmd/internal/twilio"
)

// stale is how old a self-test of every day may be.
const stale = 26 * time.Hour

// selfTest looks what became of the newest self-test of the chain, or has the
// gateway make one if that is asked for. It rings nobody.
func (x *examination) selfTest(ctx context.Context) Finding {
	p, err := twilio.ProfileByName(x.Carrier)
	switch {
	case err == nil && !p.Tones:
		return fine("not possible: the carrier cannot press keys; a drill with people shows the same")
	case x.books == nil:
		return noBooks()
	case x.Call != nil:
		return x.callNow(ctx)
	}
	const mend = "\"hourline doctor --call\" makes one now; it rings nobody"
	last, passed, err := x.books.ChainTests(ctx)
	switch {
	case err != nil:
		return warning("not looked at: "+oneLine(err), "see database")
	case last.ID == 0 && x.local():
		return fine("none was made yet")
	case last.ID == 0:
		return warning("none was made yet", mend)
	case last.Fault != "":
		return failed("the last one failed: "+last.Fault.Words(), mend)
	case x.now().Sub(passed.Ended) > stale:
		return warning(fmt.Sprintf("the last one passed %d hours ago", int(x.now().Sub(passed.Ended).Hours())), mend)
	}
	return fine("the last one passed on " + passed.Ended.Format("2006-01-02 at 15:04"))
}

// callNow has the gateway make a self-test, and waits for its end.
func (x *examination) callNow(ctx context.Context) Finding {
	id, err := x.Call(ctx)
	if errors.Is(err, control.ErrNobody) {
		return failed("not made: no gateway runs on these books", "start it: hourline serve")
	}
	if err != nil {
		return failed("not made: "+oneLine(err), "mend what stands above, and ask once more")
	}
	p, err := x.books.PolicyNow(ctx)
	if err != nil {
		return failed(oneLine(err), "see policy")
	}
	const grace = 30 * time.Second
	ctx, cancel := context.WithTimeout(ctx, p.Watch.SelfTestWithin.Std()+grace)
	defer cancel()
	return x.await(ctx, id)
}

// await is what becomes of a self-test.
func (x *examination) await(ctx context.Context, id int64) Finding {
	for {
		t, err := x.books.ChainTest(ctx, id)
		switch {
		case err != nil:
			return failed("it does not end: "+oneLine(err), "the gateway's log says why")
		case t.Ended.IsZero():
		case t.Fault != "":
			return failed("it failed: "+t.Fault.Words(), "mend that, and ask once more: until then an emergency might reach nobody")
		default:
			return fine(fmt.Sprintf("it passed: key 9, a case, a call, key 1, in %d seconds", int(t.Ended.Sub(t.Began).Seconds())))
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}
