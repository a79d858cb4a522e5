package care

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParsePhone(t *testing.T) {
	for written, want := range map[string]Phone{
		"13812345678":       "+8613812345678",
		"138 1234 5678":     "+8613812345678",
		"+86 138-1234-5678": "+8613812345678",
		"008613812345678":   "+8613812345678",
		"0871-12345678":     "+8687112345678",
		"(0871)12345678":    "+8687112345678",
		"＋８６１３８１２３４５６７８": "+8613812345678",
		"+442079460958": "+442079460958",
	} {
		if got, err := ParsePhone(written); err != nil || got != want {
			t.Errorf("%q is %q (%v), want %q", written, string(got), err, string(want))
		}
	}
}

func TestParsePhoneRefusesWhatCannotBeRung(t *testing.T) {
	for _, written := range []string{"", "wang", "12", "110", "119", "120", "122", "999", "112", "+86110", "1381234567", "138123456789", "+8656696", "+86282452253", "+999123456789"} {
		if got, err := ParsePhone(written); err == nil {
			t.Errorf("%q became %q", written, string(got))
		}
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"13812345678", "0871-12345678", "+86", "110", "ext 5", "０８７１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, written string) {
		p, err := ParsePhone(written)
		if err != nil {
			return
		}
		if Caller(string(p)) != p {
			t.Errorf("%q became %q, which no caller could have", written, string(p))
		}
		if again, err := ParsePhone(string(p)); err != nil || again != p {
			t.Errorf("%q became %q and then %q (%v)", written, string(p), string(again), err)
		}
	})
}

func TestCallerIsHiddenUnlessItIsANumber(t *testing.T) {
	for from, want := range map[string]Phone{
		"+8613812345678": "+8613812345678",
		"+8687112345678": "+8687112345678",
		"":               "", "anonymous": "", "+": "", "+12": "", "13812345678": "", "+86138x2345678": "",
		"+266696687": "", "+7378742833": "", "+2562533": "", "+86282452253": "", "+8656696": "", "+86696687": "",
		"sip:wang@example.org": "", "+861381234567812345": "", "+86 1381234567": "", "+８６１３８": "",
	} {
		if got := Caller(from); got != want {
			t.Errorf("%q is the caller %q, want %q", from, string(got), string(want))
		}
	}
}

