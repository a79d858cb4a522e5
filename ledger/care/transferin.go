package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"hourline/ledger"
	"hourline/ledger/transfer"
)

// What keeps a note of another bank from being credited. Nothing is signed, and
// the transfer is as open as before.
var (
	ErrStranger      = errors.New("the note is from a bank that is not known here; two coordinators add one with hourline peer add")
	ErrNotForUs      = errors.New("the note is for another bank")
	ErrWrongMember   = errors.New("the note is for another member number; ask the member")
	ErrNobodyThere   = errors.New("nobody here has the number that the note names; enrol them, or refuse it with hourline transfer refuse --reason member")
	ErrCalledAnother = errors.New("the member here is not called as the note says; ask the member, correct the name in the books if it is wrong, or refuse it with hourline transfer refuse --reason name")
	ErrOverLimit     = errors.New("the other bank would owe more than the limit; two coordinators can raise it with hourline peer add, or refuse it with hourline transfer refuse --reason limit")
	ErrNoRoomForThem = errors.New("the member can store no more (policy: caps.stored_minutes); refuse it with hourline transfer refuse --reason full")
	ErrUndecided     = errors.New("the note is neither credited nor refused yet, and not too late: hourline transfer in credits it, hourline transfer refuse refuses it")
	ErrSettledSo     = errors.New("it was decided otherwise before; hourline transfer answer gives that answer again")
	ErrHoldUsed      = errors.New("the other bank has sent two notes on one hold; keep both files, credit neither, and ask that bank")
)

// A TransferIn is what became of another bank's note.
type TransferIn struct {
	ID      int64
	Peer    Peer
	Code    transfer.ID
	Minutes int64
	Reason  transfer.Reason // NoReason when it was credited
	Member  Member          // zero when it was refused
	Entry   int64           // of the credit
	Decided time.Time

	Repeated bool // it was decided before; nothing happened this time
	answer   []byte
}

// Accepted reports whether it was credited.
func (t TransferIn) Accepted() bool { return t.Reason == transfer.NoReason }

// ReceiveHours credits another bank's note to the member it is for, once, or
// refuses it for good when it is too late. The answer is for the other bank.
// The same note again gives the same answer.
func (c *Centre) ReceiveHours(ctx context.Context, file []byte, number, actor string) (t TransferIn, answer []byte, err error) {
	return c.answered(ctx, file, func(v *verb, in incoming) (TransferIn, error) {
		by, err := worker(v.View, actor)
		if err != nil {
			return t, err
		}
		if bareNumber(number) != in.note.Member {
			return t, ErrWrongMember
		}
		if t, err = v.decidedBefore(in); err != nil || t.ID != 0 {
			return t, err
		}
		if v.tooLate(in) {
			return v.refuseNote(in, transfer.Expired, by)
		}
		return v.creditNote(in, by)
	})
}

// RefuseHours refuses another bank's note for good, for a reason that staff see.
func (c *Centre) RefuseHours(ctx context.Context, file []byte, reason transfer.Reason, actor string) (t TransferIn, answer []byte, err error) {
	if !slices.Contains(transfer.Reasons, reason) {
		return t, nil, fmt.Errorf("%q is no reason: %v are", reason, transfer.Reasons)
	}
	return c.answered(ctx, file, func(v *verb, in incoming) (TransferIn, error) {
		by, err := worker(v.View, actor)
		if err != nil {
			return t, err
		}
		if t, err = v.decidedBefore(in); err != nil || t.ID != 0 {
			if err == nil && t.Accepted() {
				err = ErrSettledSo
			}
			return t, err
		}
		return v.refuseNote(in, reason, by)
	})
}

// AnswerHours gives the answer to another bank's note again. One that nobody has
// decided on is refused for good when it is too late, else it is ErrUndecided.
func (c *Centre) AnswerHours(ctx context.Context, file []byte, actor string) (t TransferIn, answer []byte, err error) {
	return c.answered(ctx, file, func(v *verb, in incoming) (TransferIn, error) {
		by, err := worker(v.View, actor)
		if err != nil {
			return t, err
		}
		if t, err = v.decidedBefore(in); err != nil || t.ID != 0 {
			return t, err
		}
		if !v.tooLate(in) {
			return t, fmt.Errorf("%w; it is until %s", ErrUndecided, v.policy.moment(&in.note.Expires).Format("2006-01-02 15:04"))
		}
		return v.refuseNote(in, transfer.Expired, by)
	})
}

