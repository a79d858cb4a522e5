package faults

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

// books read what is in the file, beside the gateway.
type books struct {
	*ledger.View
	now int64
}

// look reads the books of the gateway's folder.
func (g *gateway) look(do func(books) error) error {
	centre, err := care.Open(context.Background(), filepath.Join(g.data, "hourline.db"), care.Config{ReadOnly: true})
	if err != nil {
		return err
	}
	defer centre.Close()
	return centre.Bank.Read(context.Background(), func(v *ledger.View) error { return do(books{View: v}) })
}

// mustLook is look, and nothing may go wrong with it.
func (g *gateway) mustLook(do func(books) error) {
	g.Helper()
	if err := g.look(do); err != nil {
		g.Fatal(err)
	}
}

// count is the answer of a query for a number.
func (b books) count(query string, args ...any) (n int, err error) {
	return n, b.QueryRow(query, args...).Scan(&n)
}

// names are the answers of a query for words.
func (b books) names(query string, args ...any) (names []string, err error) {
	rows, err := b.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// hold holds a list of claims against a query that counts what makes each of
// them true.
func (b books) hold(what string, claims []claim, query string, args func(claim) []any) (f finding, err error) {
	f = finding{what: what, claims: len(claims)}
	for _, c := range claims {
		n, err := b.count(query, args(c)...)
		if err != nil {
			return f, fmt.Errorf("%s: %w", what, err)
		}
		if n == 0 {
			f.lost = append(f.lost, fmt.Sprintf("%s at %s, call %s, code %s", what, c.at.Format(time.TimeOnly), c.call, c.code))
		}
	}
	return f, nil
}

// around are the moments, in the books' milliseconds, that a claim is about:
// what was said may have been written a while before it was heard, and this
// machine may be ten seconds late.
func (c claim) around() (from, to int64) {
	return c.at.Add(-10 * time.Minute).UnixMilli(), c.at.Add(time.Minute).UnixMilli()
}

// check holds all claims against the books.
func (b books) check(c claims) (all []finding, err error) {
	for _, each := range []func(claims) (finding, error){b.requests, b.starts, b.finishes, b.confirmations, b.emergencies, b.acceptances, b.texts, b.outbox} {
		f, err := each(c)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

func (b books) requests(c claims) (finding, error) {
	f, err := b.hold("request booked", c.booked, `SELECT count(*) FROM requests WHERE source LIKE $1`, func(c claim) []any { return []any{c.call + "/%"} })
	if err != nil {
		return f, err
	}
	// An elder of this town books once in a call, one companion at most is looked
	// for, and a request has one living visit.
	f.doubled, err = b.names(`SELECT 'call ' || substr(source, 1, instr(source, '/') - 1) FROM requests WHERE pair IS NULL
			GROUP BY substr(source, 1, instr(source, '/') - 1) HAVING count(*) > 1
		UNION ALL SELECT 'companion of visit ' || pair FROM requests WHERE state <> 'cancelled' GROUP BY pair HAVING pair IS NOT NULL AND count(*) > 1
		UNION ALL SELECT 'request ' || request FROM visits WHERE open = 1 GROUP BY request HAVING count(*) > 1`)
	return f, err
}

const visitsOf = `SELECT count(*) FROM visits v JOIN phones p ON p.member = v.volunteer WHERE p.phone = $1 AND v.code = $2 AND `

func (b books) starts(c claims) (finding, error) {
	return b.hold("visit begun", c.started, visitsOf+`v.started_at IS NOT NULL`, func(c claim) []any { return []any{c.number, c.code} })
}

func (b books) finishes(c claims) (finding, error) {
	return b.hold("visit finished", c.finished, visitsOf+`v.finished_at IS NOT NULL`, func(c claim) []any { return []any{c.number, c.code} })
}

// confirmations are deposits: one for each visit that an elder said yes to.
func (b books) confirmations(c claims) (finding, error) {
	f, err := b.hold("hours confirmed", c.confirmed, `SELECT count(*) FROM entries e JOIN visits v ON v.entry = e.id JOIN requests r ON r.id = v.request JOIN phones p ON p.member = r.elder
		WHERE p.phone = $1 AND e.recorded_at BETWEEN $2 AND $3`, func(c claim) []any {
		from, to := c.around()
		return []any{c.number, from, to}
	})
	if err != nil {
		return f, err
	}
	f.doubled, err = b.names(`SELECT 'visit ' || ref FROM entries WHERE kind = 'deposit' GROUP BY ref HAVING count(*) > 1
		UNION ALL SELECT 'entry ' || id FROM entries WHERE kind = 'deposit' AND id NOT IN (SELECT entry FROM visits WHERE entry IS NOT NULL)`)
	return f, err
}

// emergencies are pursued to their end, and never twice at once.
func (b books) emergencies(c claims) (finding, error) {
	f, err := b.hold("emergency taken up", c.alarmed, `SELECT count(*) FROM cases WHERE source LIKE $1
		OR phone = $2 AND opened_at <= $3 AND (closed_at IS NULL OR closed_at >= $4)`, func(c claim) []any {
		from, to := c.around()
		return []any{"call/" + c.call + "%", c.number, to, from}
	})
	if err != nil {
		return f, err
	}
	if f.doubled, err = b.names(`SELECT 'cases ' || a.id || ' and ' || b.id FROM cases a JOIN cases b ON a.phone = b.phone AND a.id < b.id AND a.phone <> ''
		WHERE b.opened_at < coalesce(a.closed_at, 9e18)`); err != nil {
		return f, err
	}
	f.open, err = b.names(`SELECT 'case ' || id || ' still rings' FROM cases WHERE ` + pressing)
	return f, err
}

// acceptances: whoever was told "it is yours now" had it.
func (b books) acceptances(c claims) (finding, error) {
	rows, err := b.Query(`SELECT e.at, e.who, k.ladder FROM case_events e JOIN cases k ON k.id = e."case" WHERE e.what = 'accepted'`)
	if err != nil {
		return finding{}, err
	}
	defer rows.Close()
	type acceptance struct {
		at    int64
		phone string
	}
	var all []acceptance
	for rows.Next() {
		var at int64
		var who int
		var frozen string
		var ladder care.Ladder
		if err := rows.Scan(&at, &who, &frozen); err != nil {
			return finding{}, err
		}
		if err := json.Unmarshal([]byte(frozen), &ladder); err != nil {
			return finding{}, err
		}
		all = append(all, acceptance{at, string(ladder.Responders[who].Phone)})
	}
	f := finding{what: "emergency accepted", claims: len(c.accepted)}
	for _, said := range c.accepted {
		from, to := said.around()
		found := false
		for _, a := range all {
			found = found || a.phone == said.number && a.at >= from && a.at <= to
		}
		if !found {
			f.lost = append(f.lost, "accepted at "+said.at.Format(time.TimeOnly)+" in call "+said.call)
		}
	}
	return f, rows.Err()
}

// texts arrive at most twice for each row of the outbox; those of an emergency
// as often as it takes.
func (b books) texts(c claims) (finding, error) {
	f := finding{what: "text sent"}
	for t, got := range c.texts {
		f.claims += got
		rows, err := b.count(`SELECT count(*) FROM outbox WHERE phone = $1 AND body = $2 AND lane = 'text'`, t.number, t.body)
		if err != nil {
			return f, err
		}
		urgent, err := b.count(`SELECT count(*) FROM outbox WHERE phone = $1 AND body = $2 AND lane <> 'text'`, t.number, t.body)
		if err != nil {
			return f, err
		}
		switch {
		case rows+urgent == 0:
			f.lost = append(f.lost, "a text that no row of the outbox knows: "+strings.SplitN(t.body, ":", 2)[0])
		case urgent == 0 && got > 2*rows:
			f.doubled = append(f.doubled, fmt.Sprintf("%d times for %d rows: %s", got, rows, strings.SplitN(t.body, ":", 2)[0]))
		}
	}
	return f, nil
}

// outbox: no row is left half done.
func (b books) outbox(claims) (f finding, err error) {
	f = finding{what: "row of the outbox"}
	if f.claims, err = b.count(`SELECT count(*) FROM outbox`); err != nil {
		return f, err
	}
	f.open, err = b.unfinished()
	return f, err
}

// unfinished are the rows of the outbox that somebody still has to work on
// now, by the newest moment that the books know.
func (b books) unfinished() ([]string, error) {
	return b.names(`SELECT 'row ' || id || ': ' || kind || ' is ' || state FROM outbox
		WHERE state IN ('leased', 'unknown', 'handed') OR state = 'waiting' AND due_at <= $1`, b.now)
}
