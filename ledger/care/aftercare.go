package care

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
)

// alert tells a responder by text that somebody calls for help: the street and
// the number of the case, and no name.
func (v *verb) alert(k Case, e Effect) error {
	return v.textResponder(k, e.Responder, fmt.Sprintf("case/%d/alert/%d/%d", k.ID, e.Responder, e.Try), "emergency.alert",
		Facts{Case: k.Number, Place: k.Community})
}

func (v *verb) textResponder(k Case, responder int, key, words string, f Facts) error {
	r := k.Ladder.Responders[responder]
	return v.queue(Outgoing{
		Key: key, Lane: EmergencyLane, Action: SendText, Kind: words, Ref: k.ID,
		Member: r.Member, Phone: r.Phone, Lang: r.Lang, Facts: f,
	})
}

// callOff tells those who got a text, and the one who had the case before, that
// they need not go any more.
func (v *verb) callOff(k Case) error {
	words, f := "emergency.closed", Facts{Case: k.Number}
	if by, ok := k.Acceptor(); ok {
		words, f.Helper = "emergency.accepted", by.Name
	} else if k.Progress.State == CaseCancelled {
		words = "emergency.cancelled"
	}
	if err := v.drop("emergency.alert", k.ID); err != nil {
		return err
	}
	told, err := v.mayBeGoing(k)
	if err != nil {
		return err
	}
	for _, i := range told {
		if i == k.Progress.By || i < 0 {
			continue
		}
		key := fmt.Sprintf("case/%d/calloff/%d/", k.ID, i)
		var before int
		if err := v.QueryRow(`SELECT count(*) FROM outbox WHERE key LIKE $1`, key+"%").Scan(&before); err != nil {
			return err
		}
		if err := v.textResponder(k, i, key+strconv.Itoa(before+1), words, f); err != nil {
			return err
		}
	}
	return nil
}

