package faults

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"hourline/ledger/care"
)

// A kase is an emergency as the books have it.
type kase struct {
	id, number     int64
	kind           string
	phone, source  string
	opened, closed time.Time // closed is zero while it is open
	phones         []string  // of the ladder
	holds          []hold
	rung           int         // calls that the ladder asked for
	asked          bool        // whoever has it was asked whether all is well, and has not answered
	wild           []time.Time // when somebody was rung although somebody had it
}

// A hold is the time in which a case is somebody's.
type hold struct {
	phone    string
	from, to time.Time // to is zero to this day
}

// gives are the notes by which a case is nobody's any more.
var gives = []string{"called again", "handed over", "no word"}

// emergencyCases are all emergencies of the books.
func (b books) emergencyCases() (map[int64]*kase, error) {
	rows, err := b.Query(`SELECT id, number, kind, phone, source, opened_at, coalesce(closed_at, 0), ladder FROM cases`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[int64]*kase{}
	for rows.Next() {
		var k kase
		var opened, closed int64
		var frozen string
		var ladder care.Ladder
		if err := rows.Scan(&k.id, &k.number, &k.kind, &k.phone, &k.source, &opened, &closed, &frozen); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(frozen), &ladder); err != nil {
			return nil, err
		}
		for _, r := range ladder.Responders {
			k.phones = append(k.phones, string(r.Phone))
		}
		k.opened = time.UnixMilli(opened)
		if closed != 0 {
			k.closed = time.UnixMilli(closed)
		}
		all[k.id] = &k
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return all, b.lived(all)
}

// lived adds what happened in the cases.
func (b books) lived(all map[int64]*kase) error {
	rows, err := b.Query(`SELECT "case", at, what, who FROM case_events ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, at int64
		var what string
		var who int
		if err := rows.Scan(&id, &at, &what, &who); err != nil {
			return err
		}
		all[id].lives(time.UnixMilli(at), what, who)
	}
	return rows.Err()
}

// lives is one note of the case. Who is asked and says nothing has it no more
// when others are rung.
func (k *kase) lives(at time.Time, what string, who int) {
	last := len(k.holds) - 1
	held := last >= 0 && k.holds[last].to.IsZero()
	switch {
	case what == "ring":
		k.rung++
		if held && k.asked {
			k.holds[last].to = at
		} else if held {
			k.wild = append(k.wild, at)
		}
	case what == "accepted":
		k.holds, k.asked = append(k.holds, hold{phone: k.phones[who], from: at}), false
	case what == "asked":
		k.asked = true
	case strings.HasPrefix(what, "still"):
		k.asked = false
	case slices.Contains(gives, what) && held:
		k.holds[last].to = at
	}
}

// open tells whether the case is anybody's business at a moment.
func (k *kase) open(at time.Time) bool {
	return !at.Before(k.opened) && (k.closed.IsZero() || at.Before(k.closed))
}

// calls tells whether nobody has the case at a moment, so that people must be
// rung for it.
func (k *kase) calls(at time.Time) bool {
	for _, h := range k.holds {
		if !at.Before(h.from) && (h.to.IsZero() || at.Before(h.to)) {
			return false
		}
	}
	return k.open(at)
}

// callsUntil is when that ends, at the latest at the end.
func (k *kase) callsUntil(at, end time.Time) time.Time {
	if !k.closed.IsZero() && k.closed.Before(end) {
		end = k.closed
	}
	for _, h := range k.holds {
		if h.from.After(at) && h.from.Before(end) {
			end = h.from
		}
	}
	return end
}

// heldBy tells whether the case is a telephone's, or was when somebody began
// to say so, so long before.
func (k *kase) heldBy(phone string, at time.Time, before time.Duration) bool {
	for _, h := range k.holds {
		if h.phone == phone && !at.Before(h.from) && (h.to.IsZero() || at.Add(-before).Before(h.to)) {
			return true
		}
	}
	return false
}

// reopened tells whether the case was taken from somebody between two moments.
func (k *kase) reopened(from, to time.Time) bool {
	for _, h := range k.holds {
		if !h.to.IsZero() && !h.to.Before(from) && !h.to.After(to) {
			return true
		}
	}
	return false
}

// pairs are the answers of a query for two numbers.
func (b books) pairs(query string) (map[int64]int64, error) {
	rows, err := b.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]int64{}
	for rows.Next() {
		var key, value int64
		if err := rows.Scan(&key, &value); err != nil {
			return nil, err
		}
		out[key] = value
	}
	return out, rows.Err()
}
