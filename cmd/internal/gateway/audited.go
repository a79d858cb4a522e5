package gateway

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hourline/cmd/internal/heartbeat"
	"hourline/ledger/care"
)

// auditedWithin is how old the auditor's last look may be.
const auditedWithin = 10 * time.Second

var (
	errAlarm   = errors.New("an alarm of the auditor stands")
	errChain   = errors.New("the chain of an emergency is broken")
	errUnready = errors.New("calls cannot be answered; /readyz says why")
	errUnaudit = errors.New("the auditor does not look")
)

// audited is what the auditor has to say of emergencies that are under way.
// Calls are answered whatever it is: a first ring is better than none.
func (a *App) audited() (words string, err error) {
	alarms, ago := a.Centre.Audited()
	switch {
	case len(alarms) > 0:
		return fmt.Sprintf("an alarm stands: %s", alarmWords[alarms[0]]), errAlarm
	case ago < 0:
		return "nobody has looked yet whether they are pursued: ask again in ten seconds, and restart the gateway if it is still so", errUnaudit
	case ago > auditedWithin:
		return "nobody looks whether they are pursued: restart the gateway", errUnaudit
	}
	return "pursued, as far as there are any", nil
}

// chain is what became of the newest self-test of the chain.
func (a *App) chain(ctx context.Context) (words string, err error) {
	last, passed, err := a.Centre.ChainTests(ctx)
	switch {
	case err != nil:
		return "it cannot be read", err
	case !a.profile.Tones:
		return "not possible: the carrier cannot press keys", nil
	case last.Fault != "":
		return "the last one failed: " + last.Fault.Words(), errChain
	case passed.ID == 0:
		return "none has passed yet", nil
	}
	return "passed on " + passed.Ended.UTC().Format("2006-01-02 at 15:04 UTC"), nil
}

// heart beats while calls can be answered and emergencies are pursued.
func (a *App) heart() *heartbeat.Heart {
	return &heartbeat.Heart{URL: a.settings.HeartbeatURL, Every: a.settings.HeartbeatEvery, Well: a.well, Count: a.metrics.beat, Log: a.log}
}

// well is why the watcher outside is to raise an alarm, nil for no reason.
func (a *App) well(ctx context.Context) error {
	if ready, _ := a.ready.look(ctx); !ready {
		return errUnready
	}
	_, err := a.audited()
	return err
}

// alarmWords say what is wrong and tell nothing of anybody.
var alarmWords = map[care.Trouble]string{
	care.BlindAudit: "the books cannot be read",
	care.SilentLoop: "a part of the gateway does nothing any more: restart it",
	care.LateStep:   "a step of a ladder is overdue: restart the gateway if this lasts",
	care.LateCall:   "the carrier takes neither calls nor texts: ring people by hand",
}
