package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Report is what Verify found.
type Report struct {
	Entries        int64        // folded
	Signed         int64        // of them under a checkpoint
	Accounts       int64        // compared
	Policies       int64        // that there are
	SignedPolicies int64        // of them that were signed
	Checkpoints    int64        // of the log
	Cosignatures   int64        // of witnesses
	Differences    []Difference // none when the books are right; at most mostDifferences
}

// Unsigned says what of the books no signature vouches for yet. Whoever could
// write to the file could have put that in.
func (r Report) Unsigned() (said []string) {
	if r.Entries > r.Signed {
		said = append(said, "not signed yet: "+span("entry", "entries", r.Signed+1, r.Entries))
	}
	if r.Policies > r.SignedPolicies {
		said = append(said, "not signed yet: "+span("policy", "policies", r.SignedPolicies+1, r.Policies))
	}
	return said
}

func span(one, many string, first, last int64) string {
	if first == last {
		return fmt.Sprintf("%s %d", one, first)
	}
	return fmt.Sprintf("%s %d to %d", many, first, last)
}

// A Difference is one thing that is not as it must be.
type Difference struct {
	Entry   EntryID   // 0 when it is not about one entry
	Account AccountID // 0 when it is not about one account
	What    string    // what stands there, and what should
}

func (d Difference) String() string {
	var s strings.Builder
	if d.Entry != 0 {
		fmt.Fprintf(&s, "entry %d: ", d.Entry)
	}
	if d.Account != 0 {
		fmt.Fprintf(&s, "account %d: ", d.Account)
	}
	return s.String() + d.What
}

// mostDifferences is how many are listed; more do not help whoever reads them.
const mostDifferences = 1000

// Verify folds the whole journal again and compares it with every number that
// is kept beside it: numbers and dates, both sides of each entry, holds,
// reversals, balances, floors, the sum of each unit, the policies that were
// signed, and the log: the leaf of each entry, the tiles, every checkpoint with
// its signature, and those of witnesses. Then it asks the database about
// itself. The books are right when the report has no Differences; an error
// means that they could not be read.
//
// It may run beside the writer, for it takes many short snapshots. Progress,
// which may be nil, is told how many of how many entries are done.
func (b *Bank) Verify(ctx context.Context, progress func(done, total int64)) (Report, error) {
	return b.verify(ctx, newFold(), progress)
}

func (b *Bank) verify(ctx context.Context, f *fold, progress func(done, total int64)) (Report, error) {
	if err := f.openLog(b.path); err != nil {
		return f.report, fmt.Errorf("verify: %w", err)
	}
	for more := true; more; {
		var total int64
		err := b.Read(ctx, func(v *View) (err error) {
			if more, total, err = f.step(v); err == nil && !more {
				err = errors.Join(f.compareBalances(v), f.log.finish(v), f.comparePolicies(v)) // in the snapshot of the last entry
				f.log.explain()
			}
			return err
		})
		if err != nil {
			return f.report, fmt.Errorf("verify: %w", plain(err))
		}
		if progress != nil {
			progress(f.report.Entries, max(total, f.report.Entries))
		}
	}
	if err := f.compareCosignatures(ctx, b); err != nil {
		return f.report, fmt.Errorf("verify: %w", plain(err))
	}
	if err := b.Read(ctx, f.checkFile); err != nil {
		return f.report, fmt.Errorf("verify: %w", plain(err))
	}
	return f.report, nil
}

