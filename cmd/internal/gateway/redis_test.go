package gateway_test

import (
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/demo"
	"hourline/ivr/session/redistest"
)

// turnBound is how long any turn may take while Redis fails: the patience of
// the one that finds out, with room for a machine that does other things.
const turnBound = 4 * time.Second

// What Redis does between two keys of a call. Nobody hears of it: the call
// goes on, what was asked for is booked once, and an emergency does not ask.
func TestRedisFailsBetweenTwoKeys(t *testing.T) {
	for _, c := range []struct {
		name        string
		fail, mend  func(*redistest.Server, *redistest.Proxy)
		nobodyKnows bool // it is back before anybody asks
	}{
		{name: "stops", fail: func(s *redistest.Server, _ *redistest.Proxy) { s.Stop() }, mend: func(s *redistest.Server, _ *redistest.Proxy) { s.Restart() }},
		{name: "hangs", fail: func(_ *redistest.Server, p *redistest.Proxy) { p.Delay(time.Hour) }, mend: func(_ *redistest.Server, p *redistest.Proxy) { p.Delay(0) }},
		{name: "starts again empty", fail: func(s *redistest.Server, _ *redistest.Proxy) { s.Restart() }, mend: func(*redistest.Server, *redistest.Proxy) {}, nobodyKnows: true},
		{name: "says ERR", fail: refuse("ERR internal error"), mend: refuse("")},
		{name: "is loading", fail: refuse("LOADING Redis is loading the dataset in memory"), mend: refuse("")},
		{name: "is a replica", fail: refuse("READONLY You can't write against a read only replica."), mend: refuse("")},
		{name: "is full and can only be read", fail: tell("CONFIG SET maxmemory 1"), mend: tell("CONFIG SET maxmemory 0")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := redistest.Start(t)
			proxy := redistest.NewProxy(t, server)
			log := &recorder{t: t}
			tr := &trial{T: t, Town: openWith(t, demo.Options{RedisURL: proxy.URL}, log)}
			tr.turn(`wang calls hears "王奶奶您好"`, `wang presses 1 2 2 hears "对的,请按1"`)
			c.fail(server, proxy)
			tr.turn(
				`wang presses 1 hears "记下了"`,
				`zhang texts "SOS" gets "正在叫人"`,
				`li calls hears "李爷爷"`,
				`li presses 1 hears "请人到家里来"`,
				`li presses 9 hears "正在叫人"`,
				`director is rung hears "紧急"`,
				`director presses 1 hears "交给您了"`,
				`ma is rung hears "紧急"`,
				`ma presses 1 hears "交给您了"`,
				`wang hangs up`,
				`wang calls presses 3 hears "还没有人接"`,
			)
			c.mend(server, proxy)
			tr.play("advance 3s") // so long is a server that failed left alone
			tr.turn(`wang presses *`, `wang presses 1 1 1 1 hears "记下了"`, `wang hangs up`)
			if warned := log.count("level=WARN msg=\"Redis fails"); warned != 1 && !c.nobodyKnows {
				t.Errorf("the outage was told %d times", warned)
			}
			if status, said := look(t, tr.App.DeskURL()+"/readyz"); status != 200 || !strings.Contains(said, "ok    sessions") {
				t.Errorf("%d %s", status, said)
			}
			if n := tr.count("cases WHERE state = 'accepted'"); n != 2 {
				t.Errorf("%d emergencies are accepted, want both", n)
			}
			if n := tr.count("requests"); n != 2 {
				t.Errorf("%d requests are booked, want both, once", n)
			}
			tr.whole()
		})
	}
}

func refuse(with string) func(*redistest.Server, *redistest.Proxy) {
	return func(_ *redistest.Server, p *redistest.Proxy) { p.Refuse(with) }
}

func tell(command string) func(*redistest.Server, *redistest.Proxy) {
	return func(s *redistest.Server, _ *redistest.Proxy) { s.Tell(command) }
}

// turn plays lines, none of which may take long.
func (tr *trial) turn(lines ...string) {
	tr.Helper()
	for _, line := range lines {
		if took := tr.play(line); took > turnBound {
			tr.Errorf("it took %v: %s", took, line)
		}
	}
}
