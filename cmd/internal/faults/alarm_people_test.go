package faults

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"hourline/cmd/internal/carrier"
)

// A way is how somebody calls for help.
type way int

const (
	byKey way = iota // 9 at the menu
	bySecondNumber
	byText
	hiddenByKey
	hiddenBySecondNumber
)

// A needy elder calls for help, and then waits, hangs up, or says that it was
// a mistake.
type needy struct {
	caller
	way  way
	mood int
}

// The moods of one who has called for help.
const (
	waits = iota
	mistaken
	hangsUp
)

func (p *needy) wish() {
	if p.calm || p.h.State().Phase != carrier.OnHook || !p.maybe(0.25) {
		return
	}
	p.mood = []int{waits, waits, waits, mistaken, hangsUp}[p.chance.IntN(5)]
	switch p.way {
	case byKey:
		p.h.Dial(hotline)
	case bySecondNumber:
		p.h.Dial(second)
	case byText:
		p.h.Text(hotline, "SOS")
	case hiddenByKey:
		p.h.DialHidden(hotline)
	case hiddenBySecondNumber:
		p.h.DialHidden(second)
	}
}

func (p *needy) notice(e carrier.Event) {
	p.calling(e)
	switch {
	case e.Kind == carrier.Rings:
		p.pickUp(0.9)
	case e.Kind != carrier.Hears:
	case strings.Contains(e.Text, "按错了,请按1"):
		switch p.mood {
		case mistaken:
			p.press("1")
		case hangsUp:
			p.during(0, 1500*time.Millisecond, func() { p.h.HangUp() })
		}
	case strings.Contains(e.Text, "您都好,请按1"), strings.Contains(e.Text, "还要帮忙,请按1"): // we have rung back
		if key := []string{"1", "1", "9", ""}[p.chance.IntN(4)]; p.calm {
			p.press("1")
		} else if key != "" {
			p.press(key)
		}
	case strings.Contains(e.Text, "有急事,请按9"): // the other one has hung up
		if p.calm || p.maybe(0.7) {
			p.during(0, 500*time.Millisecond, func() { p.h.HangUp() })
		} else {
			p.press("9")
		}
	case strings.Contains(e.Text, "请按9"):
		p.press("9")
	}
}

// A helper is rung for emergencies: takes some, declines some, and is not to
// be reached at other times.
type helper struct {
	responder
	chatty bool // closes what is taken by text, before anybody asks
}

// fickle lets a telephone be engaged, off or answered by a machine for a while.
func (p *helper) fickle() {
	var does carrier.Behaviour
	switch p.chance.IntN(10) {
	case 0:
		does.Machine = true
	case 1:
		does.Busy = true
	case 2:
		does.Off = true
	case 3:
		does.NeverRings = true
	case 4:
		does.Declines = true
	}
	p.h.Set(does)
}

var (
	takeable = regexp.MustCompile(`SD (\d+)`)
	choices  = []struct {
		heard, calm string
		keys        []string // one of them; an empty one is silence
	}{
		{"能马上处理,请按1", "1", []string{"1", "1", "1", "1", "1", "2", "2", "", ""}},
		{"现在能打,请按1", "1", []string{"1", "1", "2", ""}},
		{"现在能办,请按1", "1", []string{"1", "1", "2", ""}},
		{"打给老人,请按1", "2", []string{"1", "2", ""}},
		{"老人平安,请按1", "1", []string{"1", "1", "2", "3", ""}},
	}
)

func (p *helper) notice(e carrier.Event) {
	p.calling(e)
	switch {
	case e.Kind == carrier.Rings:
		if !p.h.State().Behaviour.Machine {
			p.pickUp(0.6)
		}
	case e.Kind == carrier.Gets:
		p.reads(e.Text)
	case e.Kind == carrier.Hears && strings.Contains(e.Text, "正在接通老人"):
		p.during(500*time.Millisecond, 3*time.Second, func() { p.h.HangUp() })
	case e.Kind == carrier.Hears:
		p.chooses(e.Text)
	}
}

func (p *helper) chooses(heard string) {
	for _, c := range choices {
		key := c.keys[p.chance.IntN(len(c.keys))]
		if p.calm {
			key = c.calm
		}
		if strings.Contains(heard, c.heard) && key != "" {
			p.press(key)
		}
	}
}

func (p *helper) reads(words string) {
	if take := takeable.FindStringSubmatch(words); take != nil && (p.calm || p.maybe(0.3)) {
		p.soon(100*time.Millisecond, 2*time.Second, func() { p.h.Text(hotline, "SD "+take[1]) })
	}
	if p.chatty {
		p.read(words)
	}
}

// An emergency town is this slow, and has these people: a name and an address
// must be nothing that could be said by chance.
const alarmSpeed = 20

var (
	inNeed    = []string{"赵梅", "钱兰", "孙竹", "李菊", "周莲", "吴荷", "郑桂", "王松", "冯柳", "陈桃"}
	ways      = []way{byKey, byKey, byKey, bySecondNumber, bySecondNumber, byText, byText, hiddenByKey, hiddenBySecondNumber, byKey}
	sharing   = "卫杏" // shares the line of the last one
	onDuty    = []string{"韩雷", "何错", "杨雪", "朱雨", "秦风"}
	badNumber = staffNumber(1) // of the second on duty: nobody has it
	kin       = []struct{ of, name, number, relation string }{
		{"赵梅", "赵敏", "+8613800000201", "family"}, {"李菊", "高刚", "+8613800000202", "neighbour"}, {"吴荷", "吴芳", "+8613800000203", "family"},
	}
)

func addressOf(i int) string { return fmt.Sprintf("翠湖南路%d号", i+1) }

// alarmPeople is everybody, as a file for the program to import.
func alarmPeople() string {
	var b strings.Builder
	b.WriteString("name,roles,phones,community,address,contacts\n")
	for i, name := range inNeed {
		contact := ""
		for _, k := range kin {
			if k.of == name {
				contact = k.name + ":" + k.number + ":" + k.relation
			}
		}
		fmt.Fprintf(&b, "%s,elder,%s,翠湖社区,%s,%s\n", name, elderNumber(i), addressOf(i), contact)
	}
	last := len(inNeed) - 1
	fmt.Fprintf(&b, "%s,elder,%s,翠湖社区,%s,\n", sharing, elderNumber(last), addressOf(last))
	for i, name := range onDuty {
		fmt.Fprintf(&b, "%s,duty,%s,翠湖社区,,\n", name, staffNumber(i))
	}
	return b.String()
}

// settle gives everybody a telephone, but for the one with the wrong number.
func (a *alarms) settle() {
	for i := range inNeed {
		h := a.phone(fmt.Sprintf("elder%d", i), elderNumber(i), ways[i] != byText)
		a.people[h.Name] = &needy{caller: caller{town: a.town, h: h}, way: ways[i]}
	}
	for i := range onDuty {
		if staffNumber(i) != badNumber {
			a.help(a.phone(fmt.Sprintf("staff%d", i), staffNumber(i), false), i%2 == 0)
		}
	}
	for i, k := range kin {
		a.help(a.phone(fmt.Sprintf("kin%d", i), k.number, false), true)
	}
	a.help(a.phone("room", fallback, true), false)
}

func (a *alarms) help(h *carrier.Handset, chatty bool) {
	p := &helper{responder: responder{caller: caller{town: a.town, h: h}}, chatty: chatty}
	a.people[h.Name] = p
	a.helpers = append(a.helpers, p)
}
