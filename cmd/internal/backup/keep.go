package backup

import (
	"fmt"
	"time"
)

// Keep says of how many of the last days, weeks and months that have a backup
// the newest one is kept.
type Keep struct{ Days, Weeks, Months int }

// ParseKeep reads three numbers: days, weeks, months.
func ParseKeep(n []int) (Keep, error) {
	if len(n) != 3 || min(n[0], n[1], n[2]) < 0 || n[0]+n[1]+n[2] == 0 {
		return Keep{}, fmt.Errorf("how many backups are kept is three numbers, of days, weeks and months, such as 7,5,12")
	}
	return Keep{n[0], n[1], n[2]}, nil
}

// outdated are those of a bank's backups, the newest first, that need not be
// kept. The newest of each log is kept whatever Keep says: when a log ended
// because an older copy of the books was put back, its last backup is where
// the entries are that the copy lacks.
func (k Keep) outdated(all []Backup, place *time.Location) (gone []Backup) {
	spans := []*span{
		{many: k.Days, name: func(t time.Time) string { return t.Format("2006-01-02") }},
		{many: k.Weeks, name: func(t time.Time) string { y, w := t.ISOWeek(); return fmt.Sprint(y, w) }},
		{many: k.Months, name: func(t time.Time) string { return t.Format("2006-01") }},
	}
	logs := map[string]bool{}
	for _, b := range all {
		kept := !logs[b.Log]
		logs[b.Log] = true
		for _, s := range spans {
			kept = s.wants(b.Taken.In(place)) || kept
		}
		if !kept {
			gone = append(gone, b)
		}
	}
	return gone
}

// A span is a day, a week or a month.
type span struct {
	many int // still to be kept
	last string
	name func(time.Time) string
}

// wants tells whether the backup is the newest of its span, and the span one
// of the last.
func (s *span) wants(t time.Time) bool {
	name := s.name(t)
	if s.many == 0 || name == s.last {
		return false
	}
	s.many--
	s.last = name
	return true
}
