package gateway_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"hourline/ledger"
	"hourline/ledger/care"
)

// A secretive house has a visit of zhang's, a request that only zhang was
// asked about and an emergency; liu is a volunteer who knows of none of them.
type secretive struct {
	*counter
	visit         care.Visit
	request, kase int64
	member        string // wang's number in the books
	receipt       string // zhang's
}

const (
	liu      = "+8613800000002"
	nobody   = "+8613800000099" // in nobody's books
	stranger = "+8613800000077"
)

func newSecretive(t *testing.T) *secretive {
	t.Helper()
	s := &secretive{counter: newCounter(t)}
	ctx, centre := t.Context(), s.app.Centre
	line, err := centre.Line(ctx, wang)
	must(t, err)
	s.member = line.Members[0].Number
	ask := func(source string) care.Request {
		r, err := centre.AskForHelp(ctx, care.Ask{Source: source, Elder: line.Members[0].ID, Kind: care.Company, When: care.Tomorrow})
		must(t, err)
		return r
	}
	taken, open := ask("call/CA1/3"), ask("call/CA2/3")
	must(t, centre.Take(ctx, care.Text{SID: "SMtake", From: zhang}, taken.ID, care.NoTime))
	must(t, centre.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(`SELECT code FROM visits WHERE request = $1`, taken.ID).Scan(&s.visit.Code)
	}))
	k, err := centre.Alarm(ctx, care.Alarm{Source: "call/CA3", Phone: wang, Call: "CA3"})
	must(t, err)
	s.request, s.kase = open.ID, k.Number
	helper, err := centre.Line(ctx, zhang)
	must(t, err)
	must(t, centre.Bank.Write(ctx, func(tx *ledger.Tx) error {
		e, err := tx.Deposit(900, helper.Members[0].Account, 60, tx.Now, 0, "test")
		if err == nil {
			s.receipt, err = tx.Number(e)
		}
		return err
	}))
	_, err = centre.AddMember(ctx, care.Member{Name: "小刘", Roles: care.Volunteer, Community: "翠湖社区", Phones: []care.Phone{liu}})
	must(t, err)
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// told is all that a phone gets: words, and what is filled in.
func (s *secretive) told(phone string) (texts []string) {
	s.Helper()
	must(s.T, s.app.Centre.Bank.Read(s.Context(), func(v *ledger.View) error {
		rows, err := v.Query(`SELECT kind || ' ' || lang || ' ' || facts || ' ' || ref FROM outbox WHERE phone = $1 ORDER BY id`, phone)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			texts = append(texts, text)
		}
		return rows.Err()
	}))
	return texts
}

// invented is a code, request or case that there is not, of the same form.
func invented(code string) string {
	if code == "2222" {
		return "3333"
	}
	return "2222"
}

// Whoever asks about what is not theirs learns as much as about what there is
// not: the same words, and the same to the carrier.
func TestTextsTellNothingAboutOthers(t *testing.T) {
	for _, tt := range []struct {
		label string
		body  func(s *secretive, real bool) string
	}{
		{"a start code", func(s *secretive, real bool) string { return "KS " + s.code(real) }},
		{"a finish code", func(s *secretive, real bool) string { return "JS " + s.code(real) + " 60" }},
		{"a bare code", func(s *secretive, real bool) string { return s.code(real) }},
		{"cancelling", func(s *secretive, real bool) string { return "QX " + s.code(real) }},
		{"undoing", func(s *secretive, real bool) string { return "CX " + s.code(real) }},
		{"being late", func(s *secretive, real bool) string { return "WD " + s.code(real) + " 20" }},
		{"taking", func(s *secretive, real bool) string { return "接 " + number(s.request, real) }},
		{"passing", func(s *secretive, real bool) string { return "不接 " + number(s.request, real) }},
		{"accepting a case", func(s *secretive, real bool) string { return "SD " + caseNumber(s.kase, real) }},
		{"closing a case", func(s *secretive, real bool) string { return "JA " + caseNumber(s.kase, real) }},
		{"a member's phone", func(s *secretive, real bool) string { return pick(real, wang, nobody) }},
		{"a member's number", func(s *secretive, real bool) string { return "DF " + pick(real, s.member, "19999999") + " 2" }},
		{"a receipt number", func(s *secretive, real bool) string { return "查 " + pick(real, s.receipt, "000000900075") }},
		{"a slip", func(s *secretive, real bool) string { return "ST " + pick(real, s.receipt, "000000900075") }},
		{"goods for a member", func(s *secretive, real bool) string { return "DH " + pick(real, s.member, "19999999") + " 2" }},
		{"a member's name", func(s *secretive, real bool) string { return "JR " + pick(real, "王奶奶", "王大爷") }},
		{"the hours", func(s *secretive, real bool) string { return "YE " + pick(real, wang, nobody) }},
	} {
		t.Run(tt.label, func(t *testing.T) {
			t.Parallel()
			for _, from := range []string{stranger, liu} {
				var answered, told [2]string
				for i, real := range []bool{true, false} {
					s := newSecretive(t)
					w := s.post("/sms", url.Values{"MessageSid": {"SMprobe"}, "From": {from}, "Body": {tt.body(s, real)}}.Encode())
					answered[i], told[i] = answerOf(w), strings.Join(s.told(from), "\n")
					s.quiet()
				}
				if answered[0] != answered[1] || told[0] != told[1] || told[0] == "" {
					t.Errorf("%s asks about what there is, and is answered %q and told\n%s\nabout what there is not, %q and told\n%s", from, answered[0], told[0], answered[1], told[1])
				}
				if strings.Contains(told[0], "王奶奶") || strings.Contains(told[0], "翠湖南路") {
					t.Errorf("%s is told %s", from, told[0])
				}
			}
		})
	}
}

