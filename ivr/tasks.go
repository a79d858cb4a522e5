package ivr

import (
	"context"
	"slices"
	"time"

	"hourline/ledger/care"
	"hourline/prompts"
)

// none is an event: there is nothing to be done.
const none = "none"

// Tasks is what one of the staff hears who dials the hotline: what must be
// done, the most urgent first. The telephone number is only said on a key.
var Tasks = newDialog(&Dialog{
	Name:  "tasks",
	Start: []Node{"K1"},
	Points: shared(map[Node]Point{
		"K1": {Say: taskWords, Keys: true, Allow: ifPhone, Next: ifNothing, Needs: needTask},
		"K2": {Say: say("K.phone"), Keys: true, Needs: needTask},
		"K3": {Say: say("K.done"), Keys: true},
		"KD": {Say: say("K.dialling"), Then: then(dialTask), Needs: needTask},
		"KN": {Say: say("K.none"), Keys: true},
	}),
	Arrows: append([]Arrow{
		{From: []Node{"K1"}, Event: "1", To: "K3", Do: taskDone},
		{From: []Node{"K1"}, Event: "2", To: here, Do: taskLater},
		{From: []Node{"K1"}, Event: "3", To: here, Do: passOn("")},
		{From: []Node{"K1"}, Event: "5", To: "K2"},
		{From: []Node{"K1"}, Event: "*", To: here},
		{From: []Node{"K1"}, Event: none, To: "KN"},
		{From: []Node{"K2"}, Event: "1", To: "KD"},
		{From: []Node{"K2"}, Event: "*", To: "K1"},
		{From: []Node{"KD"}, Event: reached, To: "K1", Do: func(t *Turn) { t.Short = true }},
		{From: []Node{"KD"}, Event: missed, To: "K1", Do: func(t *Turn) { t.Said, t.Short = "K.missed", true }},
		{From: []Node{"K3"}, Event: "1", To: "K1", Do: passOn("")},
		{From: []Node{"K3"}, Event: "2", To: "K1", Do: taskNotDone},
		{From: []Node{"K3"}, Event: "*", To: "K1", Do: taskNotDone},
		{From: []Node{"KN"}, Event: "1", To: "K1", Do: fromTheTop},
		{From: []Node{"KN"}, Event: "*", To: "K1", Do: fromTheTop},
		{From: []Node{"K1", "K2", "K3", "KN"}, Event: lost, To: byeNode},
	}, sharedArrows...),
})

// taskWords are whom a ticket is about, what must be done, and since when.
func taskWords(t *Turn) []Words {
	key := "K.task"
	if t.Task.Phone == "" {
		key = "K.task.nophone"
	}
	if !t.Pressed && !t.Short {
		return []Words{t.words("K.hello"), t.words(key)}
	}
	return []Words{t.words(key)}
}

// ifPhone refuses the key that was not offered.
func ifPhone(t *Turn, key string) bool { return key != "5" || t.Task.Phone != "" }

func ifNothing(t *Turn) string {
	if t.Task.ID == 0 {
		return none
	}
	return ""
}

// taskArgs adds what is to be said of a ticket.
func taskArgs(a prompts.Args, k care.Task, now time.Time) {
	a["who"] = prompts.Name(k.Name())
	a["work"] = prompts.Work(string(k.Kind))
	a["when"] = prompts.Clock(k.Opened, now)
	a["phone"] = prompts.Phone(string(k.Phone))
}

// passOn leaves the ticket that was read out behind.
func passOn(said string) func(*Turn) {
	return func(t *Turn) { t.Passed, t.Ticket, t.Said = t.Ticket, 0, said }
}

func fromTheTop(t *Turn) { t.Passed, t.Ticket = 0, 0 }

func taskDone(t *Turn) {
	id, staff := t.Ticket, t.Who.ID
	t.want("done", func(ctx context.Context, c *care.Centre) error { return c.CloseByPhone(ctx, id, staff) })
}

func taskNotDone(t *Turn) {
	id, staff := t.Ticket, t.Who.ID
	t.Said, t.Short = "K.undone", true
	t.want("not done", func(ctx context.Context, c *care.Centre) error { return c.ReopenByPhone(ctx, id, staff) })
}

func taskLater(t *Turn) {
	id, staff := t.Ticket, t.Who.ID
	passOn("K.later")(t)
	t.want("later", func(ctx context.Context, c *care.Centre) error { return c.PostponeByPhone(ctx, id, staff) })
}

// readTask looks up the ticket that is read out, or finds the next one.
func (h *Handler) readTask(ctx context.Context, t *Turn) (err error) {
	if t.Ticket != 0 {
		t.Task, err = h.Centre.Task(ctx, t.Ticket)
		return err
	}
	t.Task, _, err = h.Centre.NextTask(ctx, t.Who.ID, t.Passed)
	t.Ticket = t.Task.ID
	return err
}

// beginFor moves the turn to where the conversation of a caller begins: staff
// hear of their work, unless an elder shares their phone.
func (t *Turn) beginFor(l care.Line) *Dialog {
	i := slices.IndexFunc(l.Members, care.Member.Works)
	if i < 0 || len(l.Elders) > 0 {
		t.Node = startOf(l)
		return Hotline
	}
	t.Who = l.Members[i]
	t.Dialog, t.Node, t.Member, t.Lang = Tasks.Name, Tasks.Start[0], t.Who.ID, t.Who.Lang
	return Tasks
}
