package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"hourline/ledger/care"
)

type rosterCommand struct {
	Show rosterShow `cmd:"" help:"Show who is on duty, now and in the coming days."`
	Set  rosterSet  `cmd:"" help:"Arrange who is on duty, from a CSV file."`
}

// arranged are the flags of commands that arrange something for a community.
type arranged struct {
	Community string `required:"" help:"The community that it is for."`
	Actor     string `required:"" placeholder:"WHO" help:"Who arranges it; kept with it."`
	Check     bool   `help:"Only look for faults; nothing is stored."`
}

type rosterSet struct {
	books
	arranged
	File string `json:"-" arg:"" type:"existingfile" help:"The CSV file."`
	GBK  bool   `name:"gbk" help:"The file is in GBK, as spreadsheets on Chinese systems save plain CSV."`
	Text []byte `kong:"-"` // of the file
}

// Help is what roster set --help adds.
func (rosterSet) Help() string {
	return `Each line of the file is a shift: the days on which it begins, when it begins and ends, and who is on duty, in the
order in which they are rung:

	days,from,until,member,member
	mon-fri,08:00,20:00,10000048,10000055
	周一至周五,20:00,08:00,王主任:13800000102
	周末,08:00,08:00,10000055
	2026-12-25~2026-12-26,00:00,24:00,10000048

Days are days of the week (mon-fri, sat sun, daily, 周一至周五, 每天) or dates; a date with lines of its own has only
those. A shift that ends no later than it begins ends on the next day. A member is a number, or a name and a phone;
"hourline roster show --csv" prints the roster in force with both. Times are those of the centre.

Every fault is told with its line and what mends it. So is every time at which nobody would be on duty: it is refused
unless the first step of the community's ladder reaches somebody else then. Whoever comes on duty gets a text when it
begins. Older rosters are kept.

	hourline roster set december.csv --community 翠湖社区 --actor 吴主任 --check
	hourline roster set december.csv --community 翠湖社区 --actor 吴主任`
}

// Run stores one roster; repeating it changes nothing.
func (r *rosterSet) Run(c *console) (err error) {
	if r.Text, err = os.ReadFile(r.File); err != nil {
		return misuse{err}
	}
	return r.books.change(c, r)
}

func (r *rosterSet) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	done, err := centre.SetRoster(ctx, care.RosterFile{Community: r.Community, Actor: r.Actor, File: bytes.NewReader(r.Text), GBK: r.GBK, Check: r.Check})
	if err != nil {
		return err
	}
	for _, g := range done.Gaps {
		fmt.Fprintf(out, "nobody is on duty %s; the first step of the ladder rings %s then\n", g, firstNames(done.Instead))
	}
	if r.Check {
		_, err = fmt.Fprintln(out, "the roster has no fault; nothing was stored")
		return err
	}
	now, err := centre.DutyTable(ctx, r.Community, centre.Now(), centre.Now().Add(time.Minute))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s has roster %d; on duty now: %s\n", done.Community, done.Version, namesOf(now.Now))
	return err
}

// namesOf are people as a table shows them; nobody is said, too.
func namesOf(people []care.Member) string {
	if len(people) == 0 {
		return "NOBODY"
	}
	names := make([]string, len(people))
	for i, m := range people {
		names[i] = m.Name
		if !m.Staff() {
			names[i] += " (not rung: without the role duty, or without a phone)"
		}
	}
	return strings.Join(names, ", ")
}

// firstNames are the first of many people.
func firstNames(people []care.Responder) string {
	const most = 5
	var names []string
	for _, r := range people[:min(most, len(people))] {
		names = append(names, r.Name)
	}
	if len(people) > most {
		names = append(names, fmt.Sprintf("%d more", len(people)-most))
	}
	return strings.Join(names, ", ")
}

type rosterShow struct {
	books
	Community string `help:"Only this community."`
	Day       string `placeholder:"DATE" help:"Only this day, such as 2026-12-01; without it, the seven days from today."`
	CSV       bool   `name:"csv" help:"Print the file to edit and set again; needs --community."`
}

// Help is what roster show --help adds.
func (rosterShow) Help() string {
	return `Works beside a running gateway. Times are those of the centre; "now" marks who is on duty at this moment, and NOBODY a
time at which only the ladder says who is rung.

	hourline roster show
	hourline roster show --community 翠湖社区 --day 2026-12-25
	hourline roster show --community 翠湖社区 --csv > december.csv`
}

// Validate is called with the command line.
func (r *rosterShow) Validate() error {
	if _, err := time.Parse(time.DateOnly, r.Day); r.Day != "" && err != nil {
		return fmt.Errorf("--day: %q is no date; write it like 2026-12-01", r.Day)
	}
	if r.CSV && r.Community == "" {
		return errors.New("--csv prints one roster; say which with --community")
	}
	return nil
}

// Run prints one table for each community.
func (r *rosterShow) Run(c *console) error {
	centre, err := r.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	communities, err := chosen(c.ctx, centre, r.Community)
	if err != nil {
		return err
	}
	if r.CSV {
		file, err := centre.RosterToEdit(c.ctx, r.Community)
		if err != nil {
			return err
		}
		_, err = io.WriteString(c.out, file)
		return err
	}
	for i, name := range communities {
		if i > 0 {
			fmt.Fprintln(c.out)
		}
		if err := r.print(c.ctx, c.out, centre, name); err != nil {
			return err
		}
	}
	return nil
}

// chosen are the communities that a command is about: the one that is named,
// or all.
func chosen(ctx context.Context, centre *care.Centre, name string) ([]string, error) {
	all, err := centre.Communities(ctx)
	if err != nil || name == "" {
		return all, err
	}
	for _, known := range all {
		if known == name {
			return []string{name}, nil
		}
	}
	return nil, misuse{fmt.Errorf("--community: nobody belongs to %q; members belong to %s", name, strings.Join(all, ", "))}
}

func (r *rosterShow) print(ctx context.Context, out io.Writer, centre *care.Centre, community string) error {
	policy, err := centre.PolicyNow(ctx)
	if err != nil {
		return err
	}
	from, days := startOfDay(centre.Now().In(policy.Place)), 7
	if r.Day != "" {
		at, _ := time.Parse(time.DateOnly, r.Day) // Validate has read it
		from, days = care.DayStart(at.Year(), at.Month(), at.Day(), policy.Place), 1
	}
	d, err := centre.DutyTable(ctx, community, from, from.AddDate(0, 0, days))
	if err != nil {
		return err
	}
	if d.Version == 0 {
		_, err := fmt.Fprintf(out, "%s has no roster; all duty staff count as on duty: %s\n", community, namesOf(d.Now))
		return err
	}
	fmt.Fprintf(out, "%s, roster %d of %s by %s (times in %s)\n", community, d.Version, d.RecordedAt.In(d.Place).Format("2006-01-02 15:04"), d.Actor, d.Place)
	fmt.Fprintf(out, "on duty now: %s\n", namesOf(d.Now))
	return dutyLines(d, centre.Now()).print(out)
}

func startOfDay(at time.Time) time.Time {
	return care.DayStart(at.Year(), at.Month(), at.Day(), at.Location())
}

func dutyLines(d care.DutyTable, now time.Time) *table {
	t := table{right: "----"}
	t.row("from", "until", "on duty", "")
	for _, l := range d.Lines {
		mark := ""
		if !now.Before(l.From) && now.Before(l.Until) {
			mark = "now"
		}
		t.row(l.From.Format("Mon 2006-01-02 15:04"), l.Until.Format("Mon 2006-01-02 15:04"), namesOf(l.Members), mark)
	}
	return &t
}
