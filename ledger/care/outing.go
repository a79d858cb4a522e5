package care

import (
	"database/sql"
	"slices"
	"strings"
	"time"

	"hourline/ledger"
)

// An outing is a visit that is over, as signals look at it.
type outing struct {
	id, volunteer, elder int64
	begin, end           time.Time
	grades               [2]Grade
	told                 bool          // the volunteer told both ends
	key                  int           // the elder's, in the call after the visit; 0 for none
	after                time.Duration // from the answer to the key; negative when nobody knows
	community            string        // of the elder
	line, home           bool          // volunteer and elder share a telephone, an address
}

// onLine reports whether an end was called in from the elder's home.
func (a outing) onLine() bool { return a.grades[0] == OnLine || a.grades[1] == OnLine }

// quick reports whether the key came before the question could be heard.
func (a outing) quick(within Duration) bool {
	return a.key == 1 && a.after >= 0 && a.after < within.Std()
}

// outingColumns are what is read of each; who lives where, and with whom, is
// read only where it is asked for, as it takes longer than all else.
const outingColumns = `w.id, w.volunteer, r.elder, w.started_at, w.finished_at, w.start_grade, w.finish_grade, w.review, w.elder_key, coalesce(w.key_after, -1)`

// over is which visits count from $2 until $3.
const over = `w.planned_at >= $2 AND w.finished_at < $3 AND w.ended IN ('', 'posted') AND w.started_at IS NOT NULL ORDER BY w.started_at, w.id`

// visitsOf finds the visits of volunteer $1 that are over.
const visitsOf = `SELECT ` + outingColumns + `, e.community,
	EXISTS (SELECT 1 FROM phones a JOIN phones b ON b.phone = a.phone WHERE a.member = w.volunteer AND b.member = r.elder),
	trim(h.address) <> '' AND trim(h.address) = trim(e.address)
	FROM visits w JOIN requests r ON r.id = w.request JOIN members e ON e.id = r.elder JOIN members h ON h.id = w.volunteer
	WHERE w.volunteer = $1 AND ` + over

// visitsTo finds those to elder $1.
const visitsTo = `SELECT ` + outingColumns + `, '', 0, 0 FROM requests r JOIN visits w ON w.request = r.id WHERE r.elder = $1 AND ` + over

// outingsIn are the visits that a query finds for a member.
func outingsIn(v *ledger.View, p *Policy, query string, member int64, from, until time.Time) ([]outing, error) {
	return collect(v, func(r *sql.Rows) (a outing, err error) {
		var begin, end, after int64
		var review string
		err = r.Scan(&a.id, &a.volunteer, &a.elder, &begin, &end, &a.grades[0], &a.grades[1], &review, &a.key, &after, &a.community, &a.line, &a.home)
		a.begin, a.end, a.after = p.moment(&begin), p.moment(&end), time.Duration(after)*time.Millisecond
		a.told = !slices.Contains(a.grades[:], ByHand) && !slices.Contains(a.grades[:], "") &&
			!strings.Contains(review, string(ForgotStart)) && !strings.Contains(review, string(ForgotFinish))
		return a, err
	}, query, member, ms(from), ms(until))
}

// numbers are the ids of visits.
func numbers(visits []outing) (out []int64) {
	for _, a := range visits {
		out = append(out, a.id)
	}
	return out
}

// those are the visits that something holds for.
func those(visits []outing, holds func(outing) bool) (out []outing) {
	for _, a := range visits {
		if holds(a) {
			out = append(out, a)
		}
	}
	return out
}
