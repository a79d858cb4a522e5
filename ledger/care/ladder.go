package care

import "time"

// A Responder is somebody on a frozen ladder.
type Responder struct {
	Member int64  `json:"member,omitempty"` // 0 for who is not in the books
	Name   string `json:"name"`
	Phone  Phone  `json:"phone"`
	Lang   string `json:"lang"`
	As     Who    `json:"as,omitempty"` // why they are on the ladder; empty for the fallback number
}

// A Ladder is what a case was opened with. It never changes while the case
// lives, whatever happens to policy, plan and roster.
type Ladder struct {
	CancelWithin Duration    `json:"cancel_within"`
	RingFor      Duration    `json:"ring_for"`
	BusyAgain    Duration    `json:"busy_again"`
	CheckAfter   Duration    `json:"check_after"` // from the acceptance to the call that asks how it stands
	RepeatEvery  Duration    `json:"repeat_every"`
	RepeatFor    Duration    `json:"repeat_for"`
	ThenEvery    Duration    `json:"then_every"`
	ElderCalls   []Duration  `json:"elder_calls,omitempty"`
	DrillFor     Duration    `json:"drill_for,omitempty"` // it is a drill: over with the first acceptance, or after so long; 0 for all that is real
	Rounds       []Round     `json:"rounds"`              // the steps of the plan; after them everybody is rung, for ever
	Responders   []Responder `json:"responders"`
}

// A Round is a step with the people it means, by their place on the ladder.
type Round struct {
	After Duration `json:"after"`
	Call  []int    `json:"call,omitempty"`
	Text  []int    `json:"text,omitempty"`
}

// CaseState is where an emergency stands.
type CaseState string

// The states of a case. Only a person closes one.
const (
	Ringing       CaseState = "ringing"
	CaseAccepted  CaseState = "accepted"
	CaseCancelled CaseState = "cancelled"
	CaseClosed    CaseState = "closed"
)

// Progress is how far a case has come on its ladder.
type Progress struct {
	State  CaseState `json:"state"`
	Opened time.Time `json:"opened"`
	From   time.Time `json:"from"`            // when the ladder began: the opening, or the last time it was opened again
	Steps  int       `json:"steps"`           // steps of the ladder that were taken since then, repeats included
	StepAt time.Time `json:"stepAt"`          // when the next step is due
	Rung   []Rung    `json:"rung"`            // one for each responder
	By     int       `json:"by"`              // who accepted; -1 for nobody
	ByKey  bool      `json:"byKey,omitempty"` // on the telephone, not by text

	ElderTurn  int `json:"elderTurn,omitempty"`  // which of the ladder's ElderCalls is next
	ElderCalls int `json:"elderCalls,omitempty"` // times that the elder was to be rung, in all
	Alerts     int `json:"alerts,omitempty"`     // rounds of texts to responders, in all

	CheckAt  time.Time `json:"checkAt,omitzero"`  // when the acceptor is asked how it stands, or must have answered
	Checks   int       `json:"checks,omitempty"`  // how often they were asked
	Asking   bool      `json:"asking,omitempty"`  // they are being asked
	AskUntil time.Time `json:"askUntil,omitzero"` // an acceptor who was busy is not asked again after that
}

// Rung is what is known of one responder's phone.
type Rung struct {
	Tries int       `json:"tries,omitempty"`
	Until time.Time `json:"until,omitzero"` // ringing or talking at the latest until then; zero when not
	Again time.Time `json:"again,omitzero"` // was busy: to be rung again then
	Rest  time.Time `json:"rest,omitzero"`  // gave the case back: left in peace until then
}

// Begin is the progress of a case that opens now.
func (l Ladder) Begin(now time.Time) Progress {
	return Progress{State: Ringing, Opened: now, From: now, StepAt: now.Add(l.firstAfter()), Rung: make([]Rung, len(l.Responders)), By: -1}
}

// drill is the ladder of a drill: it rings as the real one does, texts nobody,
// and is over after a while.
func (l Ladder) drill(after Duration) Ladder {
	rounds := make([]Round, 0, len(l.Rounds))
	for _, r := range l.Rounds {
		if len(r.Call) > 0 {
			rounds = append(rounds, Round{After: r.After, Call: r.Call})
		}
	}
	l.Rounds, l.DrillFor = rounds, after
	return l
}

func (l Ladder) firstAfter() time.Duration {
	if len(l.Rounds) == 0 {
		return 0
	}
	return l.Rounds[0].After.Std()
}

// NextAt is when the case must be looked at again: always some moment while
// it is open, never otherwise.
func (l Ladder) NextAt(p Progress) (at time.Time, ok bool) {
	switch p.State {
	case CaseAccepted:
		return p.CheckAt, true
	case Ringing:
	default:
		return time.Time{}, false
	}
	at = p.StepAt
	sooner := func(t time.Time) {
		if !t.IsZero() && t.Before(at) {
			at = t
		}
	}
	for _, r := range p.Rung {
		sooner(r.Again)
	}
	elder, _ := l.elderCallAt(p)
	sooner(elder)
	sooner(l.drillEnds(p))
	return at, true
}

// elderCallAt is when the elder is to be rung next, if ever.
func (l Ladder) elderCallAt(p Progress) (at time.Time, ok bool) {
	if p.ElderTurn >= len(l.ElderCalls) {
		return at, false
	}
	return p.From.Add(l.ElderCalls[p.ElderTurn].Std()), true
}

// drillEnds is when a drill is over, zero for all that is real.
func (l Ladder) drillEnds(p Progress) time.Time {
	if l.DrillFor == 0 {
		return time.Time{}
	}
	return p.Opened.Add(l.DrillFor.Std())
}

// Overdue is by how much the ladder is behind, 0 when it is not.
func (l Ladder) Overdue(p Progress, now time.Time) time.Duration {
	at, ok := l.NextAt(p)
	if !ok {
		return 0
	}
	return max(now.Sub(at), 0)
}

// RingingNow are the responders whose phones ring or who are hearing the
// alarm, in the order of the ladder.
func (p Progress) RingingNow(now time.Time) []int {
	var out []int
	for i, r := range p.Rung {
		if p.State == Ringing && r.Until.After(now) {
			out = append(out, i)
		}
	}
	return out
}