// An incoming is a note of a bank that is known, and its file.
type incoming struct {
	peer Peer
	note transfer.Note
	file []byte
}

// tooLate is told by this bank's clock, and by no other.
func (v *verb) tooLate(in incoming) bool { return ms(v.now) >= in.note.Expires }

// answered decides on a note in one transaction and signs the answer after it:
// what was decided stays so, whatever happens before it is signed.
func (c *Centre) answered(ctx context.Context, file []byte, decide func(*verb, incoming) (TransferIn, error)) (t TransferIn, answer []byte, err error) {
	if c.Bank.LogKey() == "" {
		return t, nil, fmt.Errorf("answer a transfer: %w", ledger.ErrNoLog) // what cannot be answered is not decided
	}
	err = c.write(ctx, func(v *verb) error {
		in, err := v.incoming(file)
		if err == nil {
			t, err = decide(v, in)
		}
		return err
	})
	if err != nil {
		return TransferIn{}, nil, fmt.Errorf("transfer: %w", err)
	}
	if len(t.answer) > 0 && c.answeredHere(t.answer) {
		return t, t.answer, nil
	}
	signed, err := c.signAnswer(ctx, t, file)
	if err == nil {
		err = c.keepAnswer(ctx, &t, signed)
	}
	if err != nil {
		return t, nil, fmt.Errorf("answer to transfer %s: %w; it is decided, ask for the answer again", t.Code, err)
	}
	return t, t.answer, nil
}

// incoming reads a note with the key of the bank that it is from.
func (v *verb) incoming(file []byte) (in incoming, err error) {
	from, err := transfer.Sender(file)
	if err != nil {
		return in, err
	}
	in.file = file
	in.peer, err = peerWhere(v.View, v.policy, func(p Peer) bool { return p.Origin() == from })
	if errors.Is(err, ErrNoPeer) {
		return in, fmt.Errorf("%s: %w", from, ErrStranger)
	}
	if err != nil {
		return in, err
	}
	if in.note, err = transfer.ReadNote(file, in.peer.Key); err != nil {
		return in, err
	}
	return in, v.isForUs(in.note)
}

// isForUs refuses a note that names a log which these books never had.
func (v *verb) isForUs(n transfer.Note) error {
	logs, err := v.Logs()
	if err != nil || slices.ContainsFunc(logs, func(l ledger.SignedLog) bool { return l.Origin == n.To }) {
		return err
	}
	return fmt.Errorf("%w: %s", ErrNotForUs, n.To)
}

// creditNote moves the minutes from the other bank's account to the member's.
func (v *verb) creditNote(in incoming, by Member) (t TransferIn, err error) {
	if t, err = v.newTransferIn(in, transfer.NoReason); err != nil {
		return t, err
	}
	if t.Member, err = v.receiver(in, by); err != nil {
		return t, err
	}
	if err := v.withinTheirLimit(in); err != nil {
		return t, err
	}
	e, err := v.Post(ledger.Posting{Debit: in.peer.Account, Credit: t.Member.Account, Amount: t.Minutes, Kind: transfer.KindIn, Ref: t.ID,
		Policy: v.policy.Version, Actor: machine})
	if errors.Is(err, ledger.ErrInsufficient) {
		err = fmt.Errorf("%w (%w)", ErrOverLimit, err)
	}
	if err != nil {
		return t, err
	}
	t.Entry = int64(e.ID)
	if err := v.keepIn(t, in, by); err != nil {
		return t, err
	}
	b, err := v.Balance(t.Member.Account)
	if err != nil {
		return t, err
	}
	number, err := v.Number(e)
	if err != nil {
		return t, err
	}
	f := Facts{Bank: in.peer.Title, Minutes: t.Minutes, Balance: b.Posted, Receipt: number}
	return t, v.text(fmt.Sprintf("transfer-in/%d", t.ID), "transfer.in", t.ID, t.Member, f)
}