// However a phone is printed or logged, alone or inside what carries it, no
// whole number, name or address comes out.
func TestNothingPrivateIsPrinted(t *testing.T) {
	p := Phone("+8613812345678")
	m := Member{ID: 7, Number: "10000074", Name: "王奶奶", Address: "翠湖路3号", Phones: []Phone{p}, Contacts: []Contact{{"小王", p, HasKey}}}
	responder := Responder{Member: 7, Name: "王奶奶", Phone: p}
	facts := Facts{Name: "王奶奶", Helper: "小王", Address: "翠湖路3号", Phone: p}
	for _, private := range []any{
		p, m, m.Contacts[0], responder, facts,
		Ladder{Responders: []Responder{responder}},
		Case{ID: 3, Phone: p, Members: []Member{m}, Ladder: Ladder{Responders: []Responder{responder}}},
		Outgoing{ID: 9, Key: "stranger/" + string(p), Phone: p, Facts: facts, Body: "王奶奶, 翠湖路3号"},
		Alarm{Source: "call/CA1", Phone: p}, Text{SID: "SM1", From: p},
		Number{Who: "guard", Name: "王奶奶", Phone: p}, Plan{Numbers: []Number{{Name: "王奶奶", Phone: p}}},
		LadderTable{Arrangement: Arrangement{Body: "王奶奶" + string(p)}, People: map[Who][]Responder{OnDuty: {responder}}},
		LadderFile{Body: []byte(p)}, Roster{Shifts: []Shift{{Members: []string{"王奶奶:13812345678"}}}},
		DutyTable{Now: []Member{m}}, ArrangedRoster{Instead: []Responder{responder}}, Report{Case: Case{Phone: p, Members: []Member{m}}},
		Ticket{Source: "join/" + string(p), Phone: p, Note: "王奶奶"}, Line{Phone: p, Members: []Member{m}},
	} {
		var out bytes.Buffer
		slog.New(slog.NewTextHandler(&out, nil)).Info("text", "of", private, "group", slog.GroupValue(slog.Any("in", private)))
		slog.New(slog.NewJSONHandler(&out, nil)).Info("json", "of", private, "group", slog.GroupValue(slog.Any("in", private)))
		for _, secret := range []string{"13812345678", "王奶奶", "小王", "翠湖路"} {
			if strings.Contains(out.String(), secret) {
				t.Errorf("%T gives away %s in the log:\n%s", private, secret, out.String())
			}
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		if out := fmt.Sprintf(verb, p) + fmt.Sprintf(verb, m.Phones); strings.Contains(out, "138123") || strings.Contains(out, "313338") {
			t.Errorf("%s prints %s", verb, out)
		}
	}
	if got := p.String(); got != "…5678" {
		t.Errorf("masked as %s", got)
	}
	if got := Phone("").String(); got != "(hidden)" {
		t.Errorf("a hidden caller is %s", got)
	}
}

func TestMemberNumbersCatchEverySlip(t *testing.T) {
	for id := int64(1); id < 3000; id += 17 {
		number := []byte(memberNumber(id))
		if !ValidNumber(string(number)) {
			t.Fatalf("%s is refused", number)
		}
		for i := range number {
			right := number[i]
			for wrong := byte('0'); wrong <= '9'; wrong++ {
				number[i] = wrong
				if wrong != right && ValidNumber(string(number)) {
					t.Errorf("%s passes for member %d", number, id)
				}
			}
			number[i] = right
			if i > 0 && number[i] != number[i-1] {
				number[i], number[i-1] = number[i-1], number[i]
				if ValidNumber(string(number)) {
					t.Errorf("%s passes for member %d", number, id)
				}
				number[i], number[i-1] = number[i-1], number[i]
			}
		}
	}
	for _, s := range []string{"", "1000001", "100000123", "1000001a", "١٠٠٠٠٠١٢"} {
		if ValidNumber(s) {
			t.Errorf("%q passes", s)
		}
	}
}

func clockTime(s string) TimeOfDay {
	var at TimeOfDay
	if err := at.UnmarshalText([]byte(s)); err != nil {
		panic(err)
	}
	return at
}

func TestSpanKnowsItsNextBeginning(t *testing.T) {
	texts := Span{clockTime("07:30"), clockTime("21:00")}
	at := func(day int, s string) time.Time { return clockTime(s).On(monday.AddDate(0, 0, day)) }
	for _, c := range []struct{ now, next time.Time }{
		{at(0, "00:00"), at(0, "07:30")},
		{at(0, "07:29"), at(0, "07:30")},
		{at(0, "07:30"), at(0, "07:30")},
		{at(0, "20:59"), at(0, "20:59")},
		{at(0, "21:00"), at(1, "07:30")}, // the end is not included
		{at(0, "23:59"), at(1, "07:30")}, // over midnight
		{at(7, "23:59"), at(8, "07:30")}, // over the end of a month
	} {
		if got := texts.Next(c.now); !got.Equal(c.next) {
			t.Errorf("after %v comes %v, want %v", c.now, got, c.next)
		}
		if texts.Holds(c.now) != c.now.Equal(c.next) {
			t.Errorf("%v: holds is %v", c.now, texts.Holds(c.now))
		}
	}
}

func TestHoursAreWrittenAsPeopleWriteThem(t *testing.T) {
	for s, fine := range map[string]bool{"09:30": true, "00:00": true, "23:59": true, "24:00": false, "9.30": false, "": false} {
		var at TimeOfDay
		err := at.UnmarshalText([]byte(s))
		if back, _ := at.MarshalText(); (err == nil) != fine || fine && string(back) != s {
			t.Errorf("%q: %v, written back as %s", s, err, back)
		}
	}
	for s, fine := range map[string]bool{"90s": true, "0s": true, "-1s": false, "90": false, "an hour": false} {
		var d Duration
		if err := d.UnmarshalText([]byte(s)); (err == nil) != fine {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestBuiltInPolicyIsTheOneOfTheDesign(t *testing.T) {
	p, err := ParsePolicy(defaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	if p.Place.String() != "Asia/Shanghai" || p.Visit.RoundMinutes != 15 || p.Visit.CapMinutes != 240 || p.Emergency.CancelWithin.Std() != 15*time.Second {
		t.Errorf("%+v", p)
	}
	var after []time.Duration
	for _, s := range p.Emergency.Steps {
		after = append(after, s.After.Std())
	}
	const s = time.Second
	if first := p.Emergency.Steps[0]; !slices.Equal(after, []time.Duration{0, 30 * s, 90 * s, 180 * s}) || first.Count != 2 || !slices.Equal(first.Call, []Who{OnDuty}) {
		t.Errorf("steps %+v", p.Emergency.Steps)
	}
}

// Each fault is one edit of the built-in policy, and the words that mend it.
func TestFaultyPolicyIsRefusedWithItsMend(t *testing.T) {
	for _, c := range []struct{ old, new, mend string }{
		{`zone = "Asia/Shanghai"`, `zone = "Mars/Olympus"`, "write it like Asia/Shanghai"},
		{`zone = "Asia/Shanghai"`, ``, "write it like Asia/Shanghai"},
		{`round_minutes = 15`, `round_minuts = 15`, "look for a spelling mistake"},
		{`round_minutes = 15`, `round_minutes = 0`, "round_minutes must be 1 to 60"},
		{`cap_minutes = 240`, `cap_minutes = 1441`, "cap_minutes must be 1 to 1440"},
		{`too_short_minutes = 5`, `too_short_minutes = 720`, "less than too_long_minutes"},
		{`undo = "30m"`, `undo = "half an hour"`, "write it like 90s"},
		{`slots = ["09:30", "14:30"]`, `slots = []`, "at least one time of day"},
		{`slots = ["09:30", "14:30"]`, `slots = ["9 o'clock"]`, "write it like 09:30"},
		{`any_days = 3`, `any_days = 0`, "any_days must be 1 to 31"},
		{`hospital = 180`, ``, "planned_minutes.hospital must be 1 to 1440"},
		{`staffed = ["08:30", "17:30"]`, `staffed = ["17:30", "08:30"]`, "hours.staffed must end after it begins"},
		{`calls = ["09:00", "19:00"]`, `calls = ["09:00"]`, `["09:00", "19:00"]`},
		{`confirm = ["08:00", "21:00"]`, `confirm = "all day"`, `["09:00", "19:00"]`},
		{`texts = ["07:30", "21:00"]`, ``, "hours.texts must end after it begins"},
		{`ring = 8`, `ring = 0`, "dispatch.ring, every and give_up must be positive"},
		{`wrong_codes = 5`, `wrong_codes = 0`, "wrong_codes, wrong_window and lock"},
		{"attempts = 3\nevery = \"30m\"", "attempts = 0\nevery = \"30m\"", "announce.attempts"},
		{"attempts = 2\nevery = \"1h\"", "attempts = 2\nevery = \"0s\"", "confirm.attempts"},
		{`lease = "60s"`, `lease = "0s"`, "outbox.lease"},
		{`retry_to = "60s"`, `retry_to = "1s"`, "retry_to no less than retry_from"},
		{`text_attempts = 2`, `text_attempts = 0`, "text_attempts must be positive"},
		{`ring_for = "25s"`, `ring_for = "0s"`, "emergency.ring_for"},
		{`then_every = "5m"`, `then_every = "0s"`, "then_every must be positive"},
		{`check_after = "10m"`, `check_after = "0s"`, "check_after and drill_for must be positive"},
		{`fallback_name = "值班室"`, `fallback_name = ""`, "what the fallback number is called"},
		{"after = \"0s\"\ncall", "after = \"5s\"\ncall", "first of emergency.steps must be after 0s"},
		{"after = \"90s\"\ncall", "after = \"20s\"\ncall", "later than the one before"},
		{`count = 2 # of`, `count = -1 # of`, "neither after nor count can be negative"},
		{`call = ["duty", "staff"]`, `call = ["dutty"]`, `emergency.cancelled.steps: nobody is called "dutty"`},
		{`elder_calls = ["2m", "7m"]`, `elder_calls = ["7m", "2m"]`, "emergency.silent.elder_calls must be positive"},
	} {
		if !strings.Contains(string(defaultPolicy), c.old) {
			t.Fatalf("the built-in policy has no %s any more", c.old)
		}
		body := strings.Replace(string(defaultPolicy), c.old, c.new, 1)
		if _, err := ParsePolicy([]byte(body)); err == nil || !strings.Contains(err.Error(), c.mend) {
			t.Errorf("%s: %v\nwant %q", c.new, err, c.mend)
		}
	}
	noSteps, _, _ := strings.Cut(string(defaultPolicy), "[[emergency.steps]]")
	_, outbox, _ := strings.Cut(string(defaultPolicy), "[outbox]")
	if _, err := ParsePolicy([]byte(noSteps + "[outbox]" + outbox)); err == nil || !strings.Contains(err.Error(), "nobody would be rung") {
		t.Errorf("no steps: %v", err)
	}
}

func TestEveryFaultOfAPolicyIsToldAtOnce(t *testing.T) {
	body := strings.NewReplacer("round_minutes = 15", "round_minutes = 0", "ring = 8", "ring = 0", `ring_for = "25s"`, `ring_for = "0s"`).Replace(string(defaultPolicy))
	_, err := ParsePolicy([]byte(body))
	for _, fault := range []string{"round_minutes", "dispatch.ring", "emergency.ring_for"} {
		if err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("%s is not told: %v", fault, err)
		}
	}
}

// FuzzPolicy feeds policy files. One that is taken can be carried out: no
// interval that never ends, no day without a slot, no ladder without a step.
func FuzzPolicy(f *testing.F) {
	f.Add(defaultPolicy)
	f.Add([]byte(""))
	f.Add([]byte("zone = \"Asia/Shanghai\"\n[visit]\nslots = [\"24:00\"]\n"))
	f.Add([]byte("[emergency]\nsteps = 3\n"))
	f.Add(bytes.ReplaceAll(defaultPolicy, []byte(`"30m"`), []byte(`"-30m"`)))
	f.Add(bytes.ReplaceAll(defaultPolicy, []byte(`= 15`), []byte(`= 9223372036854775807`)))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := ParsePolicy(body)
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" || p != nil {
				t.Errorf("refused with %q and %v", err, p)
			}
			return
		}
		now := monday.In(p.Place)
		for _, s := range []Span{p.Hours.Staffed, p.Hours.Calls, p.Hours.Confirm, p.Hours.Texts} {
			if at := s.Next(now); at.Before(now) || at.Sub(now) > 26*time.Hour {
				t.Errorf("the hours %v begin next at %v", s, at)
			}
		}
		l := testLadder(3)
		l.RingFor, l.BusyAgain, l.RepeatEvery, l.RepeatFor, l.ThenEvery, l.ElderCalls = p.Emergency.RingFor, p.Emergency.BusyAgain,
			p.Emergency.RepeatEvery, p.Emergency.RepeatFor, p.Emergency.ThenEvery, p.Emergency.ElderCalls
		progress := l.Begin(now)
		for range 50 {
			var rings []Effect
			progress, rings = l.Next(progress, Due, -1, progress.StepAt)
			if at, ok := l.NextAt(progress); !ok || at.Before(now) || len(ringing(rings)) > 3 {
				t.Fatalf("an open case has its next step at %v, and rings %v", at, rings)
			}
		}
	})
}

