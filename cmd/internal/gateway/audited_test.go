package gateway_test

import (
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/demo"
	"hourline/ledger"
)

// Whoever watches the machine is told that an emergency is not pursued, while
// calls are answered all the same.
func TestReadinessShowsAnEmergencyThatIsNotPursued(t *testing.T) {
	log := &recorder{t: t, expected: []string{"an emergency is not pursued"}}
	tr := &trial{T: t, Town: openWith(t, demo.Options{}, log)}
	url := tr.App.DeskURL()
	tr.eventually("the first look", func() bool {
		_, said := look(t, url+"/readyz")
		return strings.Contains(said, "ok    emergencies: pursued")
	})
	tr.play(`wang calls presses 9 hears "正在叫人"`)
	behind(tr, time.Hour) // nothing wakes Watch, for its clock stands still
	tr.eventually("an alarm", func() bool {
		status, said := look(t, url+"/readyz")
		return status == 200 && strings.Contains(said, "warn  emergencies: an alarm stands: a step of a ladder is overdue")
	})
	if said := scrape(t, tr.Town); !strings.Contains(said, `hourline_alarm{trouble="step"} 1`) || !strings.Contains(said, `hourline_alarms_total{trouble="step"} 1`) {
		t.Errorf("it is not counted:\n%s", ours(said))
	}
}

// behind puts every step of a ladder into the past, behind the loop's back.
func behind(tr *trial, by time.Duration) {
	tr.Helper()
	err := tr.App.Centre.Bank.Write(tr.Context(), func(tx *ledger.Tx) error {
		_, err := tx.Exec(`UPDATE cases SET next_at = $1 WHERE next_at IS NOT NULL`, tr.Clock.Now().Add(-by).UnixMilli())
		return err
	})
	if err != nil {
		tr.Fatal(err)
	}
}
