package gateway_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"hourline/cmd/internal/demo"
	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/prompts"
)

// A spill is everything that a run leaves behind besides the words to people:
// all of the log, every URL, the pages for those who watch the machine.
type spill struct {
	mu    sync.Mutex
	lines []string
	known map[string]string // what nobody may read, by what it is
}

func (s *spill) Write(b []byte) (int, error) {
	s.add("log", string(b))
	return len(b), nil
}

func (s *spill) add(where, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, where+": "+strings.TrimSpace(text))
}

func (s *spill) secret(what, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if value != "" {
		s.known[value] = what
	}
}

// count is how many lines have these words.
func (s *spill) count(words string) (n int) {
	for _, line := range s.lines {
		if strings.Contains(line, words) {
			n++
		}
	}
	return n
}

// town opens a town that spills into s.
func (s *spill) town(t *testing.T, o demo.Options) *demo.Town {
	t.Helper()
	if o.Data == "" {
		o.Data = settled(t)
	}
	o.Logger = slog.New(slog.NewTextHandler(s, &slog.HandlerOptions{Level: slog.LevelDebug}))
	o.Watch = func(method, url string) { s.add("url", method+" "+url) }
	town, err := demo.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { town.Close() })
	return town
}

// keep notes what is secret in a town that has lived, and what can be read of it.
func (s *spill) keep(t *testing.T, town *demo.Town) {
	t.Helper()
	for _, page := range []string{"/metrics", "/healthz", "/readyz"} {
		res, err := http.Get(town.App.DeskURL() + page)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		s.add(page, measured.ReplaceAllString(string(text), ""))
	}
	members, err := town.App.Centre.Members(t.Context())
	must(t, err)
	for _, m := range members {
		s.secret("a name", m.Name)
		s.secret("an address", m.Address)
		s.secret("a year of birth", fmt.Sprint(m.Born))
		for _, p := range m.Phones {
			s.phone(p)
		}
		for _, c := range m.Contacts {
			s.secret("a contact's name", c.Name)
			s.phone(c.Phone)
		}
	}
	words, err := prompts.Load()
	must(t, err)
	must(t, town.App.Centre.Bank.Read(t.Context(), func(v *ledger.View) error {
		rows, err := v.Query(`SELECT code, door_word FROM visits`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var code string
			var door int
			if err := rows.Scan(&code, &door); err != nil {
				return err
			}
			s.secret("a visit code", code)
			for _, lang := range []string{"zh-CN", "en"} {
				word, err := words.DoorWord(lang, door)
				if err != nil {
					return err
				}
				s.secret("a door word", word)
			}
		}
		return rows.Err()
	}))
}

// phone is secret as it is dialled abroad, at home and next door, and as
// somebody may write it into a URL.
func (s *spill) phone(p care.Phone) {
	const nextDoor = 8
	home := strings.TrimPrefix(string(p), "+86")
	s.secret("a phone", home)
	s.secret("a phone", home[max(0, len(home)-nextDoor):])
}

// places are of the program, not of people: line numbers, ports, times, measures.
var places = regexp.MustCompile(`\.go:\d+|127\.0\.0\.1:\d+|\d+\.\d+(e[+-]\d+)?|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-][\d:]+)`)

// measured are the values of metrics; what could tell of people are the labels.
var measured = regexp.MustCompile(`(?m) [-+.\de]+$`)

// check greps for everything that is secret.
func (s *spill) check(t *testing.T) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	all := places.ReplaceAllString(strings.Join(s.lines, "\n"), "")
	for value, what := range s.known {
		found := strings.Contains(all, value)
		if len(value) == 4 && value[0] <= '9' { // a number this short is one only when it stands alone
			found = regexp.MustCompile(`\b` + value + `\b`).MatchString(all)
		}
		if !found {
			continue
		}
		t.Errorf("%s can be read: %q", what, value)
		for _, line := range s.lines {
			if strings.Contains(line, value) {
				t.Logf("in %s", line)
				break
			}
		}
	}
}