// compareBalances holds what is kept beside the journal against the fold.
func (f *fold) compareBalances(v *View) error {
	rows, err := v.Query(`SELECT a.id, a.code, a.unit, a.closed_at IS NOT NULL, b.floor,
			coalesce(b.posted, 0), coalesce(b.held, 0), coalesce(b.seq, -1), coalesce(b.head, 0)
		FROM accounts a LEFT JOIN balances b ON b.account = a.id ORDER BY a.id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	sums := map[Unit]int64{}
	for rows.Next() {
		var id AccountID
		var s standing
		var floor sql.Null[int64]
		if err := rows.Scan(&id, &s.code, &s.unit, &s.closed, &floor, &s.Posted, &s.Held, &s.Seq, &s.Head); err != nil {
			return err
		}
		s.floor = floorOf(floor)
		f.compareBalance(id, &s)
		sums[s.unit] += s.Posted
		f.report.Accounts++
	}
	for _, unit := range slices.Sorted(maps.Keys(sums)) {
		if sum := sums[unit]; sum != 0 {
			f.differ(0, 0, "all balances in %s together come to %d instead of 0", unit, sum)
		}
	}
	return rows.Err()
}

func (f *fold) compareBalance(id AccountID, s *standing) {
	a := f.accounts[id]
	if a == nil {
		a = &folded{} // without entries
	}
	if s.Seq < 0 {
		f.differ(0, id, "has no balance")
		return
	}
	if s.Posted != a.posted || s.Held != a.held {
		f.differ(a.head, id, "the balance is %d posted and %d held, and the journal comes to %d and %d",
			s.Posted, s.Held, a.posted, a.held)
	}
	if s.Seq != a.seq || s.Head != a.head {
		f.differ(a.head, id, "the balance ends with entry %d, number %d, and the journal with entry %d, number %d",
			s.Head, s.Seq, a.head, a.seq)
	}
	if kind, _, _ := strings.Cut(s.code, "/"); s.floor != chartFloor(kind, s.floor) {
		f.differ(0, id, "has %s, and what is called %s has %s", s.floor, kind, chartFloor(kind, s.floor))
	}
	if s.breached(Side{Posted: s.Posted, Held: s.Held}) {
		f.differ(a.head, id, "%d is available, below the floor of %d", s.Available(), s.floor)
	}
	if s.closed && (s.Posted != 0 || s.Held != 0) {
		f.differ(a.head, id, "is closed with %d posted and %d held", s.Posted, s.Held)
	}
}

// guards are the triggers without which entries and policies could be changed.
var guards = []string{"entries_keep", "entries_stay", "policies_keep", "policies_stay", "tiles_keep", "tiles_stay",
	"commitments_keep", "commitments_stay", "logs_keep", "logs_stay", "checkpoints_keep", "checkpoints_stay",
	"policy_checkpoints_keep", "policy_checkpoints_stay",
	"witnesses_keep", "witnesses_stay", "cosignatures_keep", "cosignatures_stay", "disputes_keep", "disputes_stay"}

// checkFile asks the database whether it is whole.
func (f *fold) checkFile(v *View) error {
	for _, name := range guards {
		var text string
		err := v.QueryRow(`SELECT coalesce(max(sql), '') FROM sqlite_schema WHERE type = 'trigger' AND name = $1`, name).Scan(&text)
		if err != nil {
			return err
		}
		if !strings.Contains(text, "RAISE(ABORT") {
			f.differ(0, 0, "the trigger %s is gone: the journal could be changed", name)
		}
	}
	if err := f.checkPages(v); err != nil {
		return err
	}
	return f.checkReferences(v)
}

// checkPages looks every row up in every index of its table, in any order: with
// much of them in memory.
func (f *fold) checkPages(v *View) error {
	if err := remember(v, 16*readerMemory); err != nil {
		return err
	}
	defer remember(v, readerMemory)
	rows, err := v.Query(`PRAGMA integrity_check`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var said string
		if err := rows.Scan(&said); err != nil {
			return err
		}
		if said != "ok" {
			f.differ(0, 0, "the database says: %s", said)
		}
	}
	return rows.Err()
}

// remember has a connection keep so many KiB of the file in memory.
func remember(v *View, kib int) error {
	rows, err := v.Query(fmt.Sprintf("PRAGMA cache_size = -%d", kib))
	if err != nil {
		return err
	}
	return rows.Close()
}

// checkReferences leaves the entries out: whatever they point at was looked up
// when they were folded.
func (f *fold) checkReferences(v *View) error {
	rows, err := v.Query(`SELECT c."table", c.rowid, c.parent, c.fkid FROM sqlite_schema s, pragma_foreign_key_check(s.name) c
		WHERE s.type = 'table' AND s.name <> 'entries'`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var table, parent string
		var row, key any
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			return err
		}
		f.differ(0, 0, "row %v of %s points into %s at nothing", row, table, parent)
	}
	return rows.Err()
}
