package care

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// A Grade says how well an end of a visit is attested.
type Grade string

// The grades, the best first.
const (
	OnLine Grade = "A" // called in on the elder's registered line
	ByCard Grade = "B" // visit code and the right cell of the home card
	ByCode Grade = "C" // visit code only
	ByHand Grade = "D" // entered by staff
)

// EvidencePolicy says how far the ends of a visit are trusted.
type EvidencePolicy struct {
	WrongCells int      `toml:"wrong_cells"` // told in one visit; then cells count no more
	Objection  Duration `toml:"objection"`   // to hours that were posted at once
	Silence    Duration `toml:"silence"`     // of everybody, after the end
}

// check refuses what would trust nobody, or let a visit hang for ever.
func (e EvidencePolicy) check() error {
	if e.WrongCells <= 0 || e.Objection <= 0 || e.Silence <= 0 {
		return errors.New("evidence.wrong_cells, objection and silence must be positive")
	}
	return nil
}

// askForCell draws the cell of the home card that an end of a visit is asked
// for: never the one that was asked for last in that home, nor the one of the
// visit's other end. It is 0 for an elder without a card.
func (v *verb) askForCell(r Request, column string) (int, error) {
	card, err := cardIn(v.View, v.policy, r.Elder)
	if err != nil {
		return 0, ignoreNoRows(err)
	}
	cell := nextCell(v.chance, card.asked, r.Visit.StartCell, r.Visit.FinishCell)
	if _, err := v.Exec(`UPDATE cards SET asked = $1 WHERE elder = $2 AND void_at IS NULL`, cell, r.Elder); err != nil {
		return 0, err
	}
	_, err = v.Exec(`UPDATE visits SET `+column+` = $1 WHERE id = $2`, cell, r.Visit.ID)
	return cell, err
}

// nextCell is any cell but those, each as likely.
func nextCell(chance func(int) int, but ...int) int {
	var free []int
	for cell := 1; cell <= CardCells; cell++ {
		if !slices.Contains(but, cell) {
			free = append(free, cell)
		}
	}
	return free[chance(len(free))]
}

// expects reports whether a text about this end is to tell a cell.
func (v *verb) expects(w Visit, cell int) bool {
	return cell > 0 && w.WrongCells < v.policy.Evidence.WrongCells
}

// attest grades an end by the digits that its text told for the cell it was
// asked for. No grade is a wrong cell, which is to be told again; after too
// many of them cells count no more in this visit, or they could be found by
// trying.
func (v *verb) attest(r *Request, t Text, cell int, told string) (Grade, error) {
	w := &r.Visit
	if told == "" || !v.expects(*w, cell) {
		return ByCode, nil
	}
	card, err := cardIn(v.View, v.policy, r.Elder)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	if card.holds(cell, told) {
		return ByCard, nil
	}
	w.WrongCells++
	if _, err := v.Exec(`UPDATE visits SET wrong_cells = $1 WHERE id = $2`, w.WrongCells, w.ID); err != nil {
		return "", err
	}
	if err := v.lookAtOldCards(*r, cell, told); err != nil {
		return "", err
	}
	if _, err := v.countWrong(t.From, w.Volunteer); err != nil || v.expects(*w, cell) {
		return "", err
	}
	return ByCode, v.raise(aboutVisit(WrongCells, *w, fmt.Sprintf("%d wrong cells", w.WrongCells)))
}

// asking are the words that ask for a cell, if there is one to ask for.
func asking(words string, cell int) string {
	if cell == 0 {
		return words
	}
	return words + ".card"
}

// cellAgain asks for the same cell once more, and tells nothing about it.
func cellAgain(words string, r Request, cell int) answer {
	return answer{words: words, ref: r.Visit.ID, facts: Facts{Code: r.Visit.Code, Cell: cell}}
}
