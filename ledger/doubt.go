package ledger

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A doubt is an entry that makes another leaf than the log has of it.
type doubt struct {
	entry         *Entry
	debit, credit *folded
	policy        *named // nil when it names none
	decided       bool   // a checkpoint says that the leaf is right
}

// A named is a policy that entries name.
type named struct {
	version int64
	vouched
}

// vouched counts the entries that were held against a leaf; for as long as one
// of them is the same, what they have in common is what it was.
type vouched struct{ compared, other int64 }

func (v vouched) byNone() bool { return v.other > 0 && v.other == v.compared }

func (d doubt) count(compared, other int64) {
	for _, v := range []*vouched{&d.debit.vouched, &d.credit.vouched} {
		v.compared += compared
		v.other += other
	}
	if d.policy != nil {
		d.policy.compared += compared
		d.policy.other += other
	}
}

// doubts are the entries that are not what the log says of them.
type doubts struct {
	found []doubt
	more  int64 // that are too many to keep
}

// mostDoubts is how many are kept to find what they have in common.
const mostDoubts = 100_000

func (l *logFold) keep(doubted []doubt, decided bool) {
	for _, d := range doubted {
		if len(l.found) == mostDoubts {
			l.more++
			continue
		}
		d.decided = decided
		l.found = append(l.found, d)
	}
}

// A cause may be what many entries have in common that are not what the log
// says of them.
type cause struct {
	what    string
	account AccountID // or 0
	sure    bool
	of      []int // numbers of doubts
}

// explain says what was changed: what many entries have in common, once, and
// each entry that is left.
func (l *logFold) explain() {
	explained := make([]bool, len(l.found))
	for _, c := range l.causes() {
		var ids []EntryID
		for _, i := range c.of {
			if !explained[i] {
				ids = append(ids, l.found[i].entry.ID)
			}
		}
		if len(ids) < 2 && c.account != 0 || len(ids) == 0 {
			continue
		}
		for _, i := range c.of {
			explained[i] = true
		}
		l.differ(0, c.account, c.what, list(ids))
	}
	l.each(func(i int) bool { return !explained[i] })
	if l.more > 0 {
		l.differ(0, 0, "and %d more entries are not what the log says of them", l.more)
	}
}

// each names those of the doubts that are left: each entry, or the first few
// where there are many.
func (l *logFold) each(left func(i int) bool) {
	const many = 10
	of := map[string][]EntryID{}
	for i, d := range l.found {
		if left(i) {
			of[l.blame(d)] = append(of[l.blame(d)], d.entry.ID)
		}
	}
	for _, blame := range slices.SortedFunc(maps.Keys(of), func(a, b string) int { return cmp.Compare(of[a][0], of[b][0]) }) {
		if ids := of[blame]; len(ids) > many {
			l.differ(0, 0, "the entries %s, are not what the log says of them: %s", list(ids), blame)
			continue
		}
		for _, id := range of[blame] {
			l.differ(id, 0, "is not what the log says of it: %s", blame)
		}
	}
}

// causes are policies that no signature and accounts that no entry vouches for:
// one that is known to be another first, then those of the most entries.
func (l *logFold) causes() []cause {
	policies, accounts := map[int64]*cause{}, map[AccountID]*cause{}
	for i, d := range l.found {
		if p := d.policy; p != nil && p.byNone() && l.mayBeOther(p.version) {
			c := found(policies, p.version)
			c.sure = p.version == l.otherPolicy
			c.what = fmt.Sprintf("policy %d is not the one under which these entries were published: %%s", p.version)
			c.of = append(c.of, i)
		}
		for id, a := range map[AccountID]*folded{d.entry.Debit: d.debit, d.entry.Credit: d.credit} {
			if a.byNone() {
				c := found(accounts, id)
				c.account, c.what = id, "none of its entries is what the log says of it (%s): its code or its secret was changed"
				c.of = append(c.of, i)
			}
		}
	}
	var all []cause
	for _, c := range policies {
		all = append(all, *c)
	}
	for _, c := range accounts {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b cause) int {
		if a.sure != b.sure {
			return map[bool]int{true: -1, false: 1}[a.sure]
		}
		return cmp.Or(cmp.Compare(len(b.of), len(a.of)), cmp.Compare(a.account, b.account), cmp.Compare(a.of[0], b.of[0]))
	})
	return all
}

func found[K comparable](causes map[K]*cause, key K) *cause {
	if causes[key] == nil {
		causes[key] = &cause{}
	}
	return causes[key]
}

// mayBeOther tells whether no signature vouches for that policy.
func (l *logFold) mayBeOther(policy int64) bool { return policy > l.report.SignedPolicies }

// blame is what can have made an entry another.
func (l *logFold) blame(d doubt) string {
	may := []string{"the entry"}
	if !d.decided {
		may = append(may, "its leaf")
	}
	for _, a := range []struct {
		AccountID
		*folded
	}{{d.entry.Debit, d.debit}, {d.entry.Credit, d.credit}} {
		if a.byNone() {
			may = append(may, fmt.Sprintf("the code or the secret of account %d", a.AccountID))
		}
	}
	if d.policy != nil && d.policy.byNone() && l.mayBeOther(d.policy.version) {
		may = append(may, fmt.Sprintf("policy %d", d.policy.version))
	}
	return strings.Join(may, ", or ") + " was changed"
}

// list is the first few of them.
func list(ids []EntryID) string {
	const few = 3
	var words []string
	for _, id := range ids[:min(few, len(ids))] {
		words = append(words, fmt.Sprint(id))
	}
	if len(ids) > few {
		words = append(words, fmt.Sprintf("… %d, %d in all", ids[len(ids)-1], len(ids)))
	}
	return strings.Join(words, ", ")
}
