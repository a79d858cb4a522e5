package faults

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"hourline/ledger"
)

// money holds all that people were told of goods and cash against the books,
// and the books against themselves.
func (b books) money(d *desk, c *clerk) (all []finding, err error) {
	for _, each := range []func(*desk, *clerk) (finding, error){
		b.withheld, b.exchanged, b.paidAtPoint, b.mistyped, b.paidAtDesk, b.seenTo, b.brought, b.receipts, b.notices, b.holds, b.floors, b.turns,
	} {
		f, err := each(d, c)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.what, err)
		}
		all = append(all, f)
	}
	return all, nil
}

// withheld: what a text said that is held has been held, wholly, for whoever
// asked.
func (b books) withheld(d *desk, _ *clerk) (finding, error) {
	return b.hold("asked for, and held", d.claims.ordered, `SELECT count(*) FROM redemptions r JOIN phones p ON p.member = r.member JOIN entries h ON h.id = r.hold
		WHERE p.phone = $1 AND r.id = $2 AND h.held = r.minutes`, func(c claim) []any { return []any{c.number, c.code} })
}

// exchanged: what was chosen by keys is asked for, once in a call.
func (b books) exchanged(d *desk, _ *clerk) (finding, error) {
	f, err := b.hold("chosen by telephone", d.claims.exchanged, `SELECT count(*) FROM redemptions r JOIN phones p ON p.member = r.member
		WHERE p.phone = $1 AND r.channel = 'phone' AND r.asked_at BETWEEN $2 AND $3`, func(c claim) []any {
		from, to := c.around()
		return []any{c.number, from, to}
	})
	if err != nil {
		return f, err
	}
	f.doubled, err = b.names(`SELECT 'call ' || substr(source, 6, instr(substr(source, 6), '/') - 1) FROM redemptions WHERE channel = 'phone' GROUP BY 1 HAVING count(*) > 1`)
	return f, err
}

// paidAtPoint: who heard that the point pays was paid, and nobody else.
func (b books) paidAtPoint(d *desk, _ *clerk) (finding, error) {
	f, err := b.hold("paid at the point", d.claims.agreed, `SELECT count(*) FROM redemptions r JOIN phones p ON p.member = r.member
		JOIN redemption_events e ON e.redemption = r.id JOIN entries h ON h.id = r.entry
		WHERE p.phone = $1 AND r.channel = 'point' AND e.what = 'receive' AND e.note = 'PIN' AND h.amount = r.minutes AND e.at BETWEEN $2 AND $3`,
		func(c claim) []any {
			from, to := c.around()
			return []any{c.number, from, to}
		})
	if err != nil {
		return f, err
	}
	f.doubled, err = b.names(`SELECT 'redemption ' || r.id || ' is paid without a right PIN' FROM redemptions r JOIN redemption_events e ON e.redemption = r.id
		WHERE r.channel = 'point' AND e.note = 'PIN' AND NOT EXISTS (SELECT 1 FROM exchange_turns t WHERE t.outcome = 'paid' AND t.at BETWEEN e.at - 60000 AND e.at)
		UNION ALL SELECT t.many || ' right PINs, and ' || e.many || ' payments' FROM (SELECT count(*) AS many FROM exchange_turns WHERE outcome = 'paid') t,
			(SELECT count(*) AS many FROM redemption_events WHERE note = 'PIN') e WHERE t.many <> e.many`)
	return f, err
}

// mistyped: each wrong PIN is a try, in the turn in which it was keyed, and
// counts until one is right or set anew.
func (b books) mistyped(d *desk, _ *clerk) (finding, error) {
	f, err := b.hold("wrong PIN", d.claims.mistyped, `SELECT count(*) FROM exchange_turns WHERE source LIKE $1 AND outcome = 'wrong'`, func(c claim) []any { return []any{c.call + "/%"} })
	for _, s := range d.savers {
		if err == nil && s.pin != "" {
			err = b.tries(&f, s, d.claims.calls)
		}
	}
	return f, err
}

