package care

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"hourline/ledger"
)

// Traces are where people wrote of a member in their own words, or the machine
// did in messages to others: found before anybody waits, because the tables are
// long, and wiped in the transaction that forgets.
type traces struct {
	phones []Phone          // that nobody else has
	words  []string         // that tell who it was
	found  map[string][]any // by table: keys of rows
	last   int64            // of the outbox, when it was looked through
}

// A place is a table with words in it.
type place struct {
	table, key string
	columns    []string
}

var places = []place{
	{"outbox", "id", []string{"facts", "body"}},
	{"inbox", "sid", []string{"phone"}},
	{"cases", "id", []string{"ladder", "phone", "outcome"}},
	{"case_events", "id", []string{"what"}},
	{"tickets", "id", []string{"note", "phone", "outcome"}},
	{"ticket_events", "id", []string{"note"}},
	{"audit", "id", []string{"note"}},
	{"matters", "id", []string{"note", "content"}},
	{"redemption_events", "id", []string{"note"}},
	{"estates", "id", []string{"note"}},
	{"grant_orders", "id", []string{"reason"}},
	{"arrangements", "id", []string{"body"}},
}

// findTraces looks through everything that was written.
func findTraces(v *ledger.View, m Member) (t traces, err error) {
	m, err = asTheyWere(v, m)
	if err != nil {
		return t, err
	}
	if err := t.learn(v, m); err != nil {
		return t, err
	}
	if err := v.QueryRow(`SELECT coalesce(max(id), 0) FROM outbox`).Scan(&t.last); err != nil {
		return t, err
	}
	t.found = map[string][]any{}
	for _, p := range places {
		if t.found[p.table], err = t.in(v, p, ``); err != nil {
			return t, err
		}
	}
	return t, nil
}

// learn finds what tells this member from all others.
func (t *traces) learn(v *ledger.View, m Member) error {
	for _, phone := range m.Phones {
		var shared bool
		err := v.QueryRow(`SELECT EXISTS (SELECT 1 FROM phones WHERE phone = $1 AND member <> $2)`, phone, m.ID).Scan(&shared)
		if err != nil {
			return err
		}
		if !shared && !slices.Contains(t.phones, phone) {
			t.phones = append(t.phones, phone)
			t.words = append(t.words, strings.TrimPrefix(string(phone), "+86"))
		}
	}
	for _, own := range []struct{ word, query string }{
		{m.Name, `SELECT EXISTS (SELECT 1 FROM members WHERE name = $1 AND id <> $2)`},
		{m.Address, `SELECT EXISTS (SELECT 1 FROM members WHERE address = $1 AND id <> $2)`},
	} {
		var shared bool
		if err := v.QueryRow(own.query, own.word, m.ID).Scan(&shared); err != nil {
			return err
		}
		if own.word != "" && !shared {
			t.words = append(t.words, own.word)
		}
	}
	return nil
}

// in are the keys of the rows of a place that have one of the words.
func (t *traces) in(v *ledger.View, p place, also string) ([]any, error) {
	if len(t.words) == 0 {
		return nil, nil
	}
	var either []string
	var args []any
	for i, word := range t.words {
		args = append(args, "%"+likeless.Replace(word)+"%")
		for _, column := range p.columns {
			either = append(either, fmt.Sprintf(`%s LIKE $%d ESCAPE '!'`, column, i+1))
		}
	}
	return collect(v, func(r *sql.Rows) (key any, err error) { return key, r.Scan(&key) },
		`SELECT `+p.key+` FROM `+p.table+` WHERE (`+strings.Join(either, " OR ")+`)`+also, args...)
}

