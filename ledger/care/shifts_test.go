package care

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// shown is a moment on the clock on the wall: 2026-12-01 08:00.
func shown(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// rosterOfLines reads a roster that has no fault; its members are words.
func rosterOfLines(t testing.TB, lines string) Roster {
	t.Helper()
	r, bad, err := readRoster([]byte("days,from,until,member\n"+lines), false)
	if err != nil || len(bad) > 0 {
		t.Fatal(err, bad)
	}
	return r
}

// aWeek has nights, a weekend and a holiday of its own.
const aWeek = `mon-fri,08:00,20:00,Li
mon-fri,20:00,08:00,Zhao,Wu
周六至周日,8:00,08:00,Sun
2026-12-25,00:00,08:00,Zhou
2026-12-25~2026-12-26,08:00,24:00,Zhou
`

func TestWhoIsOnDuty(t *testing.T) {
	r := rosterOfLines(t, aWeek)
	for _, c := range []struct{ at, want string }{
		{"2026-11-23 07:59", "Sun"}, // a Monday: Sunday's shift ends
		{"2026-11-23 08:00", "Li"},
		{"2026-11-23 19:59", "Li"},
		{"2026-11-23 20:00", "Zhao Wu"},
		{"2026-11-24 00:00", "Zhao Wu"},
		{"2026-11-24 07:59", "Zhao Wu"},
		{"2026-11-28 07:59", "Zhao Wu"}, // Saturday: Friday's night
		{"2026-11-28 08:00", "Sun"},
		{"2026-12-25 00:00", "Zhao Wu Zhou"}, // a Friday of its own, and Thursday's night
		{"2026-12-25 12:00", "Zhou"},
		{"2026-12-26 00:00", ""},
		{"2026-12-26 12:00", "Zhou"}, // a Saturday of its own
		{"2026-12-27 00:00", ""},     // its night is gone too
		{"2026-12-27 08:00", "Sun"},
	} {
		if got := strings.Join(r.on(shown(t, c.at)), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.at, got, c.want)
		}
	}
}

func TestGapsAreNamed(t *testing.T) {
	from := shown(t, "2026-12-01 12:00")
	for _, c := range []struct{ name, lines, want string }{
		{"whole", "daily,08:00,08:00,Li\n", ""},
		{"whole to 24", "每天,00:00,24:00,Li\n", ""},
		{"a holiday leaves two", aWeek, "2026-12-26 00:00 to 2026-12-26 08:00; 2026-12-27 00:00 to 2026-12-27 08:00"},
		{"holidays that are over", strings.ReplaceAll(aWeek, "2026-12", "2026-10"), ""},
		{"no nights", "daily,08:00,20:00,Li\n", "every Mon 20:00 to Tue 08:00; every Tue 20:00 to Wed 08:00; every Wed 20:00 to Thu 08:00; every Thu 20:00 to Fri 08:00; every Fri 20:00 to Sat 08:00; every Sat 20:00 to Sun 08:00; every Sun 20:00 to Mon 08:00"},
		{"no weekend", "mon-thu,08:00,08:00,Li\nfri,08:00,24:00,Li\n", "every Sat 00:00 to Mon 08:00"},
		{"the night into Monday", "daily,00:00,24:00,Li\n2026-12-07,00:00,23:00,Li\n", "2026-12-07 23:00 to 2026-12-08 00:00"},
		{"days of their own alone", "2026-12-07~2026-12-13,00:00,24:00,Li\n", "in the whole week, but for days with shifts of their own"},
		{"a minute", "daily,08:00,07:59,Li\n", "every Mon 07:59 to Mon 08:00; every Tue 07:59 to Tue 08:00; every Wed 07:59 to Wed 08:00; every Thu 07:59 to Thu 08:00; every Fri 07:59 to Fri 08:00; every Sat 07:59 to Sat 08:00; every Sun 07:59 to Sun 08:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, g := range rosterOfLines(t, c.lines).Gaps(from) {
				got = append(got, g.String())
			}
			if strings.Join(got, "; ") != c.want {
				t.Errorf("%s\nwant %s", strings.Join(got, "; "), c.want)
			}
		})
	}
}

func TestDaysAreWrittenInManyWays(t *testing.T) {
	for text, want := range map[string]string{
		"mon-fri":                       "12345",
		"Monday to Friday":              "12345",
		"周一至周五":                         "12345",
		"星期一 — 星期五":                     "12345",
		"周一-周五":                         "12345",
		"fri-mon":                       "1567",
		"mon、wed|周六":                    "136",
		"sat sun":                       "67",
		"周末":                            "67",
		"每天":                            "1234567",
		"DAILY":                         "1234567",
		"周日":                            "7",
		"礼拜天":                           "7",
		"2026-12-01":                    "2026-12-01",
		"2026/12/1":                     "2026-12-01",
		"2026-12-30~2027-01-01":         "2026-12-30 2026-12-31 2027-01-01",
		"2026-12-30 至 2027-01-01":       "2026-12-30 2026-12-31 2027-01-01",
		"2026-12-30-2026-12-31":         "2026-12-30 2026-12-31",
		"2026/12/30 - 2026/12/31 | mon": "1 2026-12-30 2026-12-31",
	} {
		d, err := ParseDays(text)
		var got []string
		week := ""
		for i := range 7 {
			if d.week[(i+1)%7] {
				week += fmt.Sprint(i + 1)
			}
		}
		if week != "" {
			got = append(got, week)
		}
		for _, at := range newRoster([]Shift{{Days: d}}).dates() {
			got = append(got, at.Format(time.DateOnly))
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %s %v, want %s", text, got, err, want)
		}
		if again, err := ParseDays(d.Written); err != nil || again.week != d.week || !slices.Equal(again.own, d.own) {
			t.Errorf("%s is stored as %q, which is read as something else: %v", text, d.Written, err)
		}
	}
}