func (s *secretive) code(real bool) string {
	return pick(real, s.visit.Code, invented(s.visit.Code))
}

func number(n int64, real bool) string {
	if real {
		return fmt.Sprint(n)
	}
	return fmt.Sprint(n + 7)
}

func caseNumber(n int64, real bool) string { return fmt.Sprint(pick(real, n, (n-99)%900+100)) }

func pick[T any](real bool, yes, no T) T {
	if real {
		return yes
	}
	return no
}

// answerOf is all that the carrier sees of an answer.
func answerOf(w *httptest.ResponseRecorder) string { return fmt.Sprint(w.Code, w.Header(), w.Body) }

// A call tells what belongs to the number it comes from, whatever its address
// names: members, visits and rows of others are as good as none.
func TestCallsTellNothingAboutOthers(t *testing.T) {
	s := newSecretive(t)
	calls := 0
	call := func(path string) string {
		calls++
		form := url.Values{"CallSid": {fmt.Sprint("CAprobe", calls)}, "From": {stranger}, "To": {hotline}, "Digits": {"3"}, "CallStatus": {"completed"}}
		return answerOf(s.post(path, form.Encode()))
	}
	for _, path := range []string{
		"/voice/turn?d=hotline&n=M1&t=1&m=%d", "/voice/turn?d=hotline&n=M2C&t=1&m=%d", "/voice/turn?d=hotline&n=B&t=1&m=%d",
		"/voice/turn?d=hotline&n=C2&t=1&m=%d", "/voice/status?o=%d",
	} {
		real := strings.ReplaceAll(call(fmt.Sprintf(path, 1)), "m=1", "m=")
		none := strings.ReplaceAll(call(fmt.Sprintf(path, 999)), "m=999", "m=")
		if real != none || strings.Contains(real, "王奶奶") || strings.Contains(real, "翠湖南路") {
			t.Errorf("%s answers\n%s\nabout a member and\n%s\nabout none", path, real, none)
		}
	}
}

// What is not signed is answered alike on every route, whoever it names.
func TestForgersLearnNothing(t *testing.T) {
	s := newSecretive(t)
	answers := map[string]string{}
	for _, path := range []string{"/voice", "/voice/turn?d=hotline&n=M1&t=1&m=1", "/voice/status?o=1", "/sms", "/sms/status?o=1", "/nowhere"} {
		for _, from := range []string{wang, zhang, stranger, nobody, ""} {
			form := url.Values{"CallSid": {"CA9"}, "MessageSid": {"SM9"}, "From": {from}, "To": {hotline}, "Body": {"KS " + s.visit.Code}, "Digits": {"9"}}
			w := s.send(http.MethodPost, path, formType, form.Encode(), func(r *http.Request) { r.Header.Set("X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=") })
			answers[answerOf(w)] = path + " from " + from
		}
	}
	if len(answers) != 1 {
		t.Errorf("%d different answers: %v", len(answers), answers)
	}
	for answer := range answers {
		if !strings.HasPrefix(answer, "403") {
			t.Errorf("answered %s", answer)
		}
	}
}
