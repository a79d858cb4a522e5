package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"

	"hourline/ledger"
)

// AboutExchange is a call that asks whether an order is the member's own; its
// ref is the row of phone_orders.
const AboutExchange = "exchange"

// A PhoneOrder is what a member has chosen on the telephone.
type PhoneOrder struct {
	Source  string // call and turn
	Member  int64
	Goods   string // code of the catalogue, empty for cash
	Pieces  int64
	Minutes int64 // of hours that become cash
}

// LogValue is the order without what was chosen.
func (o PhoneOrder) LogValue() slog.Value { return slog.StringValue(o.Source) }

// An Outcome is what became of a PIN or of a key in a call.
type Outcome string

// The outcomes. That of an order which policy does not allow is the reason: see
// WhyNotRedeemed.
const (
	NoOutcome Outcome = ""        // nothing was decided in this turn
	tried     Outcome = "tried"   // a PIN was keyed and counted, and not looked at yet
	WrongPIN  Outcome = "wrong"   // and can be tried again
	Locked    Outcome = "locked"  // a new PIN is set in person
	Ordered   Outcome = "ordered" // the hours are held, and a second person looks
	InQueue   Outcome = "queue"   // the same, and money is short: it is paid in its turn
	PaidOut   Outcome = "paid"    // a service point gives it out now
	TooLate   Outcome = "late"    // it was over, or somebody must see to it
)

// A Turnout is an outcome with the limit that was met.
type Turnout struct {
	Outcome Outcome
	Minutes int64 // see NotRedeemed
}

// Refused is the reason of an order that was not allowed.
func (t Turnout) Refused() (why WhyNotRedeemed, refused bool) {
	for _, why := range WhysNotRedeemed {
		if Outcome(why) == t.Outcome {
			return why, true
		}
	}
	return "", false
}

// OrderByPIN asks for what a member has chosen, if the PIN is right. The same
// turn again is no second order and no second try.
func (c *Centre) OrderByPIN(ctx context.Context, o PhoneOrder, pin string) error {
	m, err := c.Member(ctx, o.Member)
	if err != nil {
		return err
	}
	return c.onPIN(ctx, o.Source, m, pin, func(v *verb) (Turnout, error) { return v.order(o, m) })
}

// onPIN does something in a turn if the PIN is a member's, and keeps what came
// of it.
func (c *Centre) onPIN(ctx context.Context, source string, m Member, pin string, do func(*verb) (Turnout, error)) error {
	if before, err := c.TurnoutOf(ctx, source); err != nil || before.Outcome != NoOutcome {
		return err
	}
	verdict, err := c.checkPIN(ctx, m.Number, pin, func(v *verb) (bool, error) { return v.triedIn(source) })
	if err != nil {
		return err
	}
	err = c.write(ctx, func(v *verb) error {
		if before, err := turnoutIn(v.View, source); err != nil || before.Outcome != NoOutcome {
			return err // the same webhook was faster
		}
		turnout := Turnout{Outcome: WrongPIN}
		switch verdict {
		case PINRight:
			if turnout, err = do(v); err != nil {
				return err
			}
		case PINLocked:
			turnout.Outcome = Locked
		}
		return v.keepTurnout(source, turnout)
	})
	if err != nil {
		return fmt.Errorf("turn %s: %w", source, err)
	}
	return nil
}

// triedIn tells whether a PIN was keyed and counted in this turn before, and
// keeps that it is now: the same webhook again, also after the power has failed
// in the middle of it, is no second try.
func (v *verb) triedIn(source string) (before bool, err error) {
	res, err := v.Exec(`INSERT INTO exchange_turns (source, outcome, minutes, at) VALUES ($1, $2, 0, $3) ON CONFLICT (source) DO NOTHING`,
		source, string(tried), ms(v.now))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 0, err
}

// keepTurnout keeps the first turnout of a turn.
func (v *verb) keepTurnout(source string, t Turnout) error {
	_, err := v.Exec(`INSERT INTO exchange_turns (source, outcome, minutes, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (source) DO UPDATE SET outcome = excluded.outcome, minutes = excluded.minutes WHERE exchange_turns.outcome = $5`,
		source, string(t.Outcome), t.Minutes, ms(v.now), string(tried))
	return err
}

// TurnoutOf is what came of a turn of a call.
func (c *Centre) TurnoutOf(ctx context.Context, source string) (t Turnout, err error) {
	err = c.Bank.Read(ctx, func(v *ledger.View) error { t, err = turnoutIn(v, source); return err })
	return t, err
}

func turnoutIn(v *ledger.View, source string) (t Turnout, err error) {
	err = ignoreNoRows(v.QueryRow(`SELECT outcome, minutes FROM exchange_turns WHERE source = $1`, source).Scan(&t.Outcome, &t.Minutes))
	if t.Outcome == tried {
		return Turnout{}, err
	}
	return t, err
}

// order asks for what was chosen.
func (v *verb) order(o PhoneOrder, m Member) (Turnout, error) {
	r, err := v.redeem(RedemptionOrder{Member: m.Number, Channel: ByPhone, Source: "call/" + o.Source, Goods: o.Goods, Pieces: o.Pieces, Minutes: o.Minutes})
	if err != nil {
		return refusedAs(err)
	}
	if waits, err := v.mustWait(r); err != nil || waits {
		return Turnout{Outcome: InQueue}, err
	}
	return Turnout{Outcome: Ordered}, nil
}

// refusedAs is the outcome of an order that was not allowed.
func refusedAs(err error) (Turnout, error) {
	var no NotRedeemed
	switch {
	case errors.As(err, &no):
		return Turnout{Outcome(no.Why), no.Minutes}, nil
	case errors.Is(err, ErrDead), errors.Is(err, ErrAway):
		return Turnout{Outcome: TooLate}, nil
	}
	return Turnout{}, err
}