// Whatever happens, neither the log nor a URL nor a page of the desk tells a
// number, a name, an address, a code or a token: whole stories, a carrier that
// fails, wrong codes, panics with people in their hands, books that are broken.
func TestNothingSecretIsSpilled(t *testing.T) {
	s := &spill{known: map[string]string{
		demo.AuthToken: "the token",
		base64.StdEncoding.EncodeToString([]byte(demo.AccountSID + ":" + demo.AuthToken)): "the token",
	}}
	t.Run("town", func(t *testing.T) {
		t.Run("stories", func(t *testing.T) { spillStories(t, s) })
		t.Run("panics", func(t *testing.T) { t.Parallel(); spillPanics(t, s) })
		t.Run("broken books", func(t *testing.T) { t.Parallel(); spillBrokenBooks(t, s) })
		t.Run("wrong codes", func(t *testing.T) { t.Parallel(); spillWrongCodes(t, s) })
	})
	s.check(t)
	for words, least := range map[string]int{"level=ERROR": 3, "panic with a": 2, "url: POST": 100, "url: GET": 1, "the carrier did not take it": 3, "hourline_": 10} {
		if n := s.count(words); n < least {
			t.Errorf("%q comes %d times: the test sees less than there is", words, n)
		}
	}
	if len(s.known) < 60 {
		t.Errorf("only %d secrets are known", len(s.known))
	}
	t.Logf("%d lines were searched for %d secrets", len(s.lines), len(s.known))
}

// spillStories plays stories of every kind, with a carrier that fails too.
func spillStories(t *testing.T, s *spill) {
	for _, name := range []string{
		"01-request-to-hours", "05-emergency-after-voicemail", "08-shared-landline", "10-second-number-and-sos",
		"12-cancel-and-door-word", "17-in-english", "network/refused", "network/processed-and-silent", "network/alarm-refused",
	} {
		file := "testdata/stories/" + name + ".story"
		t.Run(strings.TrimSuffix(filepath.Base(file), ".story"), func(t *testing.T) {
			t.Parallel()
			script, err := os.ReadFile(file)
			must(t, err)
			town := s.town(t, demo.Options{})
			var transcript bytes.Buffer
			if err := town.Play(t.Context(), string(script), &transcript); err != nil {
				t.Fatalf("%v\n%s", err, transcript.String())
			}
			s.keep(t, town)
		})
	}
}

// spillPanics breaks a call and a text from within, by a value that prints all
// of a person.
func spillPanics(t *testing.T, s *spill) {
	var breaks bool
	town := s.town(t, demo.Options{Chance: func(n int) int {
		if breaks {
			panic(fmt.Sprintf("王奶奶 %s 翠湖南路12号3栋201室", wang))
		}
		return n - 1
	}})
	trial := &trial{T: t, Town: town}
	trial.play(`wang calls presses 1 2 2 1 hears "记下了"` + "\n" + `zhang gets "陪聊"` + "\nwang hangs up")
	breaks = true
	trial.play(`zhang texts "接 1" gets nothing` + "\n" + `li calls presses 9 hears "转接值班人员"`)
	breaks = false
	s.keep(t, town)
}

// spillBrokenBooks takes tables away from under a call and a text.
func spillBrokenBooks(t *testing.T, s *spill) {
	data := settled(t)
	town := s.town(t, demo.Options{Data: data})
	trial := &trial{T: t, Town: town}
	s.keep(t, town)
	another(t, data)(`ALTER TABLE inbox RENAME TO gone; ALTER TABLE offers RENAME TO lost`)
	trial.play(`zhang texts "YE" gets nothing` + "\n" + `wang calls presses 1 2 2 1 hears "转工作人员"`)
}

// spillWrongCodes locks a volunteer and lets a stranger try.
func spillWrongCodes(t *testing.T, s *spill) {
	town := s.town(t, demo.Options{})
	trial := &trial{T: t, Town: town}
	var script strings.Builder
	for i := range 7 {
		fmt.Fprintf(&script, "zhang texts \"KS 222%d\" gets \"编号\"\n", []int{2, 3, 5, 6, 8, 9, 0}[i])
	}
	script.WriteString("stranger texts \"KS 2222\"\nstranger calls presses 3 hears \"登记的手机\"\n")
	trial.play(script.String())
	s.keep(t, town)
}
