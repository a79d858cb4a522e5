package care

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"hourline/ledger"
	"hourline/ledger/transfer"
)

// What cannot be done with hours that go to another bank.
var (
	ErrNoTransfer    = errors.New("no such transfer; `hourline transfer list` shows them")
	ErrTheirNumber   = errors.New("say which number the member has at the other bank: 1 to 32 letters, digits and dashes")
	ErrTheirName     = errors.New("say what the member is called at the other bank: it credits nobody of another name")
	ErrTransferLimit = errors.New("more than may go to another bank at once")
	ErrTransferNow   = errors.New("the transfer is not at a point at which that can be done")
	ErrNotApproved   = errors.New("a second person has not approved it yet: hourline transfer approve")
)

// A TransferOrder sends hours of a member to another bank, at the desk.
type TransferOrder struct {
	Member      string // number
	Minutes     int64
	Peer        string // name of the bank
	TheirNumber string // that the member has there
	TheirName   string // and is called there
	Actor       string // number of who of the staff asks
	With        string // of the second person, who approves it; empty: later
	Again       bool   // the same that was asked for today is asked for once more
}

// A TransferOut is hours that go to another bank.
type TransferOut struct {
	ID          int64
	Code        transfer.ID
	Peer        Peer
	Member      Member
	Minutes     int64
	TheirNumber string
	State       TransferState
	AskedBy     int64
	ApprovedBy  int64 // 0 for nobody yet

	Asked, Approved, Expires, Ended time.Time // zero when it has not come to that
	Hold, Entry                     int64     // in the journal; Entry ended the hold

	theirName string
	note      []byte // signed; empty before
	answer    []byte // of the other bank
}

// Late reports whether the other bank can credit it no more, if its clock is
// ours. It ends nothing.
func (t TransferOut) Late(now time.Time) bool {
	return t.State == TransferSent && !now.Before(t.Expires)
}

// SendHours holds hours for another bank. The same order again gives the same
// transfer while it is under way, and on the day on which it was asked for.
func (c *Centre) SendHours(ctx context.Context, o TransferOrder) (t TransferOut, err error) {
	err = c.write(ctx, func(v *verb) error {
		if t, err = v.sendHours(o); err != nil || o.With == "" || t.State != TransferAsked {
			return err
		}
		second, err := worker(v.View, o.With)
		if err != nil {
			return err
		}
		t, err = v.approveTransfer(t, second)
		return err
	})
	if err != nil {
		return TransferOut{}, fmt.Errorf("transfer to %q: %w", o.Peer, err)
	}
	return t, nil
}

func (v *verb) sendHours(o TransferOrder) (t TransferOut, err error) {
	by, err := worker(v.View, o.Actor)
	if err != nil {
		return t, err
	}
	if t, err = v.ordered(o); err != nil {
		return t, err
	}
	if err := fourEyes(v.View, by, nil, []Member{t.Member}); err != nil {
		return t, err
	}
	if first, err := v.sentBefore(t, o.Again); !errors.Is(err, ErrNoTransfer) {
		return first, err
	}
	if t.Minutes < 1 || t.Minutes > v.policy.Transfer.MostMinutes {
		return t, fmt.Errorf("%w: 1 to %d min (policy: transfer.most_minutes)", ErrTransferLimit, v.policy.Transfer.MostMinutes)
	}
	t.AskedBy, t.Asked, t.State = by.ID, v.now, TransferAsked
	t.theirName = o.TheirName
	return v.holdTransfer(t, by)
}

// ordered is what an order means.
func (v *verb) ordered(o TransferOrder) (t TransferOut, err error) {
	if t.Member, err = numbered(v.View, o.Member); err != nil {
		return t, err
	}
	if err := living(v.View, t.Member); err != nil {
		return t, err
	}
	if t.Peer, err = peerNamed(v.View, v.policy, o.Peer); err != nil {
		return t, err
	}
	t.Minutes, t.TheirNumber = o.Minutes, bareNumber(o.TheirNumber)
	if !transfer.ValidNumber(t.TheirNumber) {
		return t, ErrTheirNumber
	}
	if strings.TrimSpace(o.TheirName) == "" {
		return t, ErrTheirName
	}
	return t, nil
}