// receiver is the member that a note is for.
func (v *verb) receiver(in incoming, by Member) (m Member, err error) {
	m, err = withNumber(v.View, in.note.Member)
	if errors.Is(err, ErrNoMember) {
		return m, ErrNobodyThere
	}
	if err != nil {
		return m, err
	}
	if err := living(v.View, m); err != nil {
		return m, err
	}
	if transfer.NameDigest(in.note.ID, in.note.Member, m.Name) != in.note.Name {
		return m, ErrCalledAnother
	}
	if err := fourEyes(v.View, by, nil, []Member{m}); err != nil {
		return m, err
	}
	switch room, err := v.roomOf(m); {
	case err != nil:
		return m, err
	case room < in.note.Minutes:
		return m, fmt.Errorf("%w: there is room for %d min", ErrNoRoomForThem, room)
	}
	return m, nil
}

// withinTheirLimit refuses what would make the other bank owe more than its
// limit, and two credits on one hold.
func (v *verb) withinTheirLimit(in incoming) error {
	b, err := v.Balance(in.peer.Account)
	if err != nil {
		return err
	}
	if owes := -b.Available(); owes+in.note.Minutes > in.peer.Limit {
		return fmt.Errorf("%w: it owes %d of %d min", ErrOverLimit, max(owes, 0), in.peer.Limit)
	}
	var used bool
	err = v.QueryRow(`SELECT EXISTS (SELECT 1 FROM transfers_in WHERE peer = $1 AND hold = $2 AND entry IS NOT NULL)`,
		in.peer.ID, in.note.Receipt.Leaf.Entry).Scan(&used)
	if err == nil && used {
		err = ErrHoldUsed
	}
	return err
}

func (v *verb) refuseNote(in incoming, reason transfer.Reason, by Member) (TransferIn, error) {
	t, err := v.newTransferIn(in, reason)
	if err != nil {
		return t, err
	}
	return t, v.keepIn(t, in, by)
}

func (v *verb) newTransferIn(in incoming, reason transfer.Reason) (t TransferIn, err error) {
	t = TransferIn{Peer: in.peer, Code: in.note.ID, Minutes: in.note.Minutes, Reason: reason, Decided: v.now}
	return t, v.QueryRow(`SELECT coalesce(max(id), 0) + 1 FROM transfers_in`).Scan(&t.ID)
}

func (v *verb) keepIn(t TransferIn, in incoming, by Member) error {
	_, err := v.Exec(`INSERT INTO transfers_in (id, peer, code, hold, note, minutes, reason, member, entry, decided_by, decided_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		t.ID, in.peer.ID, t.Code.String(), in.note.Receipt.Leaf.Entry, string(in.file), t.Minutes, string(t.Reason),
		zeroIsNull(t.Member.ID), zeroIsNull(t.Entry), by.ID, ms(v.now))
	if err != nil {
		return err
	}
	what := "transfer in: refused"
	if t.Accepted() {
		what = "transfer in: credited"
	}
	return v.audit(Deed{Actor: by.Number, What: what, Member: t.Member.ID, Ref: t.ID, Note: in.peer.Name + " " + string(t.Reason)})
}

func zeroIsNull(id int64) sql.Null[int64] { return sql.Null[int64]{V: id, Valid: id != 0} }

// decidedBefore is what became of a note, with ID 0 when nobody has decided.
func (v *verb) decidedBefore(in incoming) (TransferIn, error) {
	all, err := transfersIn(v.View, v.policy, `peer = $1 AND code = $2`, in.peer.ID, in.note.ID.String())
	if err != nil || len(all) == 0 {
		return TransferIn{}, err
	}
	all[0].Repeated = true
	return all[0], nil
}

// transfersIn are the notes that a condition and an order choose.
func transfersIn(v *ledger.View, p *Policy, where string, args ...any) ([]TransferIn, error) {
	all, err := collect(v, func(r *sql.Rows) (t TransferIn, err error) {
		var code string
		var decided int64
		err = r.Scan(&t.ID, &t.Peer.ID, &code, &t.Minutes, &t.Reason, &t.Member.ID, &t.Entry, &decided, &t.answer)
		t.Decided = p.moment(&decided)
		if err == nil {
			t.Code, err = transfer.ParseID(code)
		}
		return t, err
	}, `SELECT id, peer, code, minutes, reason, coalesce(member, 0), coalesce(entry, 0), decided_at, coalesce(answer, '') FROM transfers_in WHERE `+where, args...)
	if err != nil || len(all) == 0 {
		return all, err
	}
	peers, err := peersByID(v, p)
	for i := range all {
		if all[i].Peer = peers[all[i].Peer.ID]; err == nil && all[i].Member.ID != 0 {
			all[i].Member, err = member(v, all[i].Member.ID)
		}
	}
	return all, err
}
