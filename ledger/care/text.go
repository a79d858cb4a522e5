package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A Text is a text that came in. Its words stay in the room that reads them.
type Text struct {
	SID    string    // the carrier's name for it: the same text twice has one effect
	From   Phone     // empty when hidden
	SentAt time.Time // zero when the carrier does not say
}

// An answer is what a text gets back. No words mean no answer.
type answer struct {
	words string
	ref   int64
	facts Facts
}

// onText handles a text once: the same SID again changes nothing, for its
// answer is in the outbox already. Do is given all members who use the phone.
func (c *Centre) onText(ctx context.Context, t Text, do func(*verb, []Member) (answer, error)) error {
	err := c.write(ctx, func(v *verb) error {
		res, err := v.Exec(`INSERT INTO inbox (sid, phone, at) VALUES ($1, $2, $3) ON CONFLICT (sid) DO NOTHING`, t.SID, string(t.From), ms(v.now))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		senders, err := membersAt(v.View, t.From)
		if err != nil {
			return err
		}
		a, err := do(v, senders)
		if err != nil {
			return err
		}
		return v.answer(t, senders, a)
	})
	if err != nil {
		return fmt.Errorf("text %s: %w", t.SID, err)
	}
	return nil
}

// answer queues the reply. It goes out at night too: whoever texted is awake.
func (v *verb) answer(t Text, senders []Member, a answer) error {
	if a.words == "" {
		return nil
	}
	o := Outgoing{
		Key: "reply/" + t.SID, Lane: TextLane, Action: SendText, Kind: a.words, Ref: a.ref,
		Phone: t.From, Facts: a.facts,
	}
	if len(senders) > 0 {
		o.Member, o.Lang = senders[0].ID, senders[0].Lang
	}
	return v.queue(o)
}

// fromMember is onText for what only members may do; a stranger is told once
// a day how to reach people.
func (c *Centre) fromMember(ctx context.Context, t Text, do func(*verb, []Member) (answer, error)) error {
	return c.onText(ctx, t, func(v *verb, senders []Member) (answer, error) {
		if len(senders) == 0 {
			return answer{}, v.answerStranger(t, TextLane, "stranger")
		}
		return do(v, senders)
	})
}

// answerStranger answers an unknown phone, once a day: texts cost money.
func (v *verb) answerStranger(t Text, lane Lane, words string) error {
	return v.queue(Outgoing{
		Key:  fmt.Sprintf("stranger/%s/%s", string(t.From), v.now.Format(time.DateOnly)),
		Lane: lane, Action: SendText, Kind: words, Phone: t.From,
	})
}

// sent is when a text was sent, and whether that is to be believed.
func (v *verb) sent(t Text) (at time.Time, stale bool) {
	if t.SentAt.IsZero() || t.SentAt.After(v.now) {
		return v.now, false
	}
	return t.SentAt.In(v.policy.Place), v.now.Sub(t.SentAt) > v.policy.Visit.Stale.Std()
}

// NotUnderstood answers a text that is no command with the shortest help. A
// machine that answers our answers is stopped after five in an hour.
func (c *Centre) NotUnderstood(ctx context.Context, t Text) error {
	return c.fromMember(ctx, t, func(v *verb, _ []Member) (answer, error) { return v.notUnderstood(t) })
}

func (v *verb) notUnderstood(t Text) (answer, error) {
	if said, err := v.saidEnough(t.From, "unknown"); err != nil || said {
		return answer{}, err
	}
	return answer{words: "unknown"}, nil
}

// HelpText answers with the list of commands.
func (c *Centre) HelpText(ctx context.Context, t Text) error {
	return c.fromMember(ctx, t, func(*verb, []Member) (answer, error) { return answer{words: "help"}, nil })
}

// OptOut notes that a number wants no texts; OptIn that it wants them again.
// The carrier answers both itself.
func (c *Centre) OptOut(ctx context.Context, t Text) error {
	return c.onText(ctx, t, func(v *verb, senders []Member) (answer, error) {
		day := v.now.Format(time.DateOnly) // said again and again it is one task for a person
		return answer{}, v.optedOut(Outgoing{Key: "text/" + string(t.From) + "/" + day, Phone: t.From, Member: firstID(senders)})
	})
}