// At every moment somebody is on duty, or a gap is named that it lies in; and
// what a roster is stored as says the same.
func TestEveryMomentIsCoveredOrNamed(t *testing.T) {
	today := shown(t, "2026-11-23 00:00")
	minutes := rapid.IntRange(0, 24*60-1)
	rapid.Check(t, func(t *rapid.T) {
		r := anyRoster(t, today)
		at := today.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "days"))*day + time.Duration(minutes.Draw(t, "minutes"))*time.Minute)
		on := r.on(at)
		named := slices.ContainsFunc(r.Gaps(today), func(g Gap) bool { return g.holds(at) })
		if len(on) == 0 && !named {
			t.Fatalf("nobody is on duty at %s, and no gap of %v names it", at, r.Gaps(today))
		}
		if gaps := r.gaps(at, at.Add(time.Minute)); (len(gaps) == 0) != (len(on) > 0) {
			t.Fatalf("%v are on duty at %s, whose gaps are %v", on, at, gaps)
		}
		next, _ := r.next(at)
		if before := next.Add(-time.Minute); before.After(at) && !slices.Equal(r.on(before), on) {
			t.Fatalf("nothing changes before %s, but %v are followed by %v", next, on, r.on(before))
		}
		for _, n := range on {
			if from, until := r.spell(n, at); from.After(at) || !until.After(at) || !slices.Contains(r.on(until.Add(-time.Minute)), n) {
				t.Fatalf("the duty of %s at %s is %s to %s", n, at, from, until)
			}
		}
		body, err := r.body()
		again, bad, errAgain := readRoster([]byte(body), false)
		if err != nil || errAgain != nil || len(bad) > 0 || !slices.Equal(again.on(at), on) {
			t.Fatalf("stored as\n%s\nit says %v: %v %v %v", body, again.on(at), err, errAgain, bad)
		}
	})
}

// holds tells whether a moment lies in a gap.
func (g Gap) holds(at time.Time) bool {
	if g.Weekly { // the week of the gap has the date of aMonday
		at = aMonday.Add(at.Sub(aMonday) % (7 * day))
		if at.Before(g.From) {
			at = at.Add(7 * day)
		}
	}
	return !at.Before(g.From) && at.Before(g.Until)
}

func anyRoster(t *rapid.T, today time.Time) Roster {
	var shifts []Shift
	hours := rapid.SampledFrom([]int{0, 1, 8, 12, 20, 23})
	for i := range rapid.IntRange(1, 6).Draw(t, "shifts") {
		days := "daily"
		switch rapid.IntRange(0, 2).Draw(t, "kind of days") {
		case 0:
			first := today.AddDate(0, 0, rapid.IntRange(-5, 20).Draw(t, "date"))
			days = first.Format(time.DateOnly) + "~" + first.AddDate(0, 0, rapid.IntRange(0, 9).Draw(t, "dates")).Format(time.DateOnly)
		case 1:
			word := rapid.SampledFrom([]string{"mon", "tue", "sat", "sun"})
			days = word.Draw(t, "first") + "-" + word.Draw(t, "last")
		}
		d, err := ParseDays(days)
		if err != nil {
			t.Fatal(err)
		}
		shifts = append(shifts, Shift{
			Line: i + 2, Days: d,
			From:    TimeOfDay(hours.Draw(t, "from")*60 + rapid.IntRange(0, 1).Draw(t, "minute")),
			Until:   TimeOfDay(hours.Draw(t, "until") * 60),
			Members: rapid.SampledFrom([][]string{{"Li"}, {"Wu"}, {"Wu", "Li"}}).Draw(t, "members"),
		})
	}
	return newRoster(shifts)
}

func FuzzRoster(f *testing.F) {
	for _, file := range []string{
		"days,from,until,member\n" + aWeek, "days;from;until;member;member\n周一-周五;8:00;20:00;10000012;王主任 13800000102\n",
		"days,from,until,member\nmon,24:00,25:00,\n\"", "days\n", "", "PK\x03\x04", "days,from,until,member\n2026-02-30~2026-13-01,0:00,24:00,x\n",
	} {
		f.Add([]byte(file), true)
	}
	at := shown(f, "2026-12-25 07:30")
	f.Fuzz(func(t *testing.T, file []byte, gbk bool) {
		r, bad, err := readRoster(file, gbk)
		if err != nil && (len(bad) > 0 || err.Error() == "") {
			t.Fatalf("%v and %v", bad, err)
		}
		for _, b := range bad {
			if b.Line < 0 || b.Reason == "" {
				t.Errorf("a fault nobody can mend: %+v", b)
			}
		}
		if err != nil || len(bad) > 0 || len(r.Shifts) > 20 {
			return
		}
		body, err := r.body()
		again, bad, errAgain := readRoster([]byte(body), false)
		if err != nil || errAgain != nil || len(bad) > 0 || !slices.Equal(again.on(at), r.on(at)) {
			t.Fatalf("stored as\n%s\nit says %v, not %v: %v %v %v", body, again.on(at), r.on(at), err, errAgain, bad)
		}
		r.Gaps(at)
		r.overlaps()
	})
}
