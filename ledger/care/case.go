package care

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"hourline/ledger"
)

// A CaseKind says what a case is about.
type CaseKind string

// The kinds of case.
const (
	AlarmCase CaseKind = "alarm"     // somebody called for help
	RingBack  CaseKind = "cancelled" // and took it back: a person rings the elder to be sure
	SilentOne CaseKind = "silent"    // an elder rang and pressed nothing
	HangUps   CaseKind = "hangups"   // an elder hung up twice in a row without a key
	Drill     CaseKind = "drill"     // rings for real and is counted apart
	SelfTest  CaseKind = "selftest"  // the machine's own, which rings nobody
)

// CaseKinds are all kinds of case.
var CaseKinds = []CaseKind{AlarmCase, RingBack, SilentOne, HangUps, Drill, SelfTest}

// A Case is an emergency, or what may be one.
type Case struct {
	ID        int64
	Kind      CaseKind
	Number    int64 // three digits, spoken to responders
	Phone     Phone // the caller, empty when hidden
	Community string
	Ladder    Ladder
	Progress  Progress
	Call      string // the elder's latest call, empty when the alarm was a text
	OnLine    bool   // that call is up
	Attended  bool   // the call that the acceptor was rung by is up
	Placed    []int  // responders whose latest call the carrier has, while the case rings
	Members   []Member
}

// Opened is when the case was opened.
func (c Case) Opened() time.Time { return c.Progress.Opened }

// Overdue is by how much the case's ladder is behind, 0 when it is not.
func (k Case) Overdue(now time.Time) time.Duration { return k.Ladder.Overdue(k.Progress, now) }

// Acceptor is who accepted the case.
func (c Case) Acceptor() (Responder, bool) {
	if c.Progress.By < 0 {
		return Responder{}, false
	}
	return c.Ladder.Responders[c.Progress.By], true
}

// Subject is the person in need as spoken: one name, or the names of all who
// share the line; empty when nobody knows who called.
func (c Case) Subject() string {
	name := ""
	for i, m := range c.Members {
		if i > 0 {
			name += "、"
		}
		name += m.Name
	}
	return name
}

// Address is where to go, empty when nobody knows.
func (c Case) Address() string {
	if len(c.Members) == 0 {
		return ""
	}
	return c.Members[0].Address
}

// An Alarm asks for help at once.
type Alarm struct {
	Source string // call/CA… or text/SM…: the same alarm twice is one case
	Phone  Phone  // empty when hidden
	Call   string // the call that the elder waits on; empty for a text
	Again  bool   // nobody is with the elder any more, whoever has accepted
}

// Alarm opens a case and rings the first responders, or finds the case that
// is open already for this call or phone. It needs no PIN, no balance and no
// known number. The case is on disk when it returns.
func (c *Centre) Alarm(ctx context.Context, a Alarm) (k Case, err error) {
	err = c.write(ctx, func(v *verb) error {
		k, err = v.alarm(a)
		return err
	})
	if err != nil {
		return k, fmt.Errorf("alarm: %w", err)
	}
	return k, nil
}

func (v *verb) alarm(a Alarm) (Case, error) {
	if k, err := v.selfTestAlarm(a); err != nil || k.ID != 0 {
		return k, err
	}
	k, err := v.openCaseOf(a)
	if err == nil {
		return v.alarmAgain(k, a)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return k, err
	}
	if a.Source, err = v.freshSource(a); err != nil {
		return k, err
	}
	if err := v.supersede(a.Phone); err != nil {
		return k, err
	}
	return v.openCase(Case{Kind: AlarmCase, Phone: a.Phone, Call: a.Call, OnLine: a.Call != ""}, a.Source)
}

// ofSource finds the cases of a source, $1, and those opened after a mistake on
// the same call, between $2 and $3; each condition by an index, for a case must
// open quickly however many there were.
const ofSource = `source = $1 OR (source > $2 AND source < $3)`

func (a Alarm) source() []any { return []any{a.Source, a.Source + "/again/", a.Source + "/again0"} }

// openCaseOf is the open case that this alarm is already part of.
func (v *verb) openCaseOf(a Alarm) (Case, error) {
	const open = `state IN ('ringing', 'accepted') AND kind = 'alarm'`
	return v.caseWhere(`id IN (SELECT id FROM cases WHERE `+ofSource+` OR (phone = $4 AND phone <> '' AND `+open+`)) AND `+open,
		append(a.source(), string(a.Phone))...)
}

