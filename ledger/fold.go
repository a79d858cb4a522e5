package ledger

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// A fold is the journal so far, recomputed. After a difference it goes on from
// what the entry says, so that one wrong entry is reported once.
type fold struct {
	atOnce      int     // entries of one snapshot
	next        []Entry // of this one
	report      Report
	last        EntryID
	at          time.Time
	accounts    map[AccountID]*folded
	open        map[EntryID]Entry // holds not yet resolved
	undone      map[EntryID]int64 // reversed so far, by original
	policies    map[int64]*named  // that are there
	agreed      []byte            // what was signed last of policies, by the file beside the books; nil when there is none
	otherPolicy int64             // is not the one that was signed; 0 when none is known
	log         *logFold
}

// folded is one account as its entries make it.
type folded struct {
	*owner
	vouched
	posted, held int64
	seq          int64
	head         EntryID
}

func newFold() *fold {
	f := &fold{
		atOnce:   10_000,
		accounts: map[AccountID]*folded{},
		open:     map[EntryID]Entry{},
		undone:   map[EntryID]int64{},
		policies: map[int64]*named{},
	}
	f.log = &logFold{fold: f, leaves: newLeaves()}
	return f
}

func (f *fold) differ(e EntryID, a AccountID, format string, args ...any) {
	switch n := len(f.report.Differences); {
	case n < mostDifferences-1:
		f.report.Differences = append(f.report.Differences, Difference{e, a, fmt.Sprintf(format, args...)})
	case n == mostDifferences-1:
		f.report.Differences = append(f.report.Differences, Difference{What: "there are more differences than are listed here"})
	}
}

// step folds the next entries; more tells whether some are left.
func (f *fold) step(v *View) (more bool, total int64, err error) {
	if err := v.QueryRow(`SELECT coalesce(max(id), 0) FROM entries`).Scan(&total); err != nil {
		return false, 0, err
	}
	f.log.allRead = false
	after := f.last
	if f.report.Entries == 0 {
		after = math.MinInt64 // even a number below 1 must be seen
	}
	if f.next, err = v.entriesAfter(after, f.atOnce, f.next); err != nil {
		return false, 0, fmt.Errorf("after entry %d: %w", f.last, err)
	}
	for i := range f.next {
		if err := f.add(v, &f.next[i]); err != nil {
			return false, 0, fmt.Errorf("entry %d: %w", f.next[i].ID, err)
		}
	}
	return len(f.next) == f.atOnce, total, nil
}

func (f *fold) add(v *View, e *Entry) error {
	f.checkPlace(e)
	debit, err := f.account(v, e.Debit)
	if err != nil {
		return err
	}
	credit, err := f.account(v, e.Credit)
	if err != nil {
		return err
	}
	f.checkAccounts(e, debit, credit)
	f.checkHold(e)
	f.report.Entries++
	policy, err := f.checkPolicy(v, e)
	if err != nil {
		return err
	}
	if err := f.log.add(v, e, debit, credit, policy); err != nil {
		return err
	}
	if e.Undoes != 0 {
		return f.checkReversal(v, e)
	}
	return nil
}

// checkPlace: the numbers have no gaps and the dates do not run back.
func (f *fold) checkPlace(e *Entry) {
	switch next := f.last + 1; {
	case e.ID < next:
		f.differ(0, 0, "entry %d: numbers begin at 1", e.ID)
	case e.ID == next+1:
		f.differ(next, 0, "is missing")
	case e.ID > next:
		f.differ(next, 0, "is missing, and all up to entry %d", e.ID-1)
	}
	if e.RecordedAt.Before(f.at) {
		f.differ(e.ID, 0, "is dated %s, before the entry ahead of it", e.RecordedAt.Format(time.RFC3339))
	}
	f.last, f.at = max(e.ID, 0), e.RecordedAt
}

func (f *fold) checkAccounts(e *Entry, debit, credit *folded) {
	if debit.unit != credit.unit {
		f.differ(e.ID, 0, "moves %q into %q", debit.unit, credit.unit)
	}
	if e.Debit == e.Credit || e.Amount < 0 || e.Amount > MostAmount || (e.Amount == 0 && e.Held == 0) {
		f.differ(e.ID, 0, "moves %d and holds %d from account %d to account %d", e.Amount, e.Held, e.Debit, e.Credit)
	}
	f.checkSide(e, e.Debit, debit, e.DebitSide, -e.Amount, e.Held)
	f.checkSide(e, e.Credit, credit, e.CreditSide, e.Amount, 0)
}