// mustWait tells whether a redemption will be queued for money, as things are.
func (v *verb) mustWait(r Redemption) (bool, error) {
	if !r.Cash() {
		return false, nil
	}
	if before, err := placeOf(v.View, r); err != nil || before > 0 {
		return true, err
	}
	s, err := solvencyIn(v.View, v.policy)
	return s.Stopped || s.Available < r.Fen, err
}

// OrderByCallBack rings the registered phone of a member without a PIN; key 1
// there asks for what was chosen.
func (c *Centre) OrderByCallBack(ctx context.Context, o PhoneOrder) error {
	err := c.write(ctx, func(v *verb) error {
		var id int64
		err := v.QueryRow(`INSERT INTO phone_orders (source, member, goods, pieces, minutes, at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (source) DO NOTHING RETURNING id`, o.Source, o.Member, o.Goods, o.Pieces, o.Minutes, ms(v.now)).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return v.ringForOrder(id, o.Member, 1)
	})
	if err != nil {
		return fmt.Errorf("order %s: %w", o.Source, err)
	}
	return nil
}

// ringForOrder rings once whoever has asked has hung up.
func (v *verb) ringForOrder(id, memberID int64, try int) error {
	m, err := member(v.View, memberID)
	if err != nil {
		return err
	}
	return v.queue(Outgoing{
		Key:  fmt.Sprintf("order/%d/%d", id, try),
		Lane: CallLane, Action: PlaceCall, Kind: AboutExchange, Ref: id,
		Member: m.ID, Phone: m.Phone(), Lang: m.Lang, Facts: Facts{Try: try}, DueAt: v.now.Add(v.policy.Announce.DoorWord.Std()),
	})
}

// orderWhere is the order with an id, and whether it is settled.
func orderWhere(v *ledger.View, id int64) (o PhoneOrder, settled bool, err error) {
	err = v.QueryRow(`SELECT source, member, goods, pieces, minutes, settled FROM phone_orders WHERE id = $1`, id).
		Scan(&o.Source, &o.Member, &o.Goods, &o.Pieces, &o.Minutes, &settled)
	return o, settled, err
}

// ConfirmOrder is the member's key in the call of ours about an order: it is
// wanted, or it is not.
func (c *Centre) ConfirmOrder(ctx context.Context, source string, outgoing int64, wanted bool) error {
	err := c.write(ctx, func(v *verb) error {
		out, err := v.outgoing(outgoing)
		if err != nil || out.Kind != AboutExchange {
			return err
		}
		o, settled, err := orderWhere(v.View, out.Ref)
		if err != nil || settled {
			return err
		}
		if err := v.settleOrder(out.Ref); err != nil || !wanted {
			return err
		}
		m, err := member(v.View, o.Member)
		if err != nil {
			return err
		}
		t, err := v.order(o, m)
		if err != nil {
			return err
		}
		return v.keepTurnout(source, t)
	})
	if err != nil {
		return fmt.Errorf("order, call %d: %w", outgoing, err)
	}
	return nil
}

func (v *verb) settleOrder(id int64) error {
	_, err := v.Exec(`UPDATE phone_orders SET settled = 1 WHERE id = $1`, id)
	return err
}

// orderEnded follows a call about an order. Elders take their time to hang up,
// so a busy line is rung again; else a person sees to it, for the member was
// promised a call.
func (v *verb) orderEnded(o Outgoing, status string) error {
	order, settled, err := orderWhere(v.View, o.Ref)
	if err != nil || settled {
		return err
	}
	if status == "busy" && o.Facts.Try < v.policy.Announce.Attempts {
		return v.ringForOrder(o.Ref, order.Member, o.Facts.Try+1)
	}
	m, err := member(v.View, order.Member)
	if err != nil {
		return err
	}
	return errors.Join(v.settleOrder(o.Ref),
		v.ticket(Ticket{Source: fmt.Sprintf("order/%d", o.Ref), Kind: Exchange, Member: m.ID, Phone: m.Phone(), Ref: o.Ref}))
}

// A Question is what a call of ours asks a member to agree to.
type Question struct {
	Who     Member
	Point   Member // that gives it out; zero for an order of the member's own
	Goods   string // as it is called in the member's language, empty for cash
	Pieces  int64
	Minutes int64 // that it costs
	Fen     int64 // that it pays
	Over    bool  // nobody needs to agree any more
}

// QuestionOf is what the call of this row of the outbox is about.
func (c *Centre) QuestionOf(ctx context.Context, outgoing int64) (m Question, err error) {
	o, err := c.Outgoing(ctx, outgoing)
	if err != nil {
		return m, err
	}
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		if m.Who, err = member(v, o.Member); err != nil {
			return err
		}
		if o.Kind == AboutPayment {
			return m.ofPayment(v, p, o.Ref)
		}
		order, settled, err := orderWhere(v, o.Ref)
		if err != nil {
			return err
		}
		m.Over = settled
		r, err := p.priced(RedemptionOrder{Goods: order.Goods, Pieces: order.Pieces, Minutes: order.Minutes})
		m.price(p, r)
		return err
	})
	return m, err
}

func (m *Question) price(p *Policy, r Redemption) {
	m.Pieces, m.Minutes, m.Fen = r.Pieces, r.Minutes, r.Fen
	if g, ok := p.Good(r.Goods); ok {
		m.Goods = g.Name(m.Who.Lang)
	} else if !r.Cash() {
		m.Goods = r.Goods
	}
}
