package care

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// atTime reads "Tue 17:30" in the week of monday.
func atTime(t testing.TB, text string) time.Time {
	t.Helper()
	day, clock, _ := strings.Cut(text, " ")
	i := strings.Index("MonTueWedThuFriSatSun", day)
	if i < 0 {
		t.Fatalf("%q is no day", day)
	}
	return clockTime(clock).On(monday.AddDate(0, 0, i/3))
}

func builtInPolicy(t testing.TB) *Policy {
	t.Helper()
	p, err := ParsePolicy(defaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What a timer does as time passes, minute by minute.
func TestWhenAVisitIsLookedAt(t *testing.T) {
	for _, c := range []struct {
		name     string
		accepted string
		planned  string
		late     int64
		started  string
		want     string // of a company visit of two hours
	}{
		{"taken the day before", "Mon 10:00", "Tue 09:30", 0, "",
			"Mon 17:30 evening, Tue 08:30 soon, Tue 09:45 not-begun, Tue 10:00 staff, Tue 13:30 closing"},
		{"taken in the afternoon before", "Mon 15:00", "Tue 09:30", 0, "",
			"Tue 08:30 soon, Tue 09:45 not-begun, Tue 10:00 staff, Tue 13:30 closing"},
		{"taken on the same day", "Tue 10:00", "Tue 14:30", 0, "",
			"Tue 13:30 soon, Tue 14:45 not-begun, Tue 15:00 staff, Tue 18:30 closing"},
		{"taken an hour before", "Tue 13:40", "Tue 14:30", 0, "",
			"Tue 14:45 not-begun, Tue 15:00 staff, Tue 18:30 closing"},
		{"who comes later is waited for", "Mon 10:00", "Tue 09:30", 20, "",
			"Mon 17:30 evening, Tue 08:50 soon, Tue 10:05 not-begun, Tue 10:20 staff, Tue 13:50 closing"},
		{"begun in time", "Mon 10:00", "Tue 09:30", 0, "Tue 09:30",
			"Tue 11:45 not-ended, Tue 12:15 ask-ended, Tue 13:30 closing"},
		{"begun late, and so ending late", "Mon 10:00", "Tue 09:30", 0, "Tue 10:10",
			"Tue 12:25 not-ended, Tue 12:55 ask-ended, Tue 14:10 closing"},
		{"an hour before is at night", "Mon 10:00", "Tue 08:00", 0, "",
			"Mon 17:30 evening, Tue 07:30 soon, Tue 08:15 not-begun, Tue 08:30 staff, Tue 12:00 closing"},
		{"it begins before the morning of texts", "Mon 10:00", "Tue 07:00", 0, "",
			"Mon 17:30 evening, Tue 07:30 not-begun, Tue 07:30 staff, Tue 11:00 closing"},
		{"it does not begin in the evening", "Mon 10:00", "Tue 20:50", 0, "",
			"Mon 17:30 evening, Tue 19:50 soon, Tue 21:20 staff, Wed 00:50 closing"},
		{"it ends in the evening", "Mon 10:00", "Tue 18:30", 0, "Tue 18:40",
			"Tue 20:55 not-ended, Tue 22:40 closing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := builtInPolicy(t)
			w := watched{Visit: Visit{PlannedAt: atTime(t, c.planned), PlannedMinutes: 120, Late: c.late, Open: true}, Accepted: atTime(t, c.accepted)}
			now := w.Accepted
			if c.started != "" {
				w.StartedAt = atTime(t, c.started)
				now = w.StartedAt
			}
			var got []string
			for end := now.AddDate(0, 0, 3); now.Before(end); {
				due, had, next := p.look(w, now)
				w.Had = had
				for _, n := range due {
					got = append(got, fmt.Sprintf("%s %s", now.Format("Mon 15:04"), n))
					if n == closing {
						w.FinishedAt = now
					}
				}
				if next.IsZero() || !w.FinishedAt.IsZero() {
					break
				}
				now = next
			}
			if got := strings.Join(got, ", "); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// A gateway that was off finds what still helps, once.
func TestWhatIsLateIsDoneOrLeftOut(t *testing.T) {
	for _, c := range []struct{ name, now, want string }{
		{"in the evening", "Mon 19:00", "[evening], next Tue 08:30"},
		{"in the night", "Mon 23:00", "[], next Tue 08:30"},
		{"in the last half hour", "Tue 09:10", "[soon], next Tue 09:45"},
		{"as it should have begun", "Tue 09:31", "[], next Tue 09:45"},
		{"after staff should have rung", "Tue 10:10", "[not-begun staff], next Tue 13:30"},
		{"after its end", "Tue 12:00", "[staff], next Tue 13:30"},
		{"on the next day", "Wed 10:00", "[staff closing], next -"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := builtInPolicy(t)
			w := watched{Visit: Visit{PlannedAt: atTime(t, "Tue 09:30"), PlannedMinutes: 120, Open: true}, Accepted: atTime(t, "Mon 10:00")}
			due, had, next := p.look(w, atTime(t, c.now))
			at := "-"
			if !next.IsZero() {
				at = next.Format("Mon 15:04")
			}
			if got := fmt.Sprintf("%v, next %s", due, at); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if w.Had = had; len(due) > 0 {
				again, _, _ := p.look(w, atTime(t, c.now).Add(-time.Hour))
				if slices.ContainsFunc(again, func(n nudge) bool { return slices.Contains(due, n) }) {
					t.Errorf("%v, and once the clock is set back %v", due, again)
				}
			}
		})
	}
}

// Whatever the plan and whenever one looks: until it ends a visit has a next
// look, each nudge comes at most once, and nobody is disturbed at night.
func TestAVisitIsWatchedUntilItEnds(t *testing.T) {
	p := builtInPolicy(t)
	rapid.Check(t, func(t *rapid.T) {
		minute := func(name string, most int) time.Duration {
			return time.Duration(rapid.IntRange(0, most).Draw(t, name)) * time.Minute
		}
		const days = 24 * 60
		w := watched{Accepted: monday.Add(minute("accepted", days)).In(p.Place)}
		w.Visit = Visit{PlannedAt: w.Accepted.Add(minute("lead", 3*days)), PlannedMinutes: int64(rapid.IntRange(1, 600).Draw(t, "minutes")), Open: true}
		times := map[nudge]int{}
		now := w.Accepted
		for w.FinishedAt.IsZero() {
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				w.StartedAt, w.Had = now, w.Had&15
				times[notEnded], times[askEnded] = 0, 0
			case 1:
				w.Late = int64(rapid.IntRange(1, 600).Draw(t, "late"))
			case 2:
				now = now.Add(-minute("back", 90))
			}
			due, had, next := p.look(w, now)
			w.Had = had
			for _, n := range due {
				if times[n]++; times[n] > 1 {
					t.Fatalf("%s came %d times", n, times[n])
				}
				if n.byPhone() && !p.Hours.Texts.Holds(now) {
					t.Fatalf("%s at %s", n, now.Format("15:04"))
				}
				if n == closing {
					w.FinishedAt = w.Ends()
				}
			}
			switch {
			case !w.FinishedAt.IsZero():
			case next.IsZero():
				t.Fatal("nobody looks at it any more")
			case !next.After(now):
				t.Fatalf("it is looked at again at %v, and it is %v", next, now)
			case rapid.Bool().Draw(t, "in time"):
				now = next
			default:
				now = now.Add(minute("on", 300) + time.Minute)
			}
		}
		if _, _, next := p.look(w, now); !next.IsZero() {
			t.Fatalf("a visit that is over is looked at again at %v", next)
		}
	})
}

func TestRemindersComeInTheirOrder(t *testing.T) {
	for _, broken := range []string{"not_begun = \"40m\"", "not_ended = \"50m\"", "close = \"45m\"", "before = \"0s\""} {
		name, _, _ := strings.Cut(broken, " ")
		var lines []string
		for line := range strings.Lines(string(defaultPolicy)) {
			if strings.HasPrefix(line, name+" =") {
				line = broken + "\n"
			}
			lines = append(lines, line)
		}
		if _, err := ParsePolicy([]byte(strings.Join(lines, ""))); err == nil || !strings.Contains(err.Error(), "reminders.") {
			t.Errorf("%s: %v", broken, err)
		}
	}
}
