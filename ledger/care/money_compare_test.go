package care

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"hourline/ledger"
)

// compare holds everything that stands in the books against the model.
func (b *bursar) compare(r *rapid.T) {
	got, odd := b.read(r)
	if odd != "" {
		b.fail(r, "the policy of these entries is not that of their day: "+odd)
	}
	var wrong []string
	want := b.m.stands(b.who)
	for key, has := range got {
		if want[key] != has && (want[key] != "" || has != "0 0") {
			wrong = append(wrong, fmt.Sprintf("  %s: %s, and the model says %q", key, has, want[key]))
		}
	}
	for key, should := range want {
		if _, there := got[key]; !there && should != "0 0" {
			wrong = append(wrong, fmt.Sprintf("  no %s, and the model says %s", key, should))
		}
	}
	if slices.Sort(wrong); wrong != nil {
		b.fail(r, "the books have\n"+strings.Join(wrong, "\n"))
	}
}

// whatStands writes the books out as the model does, in one text: many rows
// cost more to read than all they say.
const whatStands = `SELECT group_concat(line, char(10)), (SELECT coalesce(group_concat(e.id || ' ' || e.kind), '') FROM entries e WHERE e.id > $1
		AND coalesce(e.policy, 0) <> (SELECT version FROM policies WHERE version = 1 OR effective_at <=
			CASE WHEN e.kind IN ('deposit', 'deposit-again', 'correction', 'service') THEN e.effective_at ELSE e.recorded_at END
			ORDER BY effective_at <= CASE WHEN e.kind IN ('deposit', 'deposit-again', 'correction', 'service') THEN e.effective_at ELSE e.recorded_at END DESC,
			effective_at DESC, version DESC LIMIT 1)),
		(SELECT max(id) FROM entries) FROM (
	SELECT a.code || '=' || b.posted || ' ' || b.held AS line FROM accounts a JOIN balances b ON b.account = a.id
		WHERE a.code <> 'issued' AND a.code <> 'suspense' AND a.code NOT LIKE 'member/%' OR a.id IN (SELECT account FROM members WHERE id <= 6)
	UNION ALL SELECT 'pin/' || member || '=' || tries FROM pins
	UNION ALL SELECT 'estate ' || id || '=' || state FROM estates
	UNION ALL SELECT 'redemption ' || id || '=' || state || ' ' || minutes || ' min ' || fen || ' fen' FROM redemptions
	UNION ALL SELECT 'visit ' || w.id || '=' || q.state || ' ' || w.credited_minutes || ' ' || coalesce(e.amount, 0)
		FROM visits w JOIN requests q ON q.visit = w.id LEFT JOIN entries e ON e.id = w.entry)`

// read is what stands in the books, by what it is called, and entries that name
// a policy that they should not.
func (b *bursar) read(r *rapid.T) (all map[string]string, odd string) {
	var text string
	if err := b.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(whatStands, b.seen).Scan(&text, &odd, &b.seen)
	}); err != nil {
		b.fail(r, "the books cannot be read: "+err.Error())
	}
	all = map[string]string{}
	for line := range strings.SplitSeq(text, "\n") {
		key, has, _ := strings.Cut(line, "=")
		all[key] = has
	}
	return all, odd
}
