package care

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"hourline/ledger"
)

// A Visit is one volunteer's acceptance of a request.
type Visit struct {
	ID             int64
	Request        int64
	Volunteer      int64
	Code           string // four digits
	DoorWord       int    // index into the list of door words
	PlannedAt      time.Time
	PlannedMinutes int64
	Late           int64     // minutes, as the volunteer announced
	AnnouncedAt    time.Time // zero until the elder was told
	StartedAt      time.Time
	FinishedAt     time.Time
	Said           int64 // minutes the volunteer texted, 0 for none
	Credited       int64 // minutes
	Review         string
	Entry          int64 // the deposit, 0 until posted
	Open           bool

	StartGrade, FinishGrade Grade // empty until the end was told
	StartCell, FinishCell   int   // of the home card, which the volunteer is asked for; 0 for none
	WrongCells              int   // told so far
	EnteredBy               int64 // the member of staff who entered an end by hand, 0 for nobody
}

// ExpectedAt is when the volunteer should be there, lateness included.
func (v Visit) ExpectedAt() time.Time { return v.PlannedAt.Add(time.Duration(v.Late) * time.Minute) }

// codeDigits are the digits of visit codes: those that are not mistaken for
// one another on a bad line (1 and 7 in Chinese, 4 and 10).
const codeDigits = "0235689"

// leadDigits are those that a code may begin with: on an elder's telephone a 9
// is an emergency and a 0 a person, before anything else is pressed.
const leadDigits = "23568"

// VisitCodeLength is how many digits a visit code has.
const VisitCodeLength = 4

// IsVisitCode reports whether digits could be a visit code.
func IsVisitCode(digits string) bool {
	return len(digits) == VisitCodeLength && strings.Contains(leadDigits, digits[:1]) && strings.Trim(digits, codeDigits) == ""
}

// freeCode is a visit code that no open visit has. In a district with more
// open visits than codes it is one that neither the volunteer nor the elder
// has: a code is worth something only from their telephones.
func (v *verb) freeCode(volunteer, elder int64) (string, error) {
	const ours, tries = 20, 1000 // of 1,715 codes
	for try := range tries {
		var b strings.Builder
		b.WriteByte(leadDigits[v.chance(len(leadDigits))])
		for b.Len() < VisitCodeLength {
			b.WriteByte(codeDigits[v.chance(len(codeDigits))])
		}
		var taken, confusing bool
		if err := v.QueryRow(`SELECT count(*) > 0, coalesce(max(w.volunteer = $1 OR r.elder = $2), 0)
			FROM visits w JOIN requests r ON r.id = w.request WHERE w.code = $3 AND w.open = 1`, volunteer, elder, b.String()).Scan(&taken, &confusing); err != nil {
			return "", err
		}
		if !taken || !confusing && try >= ours {
			return b.String(), nil
		}
	}
	return "", errors.New("no visit code is free: close visits that are over")
}

// newVisit is a volunteer's acceptance, for a moment and with its code.
func (v *verb) newVisit(r Request, volunteer int64, at time.Time) (Visit, error) {
	code, err := v.freeCode(volunteer, r.Elder)
	if err != nil {
		return Visit{}, err
	}
	word, err := v.doorWord(r.Elder)
	if err != nil {
		return Visit{}, err
	}
	var id int64
	err = v.QueryRow(`INSERT INTO visits (request, volunteer, code, door_word, planned_at, planned_minutes, accepted_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		r.ID, volunteer, code, word, ms(at), v.policy.Visit.PlannedMinutes[r.Kind], ms(v.now)).Scan(&id)
	if err != nil {
		return Visit{}, err
	}
	if _, err := v.Exec(`UPDATE requests SET visit = $1, next_at = NULL WHERE id = $2`, id, r.ID); err != nil {
		return Visit{}, err
	}
	return visitIn(v.View, v.policy, `id = $1`, id)
}

// endVisit closes a visit's code and takes back the calls about it; one that
// was not made needs nobody who goes along.
func (v *verb) endVisit(visit Visit, how string) error {
	if _, err := v.Exec(`UPDATE visits SET open = 0, ended = $1 WHERE id = $2`, how, visit.ID); err != nil {
		return err
	}
	for _, about := range []string{AboutVisit, AboutDoorWord, AboutNotBegun, AboutNotEnded, AboutDelay, AboutConfirm} {
		if err := v.drop(about, visit.ID); err != nil {
			return err
		}
	}
	if how == "posted" {
		return nil
	}
	return v.endPair(visit)
}

// minutes is what a visit is worth: what the volunteer said, but no more than
// passed; rounded to the nearest step, and never above what was planned or
// the cap.
func (p *Policy) minutes(v Visit) int64 {
	passed := int64(v.FinishedAt.Sub(v.StartedAt).Round(time.Minute) / time.Minute)
	if v.Said > 0 && v.Said < passed {
		passed = v.Said
	}
	step := p.Visit.RoundMinutes
	rounded := (max(passed, 0) + step/2) / step * step
	return min(rounded, v.PlannedMinutes, p.Visit.CapMinutes)
}

// exceptions are the reason codes of a visit that a person must look at.
func (p *Policy) exceptions(v Visit, startWasSent bool) []Reason {
	passed := int64(v.FinishedAt.Sub(v.StartedAt) / time.Minute)
	var out []Reason
	if !startWasSent {
		out = append(out, ForgotStart)
	}
	if passed < p.Visit.TooShortMinutes {
		out = append(out, TooShort)
	}
	if passed > p.Visit.TooLongMinutes {
		out = append(out, TooLong)
	}
	return out
}

// visitIn is the newest visit that a condition holds for.
func visitIn(v *ledger.View, p *Policy, where string, args ...any) (w Visit, err error) {
	var planned int64
	var announced, started, finished, entry *int64
	err = v.QueryRow(`SELECT id, request, volunteer, code, door_word, planned_at, planned_minutes, late_minutes, announced_at,
		started_at, finished_at, said_minutes, credited_minutes, review, entry, open,
		start_grade, finish_grade, start_cell, finish_cell, wrong_cells, entered_by FROM visits WHERE `+where+` ORDER BY id DESC LIMIT 1`, args...).
		Scan(&w.ID, &w.Request, &w.Volunteer, &w.Code, &w.DoorWord, &planned, &w.PlannedMinutes, &w.Late, &announced,
			&started, &finished, &w.Said, &w.Credited, &w.Review, &entry, &w.Open,
			&w.StartGrade, &w.FinishGrade, &w.StartCell, &w.FinishCell, &w.WrongCells, &w.EnteredBy)
	if err != nil {
		return w, fmt.Errorf("visit: %w", err)
	}
	w.PlannedAt, w.AnnouncedAt = p.moment(&planned), p.moment(announced)
	w.StartedAt, w.FinishedAt = p.moment(started), p.moment(finished)
	if entry != nil {
		w.Entry = *entry
	}
	return w, nil
}
