package faults

import (
	"flag"
	"os"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
	"syscall"
)

var alarmKills = flag.Int("alarm-kills", 4, "how often the program is killed while emergencies run")

// An alarms is a town in which people call for help, and are helped.
type alarms struct {
	*town
	*tape
	helpers []*helper
	lives   []life
}

// A life is one process of the program, in policy time.
type life struct{ began, ready, ended time.Time }

// newAlarms is a town with everybody at home.
func newAlarms(t *testing.T, seed uint64, public string) *alarms {
	t.Helper()
	tape := newTape()
	a := &alarms{town: newTown(t, seed, alarmSpeed, public, tape), tape: tape}
	a.settle()
	a.wakeUp(func(e carrier.Event) bool {
		a.note(e)
		return claimsSomething(e)
	})
	return a
}

// TestKilledDuringEmergencies kills the real program while emergencies run,
// and finds that none is lost, none is taken twice, and nobody was told
// anything that is not so.
func TestKilledDuringEmergencies(t *testing.T) {
	t.Logf("-seed %d", *seed)
	g := newGateway(t)
	a := newAlarms(t, *seed, g.public)
	g.moveIn(alarmPeople())
	g.decree(a.town.now(), `call_lasts = "15m"`, `call_lasts = "2m"`) // a lost last word is looked up before the test is over
	g.settings(a.town)

	starts := []time.Duration{a.start(g)}
	for n := range *alarmKills {
		a.goWrong()
		a.letLive()
		a.kill(g)
		starts = append(starts, a.start(g))
		progress(n+1, *alarmKills)
	}
	a.becalm()
	for _, p := range a.helpers {
		p.h.Set(carrier.Behaviour{})
	}
	rested := g.comeToRest(a.town)
	g.end(syscall.SIGTERM)
	a.lives[len(a.lives)-1].ended = a.town.now()
	a.stop()
	if said, err := g.run("verify"); err != nil {
		a.Errorf("the books are not whole: %v: %s", err, said)
	}
	a.report(g, starts, rested)
}

// start starts a process, on books that are whole and in which every open case
// has a next step.
func (a *alarms) start(g *gateway) time.Duration {
	a.Helper()
	began := a.town.now()
	took := g.start()
	a.lives = append(a.lives, life{began: began, ready: a.town.now()})
	if said, err := g.run("verify"); err != nil {
		a.Errorf("the books are not whole: %v: %s", err, said)
	}
	g.mustLook(func(b books) error {
		stuck, err := b.names(stuckCases)
		if len(stuck) > 0 {
			a.Errorf("after a start: %v", stuck)
		}
		return err
	})
	return took
}

func (a *alarms) kill(g *gateway) {
	g.kill()
	a.lives[len(a.lives)-1].ended = a.town.now()
}

// goWrong lets the network and the helpers be difficult in another way.
func (a *alarms) goWrong() {
	a.misbehave()
	a.with(func() {
		for _, p := range a.helpers {
			p.fickle()
		}
	})
}

// report prints the table, and fails for whatever is in it that must not be.
func (a *alarms) report(g *gateway, starts []time.Duration, rested int64) {
	a.Helper()
	trial := &trial{tape: a.tape, numbers: a.numbers(), people: map[string]string{"值班室": fallback}, lives: a.lives}
	for i, name := range onDuty {
		trial.people[name] = staffNumber(i)
	}
	for _, k := range kin {
		trial.people[k.name] = k.number
	}
	var found []finding
	a.with(func() {
		a.tape.mu.Lock()
		defer a.tape.mu.Unlock()
		g.mustLook(func(b books) (err error) {
			b.now = rested
			trial.books = b
			found, err = trial.judge()
			return err
		})
	})
	a.Logf("\n%s%s%s%d emergencies; by their own clock, %d times as fast as this machine's: a phone rings again %s after a kill;\n"+
		"other phones are silent %s after somebody has pressed 1\n"+
		"%d callers were passed on to a person, because this machine was late; the auditor raised %d alarms\n",
		table(a.T, found, *alarmKills >= 100), misdeeds(a.town), summary(*alarmKills, starts),
		len(trial.cases), alarmSpeed, spread(trial.rangAgain), spread(trial.fellSilent), g.said("stands still"), g.said("trouble="))
	g.saidNoWorse()
	if a.Failed() {
		name, err := a.keep()
		if err == nil {
			err = os.CopyFS(name+".data", os.DirFS(g.data))
		}
		a.Logf("what happened stands in %s: %v", name, err)
	}
}