var likeless = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// wipeTraces empties what was found. What waits to be sent is not taken from
// whom it is for.
func (v *verb) wipeTraces(m Member, t traces) error {
	newer, err := t.in(v.View, places[0], fmt.Sprintf(` AND id > %d`, t.last))
	if err != nil {
		return err
	}
	for _, id := range append(newer, t.found["outbox"]...) {
		if err := v.wipeMessage(m, id); err != nil {
			return err
		}
	}
	for _, id := range t.found["cases"] {
		if err := v.wipeCase(m, t, id); err != nil {
			return err
		}
	}
	if err := v.wipeOwnCases(m, t); err != nil {
		return err
	}
	if err := v.wipeArrangements(t); err != nil {
		return err
	}
	for _, query := range []struct{ table, text string }{
		{"inbox", `UPDATE inbox SET phone = '' WHERE sid = $1`},
		{"case_events", `UPDATE case_events SET what = '' WHERE id = $1`},
		{"tickets", `UPDATE tickets SET note = '', phone = '', outcome = '' WHERE id = $1`},
		{"ticket_events", `UPDATE ticket_events SET note = '' WHERE id = $1`},
		{"audit", `UPDATE audit SET note = '' WHERE id = $1`},
		{"matters", `UPDATE matters SET note = '', content = '' WHERE id = $1`},
		{"redemption_events", `UPDATE redemption_events SET note = '' WHERE id = $1`},
		{"estates", `UPDATE estates SET note = '' WHERE id = $1`},
		{"grant_orders", `UPDATE grant_orders SET reason = '' WHERE id = $1`},
	} {
		for _, key := range t.found[query.table] {
			if _, err := v.Exec(query.text, key); err != nil {
				return err
			}
		}
	}
	return nil
}

// wipeMessage empties one message to somebody else, or drops the member's own.
func (v *verb) wipeMessage(m Member, id any) error {
	var to int64
	var state string
	if err := v.QueryRow(`SELECT member, state FROM outbox WHERE id = $1`, id).Scan(&to, &state); err != nil {
		return err
	}
	if state == "leased" || state == "unknown" || state == "waiting" && to != m.ID {
		return ErrOnTheWay
	}
	_, err := v.Exec(`UPDATE outbox SET facts = '{}', body = '', state = CASE state WHEN 'waiting' THEN 'dropped' ELSE state END WHERE id = $1`, id)
	return err
}

// wipeOwnCases takes the telephone out of the emergencies of a member, and
// whoever of the family stood on their ladders.
func (v *verb) wipeOwnCases(m Member, t traces) error {
	ids, err := v.idsOf(`SELECT "case" FROM case_members WHERE member = $1`, m.ID)
	for _, id := range ids {
		if err == nil {
			err = v.wipeCase(m, t, id)
		}
	}
	return err
}

// wipeCase takes a member out of the ladder of one emergency, which is over;
// of their own emergency also whoever is in no books.
func (v *verb) wipeCase(m Member, t traces, id any) error {
	var body, state, outcome string
	var phone Phone
	var theirs bool
	err := v.QueryRow(`SELECT ladder, state, outcome, phone, EXISTS (SELECT 1 FROM case_members WHERE "case" = cases.id AND member = $1) FROM cases WHERE id = $2`, m.ID, id).
		Scan(&body, &state, &outcome, &phone, &theirs)
	if err != nil {
		return err
	}
	if state == string(Ringing) || state == string(CaseAccepted) {
		return ErrUnderWay
	}
	var ladder Ladder
	if err := json.Unmarshal([]byte(body), &ladder); err != nil {
		return fmt.Errorf("case %v: %w", id, err)
	}
	for i := range ladder.Responders {
		if r := &ladder.Responders[i]; r.Member == m.ID || slices.Contains(t.phones, r.Phone) || theirs && r.Member == 0 {
			r.Name, r.Phone = "", ""
		}
	}
	text, err := json.Marshal(ladder)
	if err != nil {
		return err
	}
	if slices.Contains(t.phones, phone) {
		phone = ""
	}
	if slices.ContainsFunc(t.words, func(word string) bool { return strings.Contains(outcome, word) }) {
		outcome = ""
	}
	_, err = v.Exec(`UPDATE cases SET ladder = $1, phone = $2, outcome = $3 WHERE id = $4`, string(text), phone, outcome, id)
	return err
}

// wipeArrangements empties rosters and ladders of the past.
func (v *verb) wipeArrangements(t traces) error {
	for _, id := range t.found["arrangements"] {
		var inForce bool
		err := v.QueryRow(`SELECT NOT EXISTS (SELECT 1 FROM arrangements newer WHERE newer.kind = a.kind AND newer.community = a.community AND newer.version > a.version)
			FROM arrangements a WHERE id = $1`, id).Scan(&inForce)
		if err == nil && inForce {
			err = ErrStillOnDuty
		}
		if err == nil {
			_, err = v.Exec(`UPDATE arrangements SET body = '' WHERE id = $1`, id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
