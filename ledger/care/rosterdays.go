package care

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// weekdayWords are the days of the week as people write them.
var weekdayWords = func() map[string]time.Weekday {
	words := map[string]time.Weekday{"周天": time.Sunday, "星期天": time.Sunday, "礼拜天": time.Sunday}
	for i, han := range strings.Split("日一二三四五六", "") {
		d := time.Weekday(i)
		name := strings.ToLower(d.String())
		words[name], words[name[:3]] = d, d
		words["周"+han], words["星期"+han], words["礼拜"+han] = d, d, d
	}
	words["tues"], words["thur"], words["thurs"] = time.Tuesday, time.Thursday, time.Thursday
	return words
}()

// manyDays are words for several days of the week, as a first and a last.
var manyDays = map[string][2]time.Weekday{
	"daily": {time.Monday, time.Sunday}, "everyday": {time.Monday, time.Sunday}, "每天": {time.Monday, time.Sunday}, "每日": {time.Monday, time.Sunday},
	"weekend": {time.Saturday, time.Sunday}, "weekends": {time.Saturday, time.Sunday}, "周末": {time.Saturday, time.Sunday},
}

const datePattern = `(\d{4}[-/]\d{1,2}[-/]\d{1,2})`

var (
	betweenDays = regexp.MustCompile(` *(?:~|–|—|\.\.|至|到| - | to ) *`)
	dateForm    = regexp.MustCompile(`^` + datePattern + `$`)
	datesForm   = regexp.MustCompile(`^` + datePattern + `[-~]` + datePattern + `$`)
)

// ParseDays reads days such as mon-fri, 周一至周五, sat sun, daily, 2026-12-01
// or 2026-12-01~2026-12-05, and lists of them.
func ParseDays(s string) (d Days, err error) {
	words := list(strings.Join(strings.Fields(betweenDays.ReplaceAllString(strings.ToLower(tidy(s)), "~")), "|"))
	if len(words) == 0 {
		return d, errors.New("no days; " + howDays)
	}
	for _, word := range words {
		if err := d.add(word); err != nil {
			return d, err
		}
	}
	d.Written = strings.Join(words, " ")
	return d, nil
}

const howDays = "write them like mon-fri, 周一至周五, daily, 2026-12-01 or 2026-12-01~2026-12-05"

// add reads one word.
func (d *Days) add(word string) error {
	if parts := datesForm.FindStringSubmatch(word); parts != nil {
		return d.addDates(parts[1], parts[2])
	}
	if dateForm.MatchString(word) {
		return d.addDates(word, word)
	}
	if many, ok := manyDays[word]; ok {
		d.addWeekdays(many[0], many[1])
		return nil
	}
	first, last, isRange := strings.Cut(strings.Replace(word, "-", "~", 1), "~")
	if !isRange {
		last = first
	}
	from, ok := weekdayWords[first]
	until, okToo := weekdayWords[last]
	if !ok || !okToo {
		return fmt.Errorf("days %q are unknown; %s", word, howDays)
	}
	d.addWeekdays(from, until)
	return nil
}

// addWeekdays adds a row of weekdays; fri to mon goes over the weekend.
func (d *Days) addWeekdays(first, last time.Weekday) {
	for w := first; ; w = (w + 1) % 7 {
		d.week[w] = true
		if w == last {
			return
		}
	}
}

// mostDates bounds what one slip of the pen can make of a row.
const mostDates = 366

func (d *Days) addDates(first, last string) error {
	from, err := readDate(first)
	if err != nil {
		return err
	}
	until, err := readDate(last)
	if err != nil {
		return err
	}
	if until.Before(from) {
		return fmt.Errorf("%s to %s is no row of days: it must go forward", first, last)
	}
	d.own = append(d.own, period{from, until})
	if d.count() > mostDates {
		return errors.New("the row has more days than a year; use days of the week, or several rows")
	}
	return nil
}

// count is how many days of their own there are.
func (d *Days) count() (n int) {
	for _, p := range d.own {
		n += int(p.last.Sub(p.first)/day) + 1
	}
	return n
}

// readDate reads 2026-12-01 or, as spreadsheets write it, 2026/12/1.
func readDate(s string) (time.Time, error) {
	var n [3]int
	for i, part := range strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '/' }) {
		n[i], _ = strconv.Atoi(part) // digits, by the pattern
	}
	at := time.Date(n[0], time.Month(n[1]), n[2], 0, 0, 0, 0, time.UTC)
	if y, m, d := at.Date(); y < 2000 || y > 2199 || y != n[0] || int(m) != n[1] || d != n[2] {
		return at, fmt.Errorf("there is no day %q; write it like 2026-12-01", s)
	}
	return at, nil
}

// dates are all days that have shifts of their own, in order.
func (r Roster) dates() []time.Time {
	return slices.SortedFunc(maps.Keys(r.own), time.Time.Compare)
}

// weekly is the roster of a week without any days of their own.
func (r Roster) weekly() Roster { return Roster{Shifts: r.Shifts} }