// sentBefore is the transfer that an order already is, or ErrNoTransfer.
func (v *verb) sentBefore(t TransferOut, again bool) (TransferOut, error) {
	return transferWhere(v.View, v.policy, `peer = $1 AND member = $2 AND minutes = $3 AND their_number = $4 AND state <> $5
		AND (ended_at IS NULL OR asked_at >= $6 AND NOT $7) ORDER BY id DESC LIMIT 1`,
		t.Peer.ID, t.Member.ID, t.Minutes, t.TheirNumber, string(TransferCancelled), ms(Today.Day(v.now)), again)
}

// holdTransfer sets the hours aside. The journal names nobody of the staff: what
// the other bank is shown of the entry is not for that. The deed does.
func (v *verb) holdTransfer(t TransferOut, by Member) (TransferOut, error) {
	if err := v.QueryRow(`SELECT coalesce(max(id), 0) + 1 FROM transfers_out`).Scan(&t.ID); err != nil {
		return t, err
	}
	if _, err := rand.Read(t.Code[:]); err != nil {
		return t, err
	}
	hold, err := v.Hold(ledger.Posting{Debit: t.Member.Account, Credit: t.Peer.Account, Amount: t.Minutes, Kind: transfer.KindOut, Ref: t.ID,
		Policy: v.policy.Version, Actor: machine})
	if err != nil {
		return t, err
	}
	t.Hold = int64(hold.ID)
	digest := transfer.NameDigest(t.Code, t.TheirNumber, t.theirName)
	t.theirName = fmt.Sprintf("%x", digest)
	_, err = v.Exec(`INSERT INTO transfers_out (id, code, peer, member, minutes, their_number, their_name, state, asked_by, asked_at, hold)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		t.ID, t.Code.String(), t.Peer.ID, t.Member.ID, t.Minutes, t.TheirNumber, t.theirName, string(t.State), by.ID, ms(t.Asked), t.Hold)
	if err != nil {
		return t, err
	}
	return t, v.deedOf(t, "asked", by, t.Peer.Name)
}

// machine is how the journal names an entry for which a deed names who of the
// staff it was.
const machine = "hourline"

func (v *verb) deedOf(t TransferOut, what string, by Member, note string) error {
	return v.audit(Deed{Actor: by.Number, What: "transfer out: " + what, Member: t.Member.ID, Ref: t.ID, Note: note})
}

// ApproveTransfer is the second person, one of the staff, who is neither the
// member nor who asked, nor tied to them: from then on the bank owes the other
// one an answer to a note, and the other one alone can send the hours back.
func (c *Centre) ApproveTransfer(ctx context.Context, id int64, actor string) (TransferOut, error) {
	return c.onTransfer(ctx, id, func(v *verb, t TransferOut) error {
		by, err := worker(v.View, actor)
		if err != nil {
			return err
		}
		_, err = v.approveTransfer(t, by)
		return err
	})
}

func (v *verb) approveTransfer(t TransferOut, by Member) (TransferOut, error) {
	if t.ApprovedBy == by.ID {
		return t, nil
	}
	state, err := t.State.next(approveIt)
	if err != nil {
		return t, err
	}
	first, err := member(v.View, t.AskedBy)
	if err != nil {
		return t, err
	}
	if err := fourEyes(v.View, by, []Member{first}, []Member{t.Member}); err != nil {
		return t, err
	}
	t.State, t.ApprovedBy, t.Approved, t.Expires = state, by.ID, v.now, v.now.Add(v.policy.Transfer.Expires.Std())
	_, err = v.Exec(`UPDATE transfers_out SET state = $1, approved_by = $2, approved_at = $3, expires_at = $4 WHERE id = $5`,
		string(state), by.ID, ms(t.Approved), ms(t.Expires), t.ID)
	if err != nil {
		return t, err
	}
	return t, errors.Join(v.deedOf(t, approveIt, by, t.Peer.Name), v.tellTransfer(t, "transfer.left", nil))
}

// CancelTransfer gives up what nobody has approved: nothing was signed, so the
// hours are free at once.
func (c *Centre) CancelTransfer(ctx context.Context, id int64, w RedemptionWord) (TransferOut, error) {
	return c.onTransfer(ctx, id, func(v *verb, t TransferOut) error {
		by, err := worker(v.View, w.Actor)
		if err != nil || t.State == TransferCancelled {
			return err
		}
		note, err := reasonOf(w.Reason)
		if err != nil {
			return err
		}
		return v.cancelTransfer(t, by, note)
	})
}

func (v *verb) cancelTransfer(t TransferOut, by Member, note string) error {
	state, err := t.State.next(cancelIt)
	if err != nil {
		return err
	}
	e, err := v.VoidHold(ledger.EntryID(t.Hold), ledger.Resolution{Policy: v.policy.Version, Actor: machine})
	if err != nil {
		return err
	}
	if err := v.endTransfer(t, state, e, nil); err != nil {
		return err
	}
	return v.deedOf(t, cancelIt, by, note)
}

// cancelTransfers ends what a member who has died had asked for and nobody has
// approved. What was sent stays set aside: the other bank may have credited it.
func (v *verb) cancelTransfers(m Member) error {
	open, err := transfersWhere(v.View, v.policy, `member = $1 AND state = $2 ORDER BY id`, m.ID, string(TransferAsked))
	for _, t := range open {
		if err == nil {
			err = v.cancelTransfer(t, Member{}, "died")
		}
	}
	return err
}

// endTransfer keeps how a transfer ended.
func (v *verb) endTransfer(t TransferOut, state TransferState, e ledger.Entry, answer []byte) error {
	_, err := v.Exec(`UPDATE transfers_out SET state = $1, entry = $2, answer = $3, ended_at = $4 WHERE id = $5`,
		string(state), int64(e.ID), textOrNull(answer), ms(v.now), t.ID)
	return err
}

func textOrNull(b []byte) sql.Null[string] { return sql.Null[string]{V: string(b), Valid: len(b) > 0} }

// onTransfer does something with one transfer, and gives it as it is then.
func (c *Centre) onTransfer(ctx context.Context, id int64, do func(*verb, TransferOut) error) (t TransferOut, err error) {
	err = c.write(ctx, func(v *verb) error {
		if t, err = transferWhere(v.View, v.policy, `id = $1`, id); err != nil {
			return err
		}
		if err := do(v, t); errors.Is(err, errWrongState) {
			return fmt.Errorf("it is %s: %w", t.State, ErrTransferNow)
		} else if err != nil {
			return err
		}
		t, err = transferWhere(v.View, v.policy, `id = $1`, id)
		return err
	})
	if err != nil {
		return TransferOut{}, fmt.Errorf("transfer %d: %w", id, err)
	}
	return t, nil
}

const transferColumns = `id, code, peer, member, minutes, their_number, their_name, state, asked_by, coalesce(approved_by, 0),
	asked_at, approved_at, expires_at, ended_at, hold, coalesce(entry, 0), coalesce(note, ''), coalesce(answer, '')`

// transfersWhere are the transfers that a condition and an order choose.
func transfersWhere(v *ledger.View, p *Policy, where string, args ...any) ([]TransferOut, error) {
	all, err := collect(v, func(r *sql.Rows) (t TransferOut, err error) {
		var asked int64
		var approved, expires, ended *int64
		var code string
		err = r.Scan(&t.ID, &code, &t.Peer.ID, &t.Member.ID, &t.Minutes, &t.TheirNumber, &t.theirName, &t.State, &t.AskedBy, &t.ApprovedBy,
			&asked, &approved, &expires, &ended, &t.Hold, &t.Entry, &t.note, &t.answer)
		t.Asked, t.Approved, t.Expires, t.Ended = p.moment(&asked), p.moment(approved), p.moment(expires), p.moment(ended)
		if err == nil {
			t.Code, err = transfer.ParseID(code)
		}
		return t, err
	}, `SELECT `+transferColumns+` FROM transfers_out WHERE `+where, args...)
	if err != nil || len(all) == 0 {
		return all, err
	}
	peers, err := peersByID(v, p)
	for i := range all {
		if all[i].Peer = peers[all[i].Peer.ID]; err == nil {
			all[i].Member, err = member(v, all[i].Member.ID)
		}
	}
	return all, err
}

// transferWhere is the first of them, or ErrNoTransfer.
func transferWhere(v *ledger.View, p *Policy, where string, args ...any) (TransferOut, error) {
	all, err := transfersWhere(v, p, where, args...)
	if err == nil && len(all) == 0 {
		err = ErrNoTransfer
	}
	if err != nil {
		return TransferOut{}, err
	}
	return all[0], nil
}