// account looks an account up when it is first met.
func (f *fold) account(v *View, id AccountID) (*folded, error) {
	if a, met := f.accounts[id]; met {
		return a, nil
	}
	o, err := f.log.leaves.owner(v, id)
	if err != nil {
		return nil, err
	}
	if !o.opened {
		f.differ(0, id, "has entries but was never opened")
	}
	a := &folded{owner: o}
	f.accounts[id] = a
	return a, nil
}

func (f *fold) checkSide(e *Entry, id AccountID, a *folded, says Side, posted, held int64) {
	if says.Prev != a.head {
		f.differ(e.ID, id, "points back to entry %d, and the one before is %d", says.Prev, a.head)
	}
	if says.Seq != a.seq+1 {
		f.differ(e.ID, id, "has sequence number %d instead of %d", says.Seq, a.seq+1)
	}
	if says.Posted != a.posted+posted {
		f.differ(e.ID, id, "says %d is on the account after it, and it comes to %d", says.Posted, a.posted+posted)
	}
	if says.Held != a.held+held {
		f.differ(e.ID, id, "says %d is held after it, and it comes to %d", says.Held, a.held+held)
	}
	a.posted, a.held, a.seq, a.head = says.Posted, says.Held, says.Seq, e.ID
}

// checkPolicy: an entry names a policy that is there, or none.
func (f *fold) checkPolicy(v *View, e *Entry) (*named, error) {
	if p, met := f.policies[e.Policy]; met || e.Policy == 0 {
		return p, nil
	}
	var there bool
	err := v.queryRow(`SELECT EXISTS (SELECT 1 FROM policies WHERE version = $1)`, e.Policy).Scan(&there)
	if err != nil {
		return nil, err
	}
	if !there {
		f.differ(e.ID, 0, "names policy %d, which is missing", e.Policy)
		return nil, nil
	}
	p := &named{version: e.Policy}
	f.policies[e.Policy] = p
	return p, nil
}

// checkHold: a hold is resolved at most once, by its own accounts, in full.
func (f *fold) checkHold(e *Entry) {
	switch {
	case e.Held > 0:
		f.open[e.ID] = *e
		if e.Amount != 0 {
			f.differ(e.ID, 0, "moves %d although it is a hold", e.Amount)
		}
		return
	case e.Resolves == 0 && e.Held == 0:
		return
	}
	hold, open := f.open[e.Resolves]
	delete(f.open, e.Resolves)
	switch {
	case !open:
		f.differ(e.ID, 0, "resolves entry %d, which is not an open hold", e.Resolves)
	case e.Debit != hold.Debit || e.Credit != hold.Credit || e.Held != -hold.Held || e.Amount > hold.Held:
		f.differ(e.ID, 0, "moves %d and releases %d of hold %d, which holds %d", e.Amount, -e.Held, hold.ID, hold.Held)
	case (e.Kind == KindPost) != (e.Amount > 0):
		f.differ(e.ID, 0, "moves %d although its kind is %s", e.Amount, e.Kind)
	}
}

// checkReversal: an entry is taken back by the opposite of it, and not by more.
func (f *fold) checkReversal(v *View, e *Entry) error {
	o, err := v.Entry(e.Undoes)
	if errors.Is(err, ErrNoEntry) {
		f.differ(e.ID, 0, "undoes entry %d, which is missing", e.Undoes)
		return nil
	}
	if err != nil {
		return err
	}
	f.undone[o.ID] += e.Amount
	switch {
	case o.ID >= e.ID || o.Undoes != 0 || e.Debit != o.Credit || e.Credit != o.Debit:
		f.differ(e.ID, 0, "undoes entry %d and is not the opposite of it", o.ID)
	case f.undone[o.ID] > o.Amount:
		f.differ(e.ID, 0, "makes %d taken back of entry %d, which moved %d", f.undone[o.ID], o.ID, o.Amount)
	}
	return nil
}