// A ladder is frozen as JSON; it must come back as it went in.
func TestFrozenLadderComesBackWhole(t *testing.T) {
	l := testLadder(3)
	body, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	var back Ladder
	if err := json.Unmarshal(body, &back); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(back) != fmt.Sprint(l) || back.Responders[1].Phone != l.Responders[1].Phone {
		t.Errorf("%+v came back as %+v", l, back)
	}
}

func TestCodesCannotBeForeseen(t *testing.T) {
	seen := map[int]bool{}
	for range 1000 {
		n := unguessable(7)
		if n < 0 || n > 6 {
			t.Fatalf("%d is out of range", n)
		}
		seen[n] = true
	}
	if len(seen) != 7 {
		t.Errorf("only %d of 7 numbers came up", len(seen))
	}
}

// On the two nights of the year in which a zone changes its clocks, hours
// begin and end by the clock, and a day is a day.
func TestHoursInANightThatIsLongerOrShorter(t *testing.T) {
	staffed := Span{clockTime("08:30"), clockTime("17:30")}
	for _, c := range []struct {
		zone, evening string // a Saturday
		night         time.Duration
	}{
		{"Europe/Berlin", "2026-03-28 22:00", 9*time.Hour + 30*time.Minute},
		{"Europe/Berlin", "2026-10-24 22:00", 11*time.Hour + 30*time.Minute},
		{"America/Santiago", "2026-09-05 22:00", 9*time.Hour + 30*time.Minute}, // midnight itself is left out
		{"Asia/Beirut", "2026-03-28 22:00", 9*time.Hour + 30*time.Minute},
		{"Asia/Shanghai", "2026-03-28 22:00", 10*time.Hour + 30*time.Minute},
	} {
		place, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		evening, err := time.ParseInLocation("2006-01-02 15:04", c.evening, place)
		if err != nil {
			t.Fatal(err)
		}
		morning := staffed.Next(evening)
		if morning.Format("15:04") != "08:30" || morning.Sub(evening) != c.night || staffed.Holds(morning.Add(-time.Minute)) || !staffed.Holds(morning) {
			t.Errorf("%s: after %s opens %v, %v later", c.zone, c.evening, morning, morning.Sub(evening))
		}
		sunday := morning.Format(time.DateOnly)
		if got := Tomorrow.Day(evening); got.Format(time.DateOnly) != sunday || !Tomorrow.Meant(got, morning).Equal(Today.Day(morning)) {
			t.Errorf("%s: the day after %s begins at %v", c.zone, c.evening, got)
		}
		for at := evening; at.Before(morning); at = at.Add(time.Minute) {
			if next := staffed.Next(at); !next.Equal(morning) {
				t.Fatalf("%s: at %v it opens at %v", c.zone, at, next)
			}
		}
	}
}