// freshSource is the source of a new case. An elder who took an alarm back
// and needs help after all, on the same call, is never held to the mistake.
func (v *verb) freshSource(a Alarm) (string, error) {
	var before int
	err := v.QueryRow(`SELECT count(*) FROM cases WHERE `+ofSource, a.source()...).Scan(&before)
	if err != nil || before == 0 {
		return a.Source, err
	}
	return fmt.Sprintf("%s/again/%d", a.Source, before), nil
}

// alarmAgain is an alarm about a case that is open already: no second one is
// opened, but it rings again when the one who had accepted is gone.
func (v *verb) alarmAgain(k Case, a Alarm) (Case, error) {
	k, err := v.attach(k, a)
	if err != nil || !a.Again || k.Progress.State != CaseAccepted {
		return k, err
	}
	if err := v.note(k, "called again", k.Progress.By); err != nil {
		return k, err
	}
	return v.happen(k, Again, -1)
}

// attach notes that the elder waits on another call now.
func (v *verb) attach(k Case, a Alarm) (Case, error) {
	if a.Call == "" || a.Call == k.Call {
		return k, nil
	}
	k.Call, k.OnLine = a.Call, true
	_, err := v.Exec(`UPDATE cases SET call = $1, on_line = 1 WHERE id = $2`, a.Call, k.ID)
	return k, err
}

// openCase opens a case with the ladder of its kind, frozen, and takes the
// steps that are due at once.
func (v *verb) openCase(k Case, source string) (_ Case, err error) {
	if k.Members == nil {
		if k.Members, err = v.inNeed(k.Phone); err != nil {
			return k, err
		}
	}
	if len(k.Members) > 0 {
		k.Community = k.Members[0].Community
	}
	if k.Ladder, err = v.ladderFor(k); err != nil {
		return k, err
	}
	k.Progress = k.Ladder.Begin(v.now)
	if k.Number, err = v.freeNumber(); err != nil {
		return k, err
	}
	if k, err = v.insertCase(k, source); err != nil {
		return k, err
	}
	if err := v.note(k, "opened", none); err != nil {
		return k, err
	}
	return v.happen(k, Due, none)
}

// ladderFor is the ladder of a case that opens now.
func (v *verb) ladderFor(k Case) (Ladder, error) {
	if k.Kind == SelfTest {
		return v.selfTestLadder(), nil
	}
	plan, err := v.planOf(k)
	if err != nil {
		return Ladder{}, err
	}
	l, err := v.freeze(k, plan)
	if k.Kind == Drill {
		l = l.drill(v.policy.Emergency.DrillFor)
	}
	return l, err
}

// planOf is the plan for a kind of case.
func (v *verb) planOf(k Case) (Plan, error) {
	switch k.Kind {
	case RingBack:
		return v.policy.Emergency.Cancelled, nil
	case SilentOne, HangUps:
		return v.policy.Emergency.Silent, nil
	}
	return v.communityPlan(k.Community)
}

func (v *verb) insertCase(k Case, source string) (Case, error) {
	ladder, err := json.Marshal(k.Ladder)
	if err != nil {
		return k, err
	}
	err = v.QueryRow(`INSERT INTO cases (kind, number, source, phone, community, state, ladder, progress, opened_at, call, on_line)
		VALUES ($1, $2, $3, $4, $5, $6, $7, '{}', $8, $9, $10) RETURNING id`, string(k.Kind),
		k.Number, source, string(k.Phone), k.Community, string(Ringing), string(ladder), ms(v.now), k.Call, k.OnLine).Scan(&k.ID)
	if err != nil {
		return k, err
	}
	for _, m := range k.Members {
		if _, err := v.Exec(`INSERT INTO case_members ("case", member) VALUES ($1, $2)`, k.ID, m.ID); err != nil {
			return k, err
		}
	}
	return k, nil
}

// inNeed are the elders of a phone, or all its members when none is an elder.
func (v *verb) inNeed(p Phone) ([]Member, error) {
	members, err := membersAt(v.View, p)
	if err != nil {
		return nil, err
	}
	var elders []Member
	for _, m := range members {
		if m.Roles.Has(Elder) {
			elders = append(elders, m)
		}
	}
	if len(elders) > 0 {
		return elders, nil
	}
	return members, nil
}