// tries compares the tries that are counted with the turns of a saver's calls.
func (b books) tries(f *finding, s *saver, calls map[string]string) error {
	var counted, set, most int64 = 0, 0, 5
	if err := b.QueryRow(`SELECT p.tries, p.set_at FROM pins p JOIN members m ON m.id = p.member WHERE m.number = $1`, s.number).Scan(&counted, &set); err != nil {
		return err
	}
	rows, err := b.Query(`SELECT source, outcome FROM exchange_turns WHERE at >= $1 ORDER BY at`, set)
	if err != nil {
		return err
	}
	defer rows.Close()
	var least, unsure int64
	for rows.Next() {
		var source, outcome string
		if err := rows.Scan(&source, &outcome); err != nil {
			return err
		}
		call, _, _ := strings.Cut(source, "/")
		switch {
		case calls[call] != s.h.E164:
		case outcome == "wrong", outcome == "locked":
			least++
		case outcome == "tried": // the power failed, and the carrier gave up
			unsure++
		default:
			least, unsure = 0, 0
		}
	}
	if least = min(least, most); counted < least && unsure == 0 {
		f.lost = append(f.lost, fmt.Sprintf("%s has mistyped %d times, and %d are counted", s.h.Name, least, counted))
	}
	if counted > least+unsure {
		f.doubled = append(f.doubled, fmt.Sprintf("%s has mistyped %d times, and %d are counted", s.h.Name, least, counted))
	}
	return rows.Err()
}

// paidAtDesk: what a command said that it gave out has left the account and the
// fund, once and wholly.
func (b books) paidAtDesk(d *desk, _ *clerk) (f finding, err error) {
	f = finding{what: "given out at the desk", claims: len(d.paid)}
	for _, p := range d.paid {
		n, err := b.count(`SELECT count(*) FROM redemptions r JOIN members m ON m.id = r.member JOIN entries e ON e.id = r.entry
			WHERE e.amount = r.minutes AND m.number = $1 AND r.minutes = $2`, p.Number, int64(p.Cash.Minutes()))
		if err != nil {
			return f, err
		}
		if n == 0 {
			f.lost = append(f.lost, fmt.Sprintf("%v of %s", p.Cash, p.Number))
		}
	}
	f.doubled, err = b.names(`SELECT 'member ' || member || ': ' || minutes || ' min' FROM redemptions WHERE channel IN ('desk', 'text')
		AND state NOT IN ('refused', 'cancelled', 'expired', 'returned') GROUP BY member, minutes HAVING count(*) > 1`)
	return f, err
}

// seenTo: what a command said that it did has happened, once.
func (b books) seenTo(_ *desk, c *clerk) (f finding, err error) {
	f = finding{what: "done by a command", claims: len(c.did)}
	for _, did := range c.did {
		n, err := b.count(`SELECT count(*) FROM redemption_events WHERE redemption = $1 AND (what = $2 OR $2 = 'approve' AND what = 'queue')`, did.id, did.what)
		if err != nil {
			return f, err
		}
		if n == 0 {
			f.lost = append(f.lost, fmt.Sprintf("%s redemption %d", did.what, did.id))
		}
	}
	f.doubled, err = b.names(`SELECT what || ' redemption ' || redemption FROM redemption_events GROUP BY redemption, what HAVING count(*) > 1`)
	return f, err
}

// brought: money came in once for each document.
func (b books) brought(_ *desk, c *clerk) (f finding, err error) {
	f.what = "money brought"
	known := int64(fundFen)
	for _, p := range c.papers {
		n, err := b.count(`SELECT count(*) FROM fund_receipts r JOIN entries e ON e.id = r.entry WHERE r.document = $1 AND r.fen = e.amount`, p.Document)
		if err != nil {
			return f, err
		}
		yuan, err := strconv.ParseInt(p.Yuan, 10, 64)
		if known += int64(n) * yuan * 100; err != nil {
			return f, err
		}
		if p.said {
			f.claims++
		}
		if p.said && n == 0 {
			f.lost = append(f.lost, "document "+p.Document)
		}
	}
	if got, err := b.count(`SELECT coalesce(sum(amount), 0) FROM entries e JOIN accounts a ON a.id = e.debit WHERE a.code = 'given/lottery'`); err != nil || int64(got) != known {
		f.doubled = append(f.doubled, fmt.Sprintf("%d fen came in, and the documents are of %d: %v", got, known, err))
	}
	f.open, err = b.names(`SELECT 'the fund has ' || b.posted || ' fen' FROM accounts a JOIN balances b ON b.account = a.id WHERE a.code = 'fund/lottery' AND b.posted <>
		(SELECT sum(fen) FROM fund_receipts) - (SELECT coalesce(sum(s.fen), 0) FROM redemption_fen s JOIN redemptions r ON r.id = s.redemption WHERE s.entry IS NOT NULL AND r.state <> 'returned')`)
	return f, err
}

