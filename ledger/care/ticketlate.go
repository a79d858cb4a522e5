package care

import (
	"database/sql"
	"fmt"
	"time"
)

// stepTickets tells whose work is overdue: the owner when it falls due, and
// the coordinators when it stays so. One text tells of all that somebody has
// to be told of at that moment.
func (v *verb) stepTickets() error {
	late, err := ticketsIn(v.View, v.policy, `SELECT `+ticketColumns+` FROM tickets WHERE next_at <= $1 ORDER BY due_at, id LIMIT 500`, ms(v.now))
	if err != nil {
		return err
	}
	tell := telling{verb: v, batches: map[int64]*batch{}, heard: map[int64]time.Time{}}
	for _, t := range late {
		if err := tell.add(t); err != nil {
			return fmt.Errorf("ticket %d is overdue: %w", t.ID, err)
		}
	}
	for _, id := range tell.order {
		if err := tell.send(tell.batches[id]); err != nil {
			return err
		}
	}
	return nil
}

// A telling is one round of texts about what is overdue.
type telling struct {
	*verb
	batches map[int64]*batch
	order   []int64             // of the members in it
	heard   map[int64]time.Time // when each was told last
}

// A batch is all that one member is told at once; words are about the first.
type batch struct {
	to    Member
	words string
	owner string // of the first
	tasks []Task
}

// add finds who is to be told of a ticket now, and when it is looked at again.
func (t *telling) add(k Ticket) error {
	task, err := taskOf(t.View, k)
	if err != nil {
		return err
	}
	people, words, again, err := t.whom(task)
	if err != nil {
		return err
	}
	told, wait := 0, time.Time{}
	for _, m := range people {
		last, err := t.lastTold(m)
		if err != nil {
			return err
		}
		if free := last.Add(t.policy.Tickets.TellEvery.Std()); !last.IsZero() && free.After(t.now) {
			wait = sooner(wait, free)
			continue
		}
		told++
		t.put(m, words, task)
	}
	if told == 0 && !wait.IsZero() {
		return t.lookAgainAt(k, wait, 0)
	}
	return t.lookAgainAt(k, again, 1)
}

// whom is who is told of an overdue ticket: first its owner, later, or where
// there is none who can be told, the coordinators.
func (t *telling) whom(k Task) (people []Member, words string, again time.Time, err error) {
	p := t.policy.Tickets
	second := k.Due.Add(p.Supervisor.Std())
	if k.Owner != 0 && t.now.Before(second) {
		if people, err = t.readers([]int64{k.Owner}); err != nil || len(people) > 0 {
			return people, "ticket.overdue", second, err
		}
	}
	words = "ticket.escalated"
	if k.Owner == 0 {
		words = "ticket.unowned"
	}
	ids, err := t.coordinators(k)
	if err != nil {
		return nil, "", again, err
	}
	people, err = t.readers(ids)
	return people, words, t.policy.nextMorning(t.now, p.Again.Std()), err
}

// nextMorning is when staff begin on the day to which a wait leads, so that
// one text tells of all that was overdue; the end of a wait within the day.
func (p *Policy) nextMorning(now time.Time, wait time.Duration) time.Time {
	at := now.Add(wait)
	if morning := p.Hours.Staffed.From.On(at); morning.After(now) {
		return morning
	}
	return at
}

// coordinators are those of the ticket's community, or all where it has none;
// nobody whom the ticket is about.
func (t *telling) coordinators(k Task) (ids []int64, err error) {
	for _, where := range []string{`community = $2`, `$2 = $2`} {
		all, err := collect(t.View, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
			`SELECT id FROM members WHERE roles & $1 <> 0 AND `+where+` ORDER BY id`, int64(Coordinator), k.Community)
		if err != nil {
			return nil, err
		}
		for _, id := range all {
			own, err := ownCause(t.View, id, k.Ticket)
			if err != nil {
				return nil, err
			}
			if !own {
				ids = append(ids, id)
			}
		}
		if len(ids) > 0 {
			break
		}
	}
	return ids, nil
}

// readers are those of some members who can be told by text.
func (t *telling) readers(ids []int64) (out []Member, err error) {
	for _, id := range ids {
		m, err := member(t.View, id)
		if err != nil {
			return nil, err
		}
		stopped, err := t.wantsNoTexts(m.Phone())
		if err != nil {
			return nil, err
		}
		if m.Phone() != "" && !stopped && !m.Phone().landline() {
			out = append(out, m)
		}
	}
	return out, nil
}

// overdueWords are the texts about what is overdue.
const overdueWords = `('ticket.overdue', 'ticket.escalated', 'ticket.unowned')`

// lastTold is when a member was last told of something overdue, zero for
// never; what is being told in this round does not count.
func (t *telling) lastTold(m Member) (at time.Time, err error) {
	if at, known := t.heard[m.ID]; known {
		return at, nil
	}
	var last *int64
	err = t.QueryRow(`SELECT max(created_at) FROM outbox WHERE phone = $1 AND created_at > $2 AND kind IN `+overdueWords,
		string(m.Phone()), ms(t.now.Add(-t.policy.Tickets.TellEvery.Std()))).Scan(&last)
	at = t.policy.moment(last)
	t.heard[m.ID] = at
	return at, err
}

func (t *telling) put(m Member, words string, k Task) {
	b := t.batches[m.ID]
	if b == nil {
		b = &batch{to: m, words: words, owner: k.Worker.Name}
		t.batches[m.ID] = b
		t.order = append(t.order, m.ID)
	}
	b.tasks = append(b.tasks, k)
}

func (t *telling) send(b *batch) error {
	first := b.tasks[0]
	return t.text(fmt.Sprintf("ticket/%d/late/%d/%d", first.ID, b.to.ID, ms(t.now)), b.words, first.ID, b.to,
		Facts{Helper: b.owner, Tickets: [MostListed]TicketFact{first.fact()}, Count: int64(len(b.tasks))})
}

// fact is what is said of a task.
func (t Task) fact() TicketFact { return TicketFact{ID: t.ID, Kind: t.Kind, Name: t.Name()} }

// lookAgainAt sets when an overdue ticket is looked at again, in the hours of
// texts, and counts how often somebody was told.
func (t *telling) lookAgainAt(k Ticket, at time.Time, told int) error {
	t.queued[timers] = true
	at = t.policy.Hours.Texts.Next(at)
	_, err := t.Exec(`UPDATE tickets SET next_at = $1, told = told + $2 WHERE id = $3`, ms(at), told, k.ID)
	return err
}