// freeNumber is a three-digit number that no open case has.
func (v *verb) freeNumber() (int64, error) {
	used, err := collect(v.View, func(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) },
		`SELECT number FROM cases WHERE state IN ('ringing', 'accepted')`)
	if err != nil {
		return 0, err
	}
	taken := map[int64]bool{}
	for _, n := range used {
		taken[n] = true
	}
	const first, count = 100, 900
	at := int64(v.chance(count))
	for i := range int64(count) {
		if n := first + (at+i)%count; !taken[n] {
			return n, nil
		}
	}
	return 0, errors.New("nine hundred emergencies are open at once")
}

const caseColumns = `id, kind, number, phone, community, ladder, progress, call, on_line`

// caseWhere is the newest case that a condition holds for.
func (v *verb) caseWhere(where string, args ...any) (Case, error) {
	return caseIn(v.View, where, args...)
}

func caseIn(v *ledger.View, where string, args ...any) (k Case, err error) {
	var ladder, progress string
	err = v.QueryRow(`SELECT `+caseColumns+` FROM cases WHERE `+where+` ORDER BY id DESC LIMIT 1`, args...).
		Scan(&k.ID, &k.Kind, &k.Number, &k.Phone, &k.Community, &ladder, &progress, &k.Call, &k.OnLine)
	if err != nil {
		return k, err
	}
	if err := errors.Join(json.Unmarshal([]byte(ladder), &k.Ladder), json.Unmarshal([]byte(progress), &k.Progress)); err != nil {
		return k, fmt.Errorf("case %d: %w", k.ID, err)
	}
	if k.Progress.From.IsZero() { // from before ladders could begin anew
		k.Progress.From = k.Progress.Opened
	}
	if k.Attended, err = attended(v, k); err != nil {
		return k, err
	}
	if k.Placed, err = placed(v, k); err != nil {
		return k, err
	}
	ids, err := collect(v, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
		`SELECT member FROM case_members WHERE "case" = $1 ORDER BY member`, k.ID)
	if err != nil {
		return k, err
	}
	k.Members = make([]Member, len(ids))
	for i, id := range ids {
		if k.Members[i], err = member(v, id); err != nil {
			return k, err
		}
	}
	return k, nil
}

// attended reports whether the acceptor is on the telephone about the case.
func attended(v *ledger.View, k Case) (up bool, err error) {
	by := k.Progress.By
	if by < 0 || by >= len(k.Progress.Rung) || !k.Progress.ByKey {
		return false, nil
	}
	return up, v.QueryRow(`SELECT EXISTS (SELECT 1 FROM outbox WHERE key = $1 AND state IN ('leased', 'unknown', 'handed'))`,
		k.ringKey(by, k.Progress.Rung[by].Tries)).Scan(&up)
}

// placed are the responders whose latest call is with the carrier, and not
// only in the outbox.
func placed(v *ledger.View, k Case) (all []int, err error) {
	if k.Progress.State != Ringing {
		return nil, nil
	}
	keys, err := collect(v, func(r *sql.Rows) (key string, err error) { return key, r.Scan(&key) },
		`SELECT key FROM outbox WHERE kind = $1 AND ref = $2 AND action = $3 AND sid <> ''`, AboutCase, k.ID, string(PlaceCall))
	for i, r := range k.Progress.Rung {
		if slices.Contains(keys, k.ringKey(i, r.Tries)) {
			all = append(all, i)
		}
	}
	return all, err
}

// Ringing are the responders whose phones ring or who are hearing the alarm,
// in the order of the ladder. A call that the carrier has not taken yet rings
// nowhere, and nobody is told that it does.
func (c Case) Ringing(now time.Time) []int {
	return slices.DeleteFunc(c.Progress.RingingNow(now), func(i int) bool { return !slices.Contains(c.Placed, i) })
}

// InNeed reports whether an emergency came of a call.
func (c *Centre) InNeed(ctx context.Context, call string) (inNeed bool, err error) {
	a := Alarm{Source: "call/" + call}
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(`SELECT EXISTS (SELECT 1 FROM cases WHERE (`+ofSource+`) AND kind = 'alarm')`, a.source()...).Scan(&inNeed)
	})
	return inNeed, err
}

// Case is the case with this id.
func (c *Centre) Case(ctx context.Context, id int64) (k Case, err error) {
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		k, err = caseIn(v, `id = $1`, id)
		return err
	})
	return k, err
}