var receiptNumber = regexp.MustCompile(`\d{4} \d{4} \d{4}`)

// receipts: each number that somebody got by text is that of an entry of
// theirs, or of what they gave out.
func (b books) receipts(d *desk, _ *clerk) (f finding, err error) {
	f.what = "number of a receipt"
	for t := range d.claims.texts {
		number := receiptNumber.FindString(t.body)
		if number == "" {
			continue
		}
		f.claims++
		e, err := b.EntryByNumber(number)
		if errors.Is(err, ledger.ErrNoEntry) || errors.Is(err, ledger.ErrNumber) {
			f.lost = append(f.lost, fmt.Sprintf("%s: %v", number, err))
			continue
		}
		if err != nil {
			return f, err
		}
		n, err := b.count(`SELECT count(*) FROM phones p JOIN members m ON m.id = p.member LEFT JOIN redemptions r ON r.asked_by = m.id AND r.entry = $1
			WHERE p.phone = $2 AND (r.id IS NOT NULL OR m.account IN ($3, $4))`, int64(e.ID), t.number, int64(e.Debit), int64(e.Credit))
		if err != nil {
			return f, err
		}
		if n == 0 {
			f.lost = append(f.lost, fmt.Sprintf("%s is of an entry of somebody else", number))
		}
	}
	return f, nil
}

// told are the words of the text for everything that happens to a redemption.
var told = map[string]string{
	"queue": "redeem.queued", "approve": "redeem.ready", "hand out": "redeem.handed", "receive": "redeem.receipt", "return": "redeem.returned",
	"refuse": "redeem.refused", "cancel": "redeem.cancelled", "expire": "redeem.expired",
}

// notices: who has a telephone for texts is told by exactly one of everything
// that happens to a redemption, and so is the point; and what was sent arrived.
func (b books) notices(d *desk, _ *clerk) (f finding, err error) {
	f.what = "text that was to arrive"
	for event, words := range told {
		if err := b.tells(&f, words, `r.member`, `(SELECT count(*) FROM redemption_events e WHERE e.redemption = r.id AND e.what = $1)`, event); err != nil {
			return f, err
		}
	}
	err = errors.Join(
		b.tells(&f, "redeem.point.receipt", `r.asked_by`, `(SELECT count(*) FROM redemption_events e WHERE e.redemption = r.id AND e.note = $1)`, "PIN"),
		b.tells(&f, "point.failed", `r.asked_by`, `(r.channel = $1 AND r.state IN ('refused', 'cancelled', 'expired'))`, "point"))
	if err != nil {
		return f, err
	}
	rows, err := b.Query(`SELECT phone, body, count(*) FROM outbox WHERE action = 'text' AND state = 'done' AND phone LIKE '+861%' GROUP BY 1, 2`)
	if err != nil {
		return f, err
	}
	defer rows.Close()
	for rows.Next() {
		var t text
		var sent int
		if err := rows.Scan(&t.number, &t.body, &sent); err != nil {
			return f, err
		}
		if f.claims += sent; d.claims.texts[t] < sent {
			f.lost = append(f.lost, fmt.Sprintf("%d of %d arrived: %s", d.claims.texts[t], sent, strings.SplitN(t.body, ":", 2)[0]))
		}
	}
	return f, rows.Err()
}

// tells finds redemptions of which somebody with a mobile telephone is told by
// other than so many texts with these words.
func (b books) tells(f *finding, words, whom, times, what string) error {
	rows, err := b.names(`SELECT CASE WHEN many > due THEN '+' ELSE '-' END || id || ': ' || many || ' of ' || due FROM (SELECT r.id, `+times+` AS due,
		(SELECT count(*) FROM outbox o WHERE o.kind = $2 AND o.ref = r.id AND o.member = `+whom+`) AS many
		FROM redemptions r JOIN phones p ON p.member = `+whom+` WHERE p.phone LIKE '+861%') WHERE many <> due`, what, words)
	for _, row := range rows {
		if said := words + " for redemption " + row[1:]; row[0] == '+' {
			f.doubled = append(f.doubled, said)
		} else {
			f.lost = append(f.lost, said)
		}
	}
	return err
}