// mayBeGoing are the responders who got a text since the ladder began, at
// whatever step, and the one who had the case before that.
func (v *verb) mayBeGoing(k Case) (all []int, err error) {
	told, err := v.outgoings(`SELECT `+outgoingColumns+` FROM outbox WHERE kind = 'emergency.alert' AND ref = $1 AND state <> 'dropped' AND created_at >= $2`,
		k.ID, ms(k.Progress.From))
	if err != nil {
		return nil, err
	}
	for _, o := range told {
		all = append(all, k.responderOf(o.Phone, nil))
	}
	var had sql.NullInt64
	if err := v.QueryRow(`SELECT accepted_by FROM cases WHERE id = $1`, k.ID).Scan(&had); err != nil {
		return nil, err
	}
	if had.Valid && k.Kind != Drill {
		all = append(all, int(had.Int64))
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// reopened tells the one who had a case that others are called again, unless
// they wished it. They may be with the elder, with no hand free for a call.
func (v *verb) reopened(k Case, why CaseEvent, had int) error {
	if why == HandOver {
		return nil
	}
	return v.textResponder(k, had, fmt.Sprintf("case/%d/reopened/%d/%d", k.ID, had, ms(v.now)), "emergency.reopened", Facts{Case: k.Number})
}

// checkUp asks the acceptor by telephone how it stands.
func (v *verb) checkUp(k Case, e Effect) error {
	r := k.Ladder.Responders[e.Responder]
	if err := v.note(k, "asked", e.Responder); err != nil {
		return err
	}
	return v.queue(Outgoing{
		Key:  fmt.Sprintf("case/%d/check/%d", k.ID, e.Try),
		Lane: EmergencyLane, Action: PlaceCall, Kind: AboutCheck, Ref: k.ID,
		Member: r.Member, Phone: r.Phone, Lang: r.Lang, Facts: Facts{Responder: e.Responder, Try: e.Try},
	})
}

// checkEnded tells the ladder that the call to the acceptor is over. One in
// which a key was pressed has told it already.
func (v *verb) checkEnded(o Outgoing, status string) error {
	k, err := v.caseWhere(`id = $1`, o.Ref)
	if err != nil || !k.asks(o) {
		return err
	}
	e := NoWord
	if status == "busy" {
		e = Busy
	}
	if err := v.note(k, "asked in vain: "+status, o.Facts.Responder); err != nil {
		return err
	}
	if k, err = v.happen(k, e, o.Facts.Responder); err == nil && k.Progress.State == Ringing {
		v.told = append(v.told, func() { v.log.Warn("an acceptor gave no word, and everybody is rung again", "case", k.ID) })
	}
	return err
}

// ringElder rings one in need who is not on the line. Nobody can ring a hidden
// caller.
func (v *verb) ringElder(k Case, e Effect) error {
	if k.OnLine || k.Phone == "" {
		return nil
	}
	living, err := v.amongUs(k.Members)
	if err != nil || len(k.Members) > 0 && len(living) == 0 {
		return err
	}
	if err := v.note(k, "elder rung", none); err != nil {
		return err
	}
	o := Outgoing{
		Key:  fmt.Sprintf("case/%d/elder/%d", k.ID, e.Try),
		Lane: EmergencyLane, Action: PlaceCall, Kind: AboutElder, Ref: k.ID, Phone: k.Phone, Facts: Facts{Try: e.Try},
	}
	if len(living) > 0 {
		o.Member, o.Lang = living[0].ID, living[0].Lang
	}
	return v.queue(o)
}

// wants tells whether a call about the case is still to be placed.
func (k Case) wants(o Outgoing) bool {
	switch o.Kind {
	case AboutCheck:
		return k.asks(o)
	case AboutElder:
		return k.Progress.State == Ringing && !k.OnLine && o.Facts.Try == k.Progress.ElderCalls
	}
	return k.rings(o)
}

// asks tells whether o is the call by which the acceptor is being asked now.
func (k Case) asks(o Outgoing) bool {
	return k.Progress.State == CaseAccepted && k.Progress.Asking && k.Progress.Checks == o.Facts.Try
}

// CheckedCase is the acceptor's answer to the question how it stands: Safe,
// StillAtIt, HandOver or, when no key was pressed, NoWord.
func (c *Centre) CheckedCase(ctx context.Context, id int64, responder int, answer CaseEvent) (k Case, err error) {
	err = c.write(ctx, func(v *verb) error {
		if k, err = v.caseWhere(`id = $1`, id); err != nil || k.Progress.State != CaseAccepted || k.Progress.By != responder {
			return err
		}
		switch answer {
		case Safe:
			k, err = v.close(k, "safe", "", responder)
			return err
		case StillAtIt:
			err = v.note(k, "still at it", responder)
		case HandOver:
			err = v.note(k, "handed over", responder)
		case NoWord:
			err = v.note(k, "no word", responder)
		default:
			return fmt.Errorf("event %d is no answer", answer)
		}
		if err == nil {
			k, err = v.happen(k, answer, responder)
		}
		return err
	})
	if err != nil {
		return k, fmt.Errorf("case %d checked: %w", id, err)
	}
	return k, nil
}

// ElderIsWell is the key of an elder whom the machine has rung after silent
// calls. In an emergency it changes nothing: that is for a person to say.
func (c *Centre) ElderIsWell(ctx context.Context, id int64) error {
	err := c.write(ctx, func(v *verb) error {
		k, err := v.caseWhere(`id = $1`, id)
		if err != nil || k.Progress.State != Ringing || k.Kind != SilentOne && k.Kind != HangUps {
			return err
		}
		_, err = v.close(k, "the elder is well", "", none)
		return err
	})
	if err != nil {
		return fmt.Errorf("case %d, the elder is well: %w", id, err)
	}
	return nil
}

// Unheard opens a case for a known elder who rang and pressed nothing: the
// machine rings back twice, then people do. An elder about whom a case is open
// already gets no second one.
func (c *Centre) Unheard(ctx context.Context, kind CaseKind, source string, p Phone) error {
	err := c.write(ctx, func(v *verb) error {
		var known bool
		err := v.QueryRow(`SELECT EXISTS (SELECT 1 FROM cases WHERE source = $1 OR phone = $2 AND state IN ('ringing', 'accepted'))`, source, string(p)).Scan(&known)
		if err != nil || known {
			return err
		}
		k := Case{Kind: kind, Phone: p}
		if k.Members, err = v.inNeed(p); err != nil || len(k.Members) == 0 || !k.Members[0].Roles.Has(Elder) {
			return err
		}
		_, err = v.openCase(k, source)
		return err
	})
	if err != nil {
		return fmt.Errorf("unheard: %w", err)
	}
	return nil
}

// ringBack opens a case for an alarm that was a mistake: a person rings the
// elder to be sure. Nobody can ring a hidden caller.
func (v *verb) ringBack(k Case) error {
	if k.Phone == "" {
		return nil
	}
	_, err := v.openCase(Case{Kind: RingBack, Phone: k.Phone, Members: k.Members}, fmt.Sprintf("case/%d/cancelled", k.ID))
	return err
}
