package care

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rosterColumns are the first columns of the file of a roster; more members
// may follow.
var rosterColumns = []string{"days", "from", "until", "member"}

// readRoster reads the file of a roster. Its members are left as people wrote
// them. Bad are all faults that the file alone shows, in the order of lines.
func readRoster(data []byte, gbk bool) (r Roster, bad []RowError, err error) {
	file, err := openCSV(data, gbk)
	if err != nil {
		return r, nil, err
	}
	header, err := file.Read()
	if err != nil && !errors.Is(err, io.EOF) || !isRosterHeader(header) {
		return r, nil, fmt.Errorf("the first line of a roster must be %s", strings.Join(rosterColumns, ","))
	}
	var shifts []Shift
	bad, err = eachRow(file, func(line int, cells []string) (faults []string) {
		s, faults := readShift(line, cells)
		if len(faults) == 0 {
			shifts = append(shifts, s)
		}
		return faults
	})
	if err == nil && len(shifts)+len(bad) == 0 {
		bad = []RowError{{0, "there are no shifts in it; write a line such as daily,08:00,20:00 and the number of a member"}}
	}
	return newRoster(shifts), bad, err
}

// isRosterHeader forgives what a spreadsheet adds behind the columns.
func isRosterHeader(cells []string) bool {
	for i, cell := range cells {
		name := strings.ToLower(tidy(cell))
		known := rosterColumns[min(i, len(rosterColumns)-1)]
		if name != known && (i < len(rosterColumns) || name != "") {
			return false
		}
	}
	return len(cells) >= len(rosterColumns)
}

// readShift reads one row, and tells everything that is wrong with it.
func readShift(line int, cells []string) (s Shift, faults []string) {
	s.Line = line
	take := func(err error) {
		if err != nil {
			faults = append(faults, err.Error())
		}
	}
	if len(cells) < len(rosterColumns) {
		return s, []string{"the row is short; write the days, two times and who is on duty, like daily,08:00,20:00 and the number of a member"}
	}
	var err error
	s.Days, err = ParseDays(cells[0])
	take(err)
	s.From, err = readTimeOfDay(cells[1], 24*60-1)
	take(err)
	s.Until, err = readTimeOfDay(cells[2], 24*60)
	take(err)
	for _, cell := range cells[3:] {
		s.Members = append(s.Members, list(cell)...)
	}
	if len(s.Members) == 0 {
		faults = append(faults, "nobody is named; write the number of a member, or name and phone, behind the times")
	}
	return s, faults
}

var timeForm = regexp.MustCompile(`^(\d{1,2}):(\d{2})(?::00)?$`)

// readTimeOfDay reads 08:00 or 8:00, up to the latest.
func readTimeOfDay(s string, latest TimeOfDay) (TimeOfDay, error) {
	parts := timeForm.FindStringSubmatch(tidy(s))
	if parts == nil {
		return 0, fmt.Errorf("%q is no time of day; write it like 08:00", s)
	}
	hours, _ := strconv.Atoi(parts[1])
	minutes, _ := strconv.Atoi(parts[2])
	t := TimeOfDay(hours*60 + minutes)
	if minutes >= 60 || t > latest {
		return 0, fmt.Errorf("there is no time %s; a day goes from 00:00 to 24:00, and a shift over midnight ends at an earlier time than it begins", parts[0])
	}
	return t, nil
}

// body is the roster as it is stored, and read again by readRoster.
func (r Roster) body() (string, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write(rosterColumns)
	for _, s := range r.Shifts {
		w.Write(append([]string{s.Days.Written, s.From.String(), s.Until.String()}, s.Members...))
	}
	w.Flush()
	return b.String(), w.Error()
}

// overlaps are the members who stand on the roster twice for the same time.
func (r Roster) overlaps() (bad []RowError) {
	dates := r.dates()
	for _, of := range []struct {
		roster Roster
		own    bool
		days   []gap
	}{
		{r.weekly(), false, []gap{{aMonday, aMonday.Add(horizon)}}},
		{r, true, around(dates)},
	} {
		for _, w := range of.days {
			turns := of.roster.turns(w.from, w.until)
			turns = slices.DeleteFunc(turns, func(t turn) bool { return t.own != of.own })
			for i, t := range turns {
				for j := i - 1; j >= 0 && turns[j].from.After(t.from.Add(-day)); j-- {
					bad = append(bad, t.twice(turns[j])...)
				}
			}
		}
	}
	slices.SortFunc(bad, func(a, b RowError) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return strings.Compare(a.Reason, b.Reason)
	})
	return slices.Compact(bad)
}

// twice tells who is on this turn and on another one at the same time.
func (t turn) twice(other turn) (bad []RowError) {
	if t.Shift == other.Shift || !other.until.After(t.from) {
		return nil
	}
	at, first := t, other
	if at.Line < first.Line {
		at, first = first, at
	}
	for i, n := range at.Members {
		if slices.Contains(first.Members, n) {
			bad = append(bad, RowError{at.Line, fmt.Sprintf("member %d of this line is on duty already by line %d at that time; shorten one of the two, or leave it out", i+1, first.Line)})
		}
	}
	return bad
}

// aMonday is one of a week without days of their own.
var aMonday = time.Date(2001, time.January, 1, 0, 0, 0, 0, time.UTC)

// around are the times that shifts of days of their own can have a part in.
func around(dates []time.Time) (out []gap) {
	for _, d := range dates {
		if n := len(out); n > 0 && !d.After(out[n-1].until) {
			out[n-1].until = d.Add(2 * day)
		} else {
			out = append(out, gap{d, d.Add(2 * day)})
		}
	}
	return out
}