// OptIn takes an opt-out back.
func (c *Centre) OptIn(ctx context.Context, t Text) error {
	return c.onText(ctx, t, func(v *verb, _ []Member) (answer, error) {
		_, err := v.Exec(`DELETE FROM optouts WHERE phone = $1`, string(t.From))
		return answer{}, err
	})
}

// Rest stops or resumes offers to the volunteers of a phone.
func (c *Centre) Rest(ctx context.Context, t Text, resting bool) error {
	return c.fromMember(ctx, t, func(v *verb, senders []Member) (answer, error) {
		for _, m := range senders {
			if _, err := v.Exec(`UPDATE members SET resting = $1 WHERE id = $2`, resting, m.ID); err != nil {
				return answer{}, err
			}
		}
		if resting {
			return answer{words: "busy"}, nil
		}
		return answer{words: "free"}, nil
	})
}

// Join asks to become a volunteer; a person decides.
func (c *Centre) Join(ctx context.Context, t Text, name string) error {
	return c.onText(ctx, t, func(v *verb, senders []Member) (answer, error) {
		day := v.now.Format(time.DateOnly)
		err := v.ticket(Ticket{Source: "join/" + string(t.From) + "/" + day, Kind: JoinRequest, Member: firstID(senders), Phone: t.From, Note: name})
		if len(senders) == 0 {
			return answer{}, errors.Join(err, v.answerStranger(t, TextLane, "joined.ask"))
		}
		return answer{words: "joined.ask"}, err
	})
}

// SOS opens an emergency for a known phone, exactly like key 9. A stranger is
// told to ring, where key 9 needs no known number, whatever strangers have cost.
func (c *Centre) SOS(ctx context.Context, t Text) error {
	return c.onText(ctx, t, func(v *verb, senders []Member) (answer, error) {
		if len(senders) == 0 {
			return answer{}, v.answerStranger(t, EmergencyLane, "stranger")
		}
		k, err := v.alarm(Alarm{Source: "text/" + t.SID, Phone: t.From})
		return answer{words: "sos.received", ref: k.ID, facts: Facts{Case: k.Number}}, err
	})
}

// Acknowledge is a responder's text that takes a case.
func (c *Centre) Acknowledge(ctx context.Context, t Text, number int64) error {
	return c.aboutCase(ctx, t, number, func(v *verb, k Case, responder int) (answer, error) {
		k, err := v.acceptCase(k, responder)
		if err != nil || k.Progress.By == responder {
			return answer{}, err // the address goes out by itself
		}
		by, _ := k.Acceptor()
		return answer{words: "emergency.ack.late", ref: k.ID, facts: Facts{Case: k.Number, Helper: by.Name}}, nil
	})
}

// Resolve is a responder's text that closes a case that was accepted.
func (c *Centre) Resolve(ctx context.Context, t Text, number int64, outcome string) error {
	return c.aboutCase(ctx, t, number, func(v *verb, k Case, responder int) (answer, error) {
		if k.Progress.State != CaseAccepted {
			return answer{words: "unknown.code"}, nil
		}
		_, err := v.close(k, outcome, "", responder)
		return answer{words: "resolved", ref: k.ID, facts: Facts{Case: k.Number}}, err
	})
}

// aboutCase finds the open case that a responder's text names; family and
// neighbours are responders too, in the books or not. A lock is for those who
// guess: it never keeps a responder from an emergency.
func (c *Centre) aboutCase(ctx context.Context, t Text, number int64, do func(*verb, Case, int) (answer, error)) error {
	return c.onText(ctx, t, func(v *verb, senders []Member) (answer, error) {
		k, err := v.caseWhere(`number = $1 AND state IN ('ringing', 'accepted')`, number)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return answer{}, err
		}
		if i := k.responderOf(t.From, senders); i >= 0 {
			return do(v, k, i)
		}
		if len(senders) == 0 {
			return answer{}, v.answerStranger(t, TextLane, "stranger")
		}
		if a, locked, err := v.refusedByLock(t); err != nil || locked {
			return a, err
		}
		return v.wrongCode(t, senders)
	})
}
