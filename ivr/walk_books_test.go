package ivr

import (
	"time"

	"hourline/ledger/care"
)

// An oracle stands in for the books. Whenever it is asked something it picks
// one of the answers there are; more goes through all of them.
type oracle struct {
	picks, of []int
	at        int

	appointment int    // what was answered in this turn
	visit       int    // and of the visit, unasked when nothing
	before      string // what was said of the emergency in an earlier turn
	emergency   string // and in this one
	asked       need
}

// pick is a number below n.
func (o *oracle) pick(n int) int {
	if o.at == len(o.picks) {
		o.picks, o.of = append(o.picks, 0), append(o.of, n)
	}
	o.at++
	return o.picks[o.at-1]
}

// more gets ready for answers that were not given yet; false when there are
// none. Who is on duty is the first question, and is gone into only when the
// turn had to do with it.
func (o *oracle) more(duty bool) bool {
	picks, of := o.picks, o.of
	if !duty {
		of[0] = 1
	}
	for len(picks) > 0 && picks[len(picks)-1]+1 == of[len(picks)-1] {
		picks, of = picks[:len(picks)-1], of[:len(picks)-1]
	}
	if len(picks) == 0 {
		return false
	}
	picks[len(picks)-1]++
	*o = oracle{picks: picks, of: of}
	return true
}

// now is a Monday at ten in the morning.
var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.FixedZone("CST", 8*3600))

// line is what the books know of a telephone: by night nobody is there, by
// day nobody up to three people.
func (o *oracle) line(name string) care.Line {
	l := lines[name]
	l.Now, l.OpensAt = now, now
	const night = 4
	staff := o.pick(5)
	if l.Staffed = staff != night; !l.Staffed {
		l.OpensAt = now.AddDate(0, 0, 1)
		staff = 3
	}
	l.Staff = []care.Phone{"+8613800000101", "+8613800000102", "+8687168000011"}[:staff]
	return l
}

// open are the books of one turn; the verbs that are carried out are added to did.
func (o *oracle) open(did *[]string) books {
	return books{
		look: func(t *Turn, n need) error {
			if n&needAppointment != 0 {
				o.appointmentFor(t)
			}
			if n&needPassbook != 0 {
				o.passbookFor(t)
			}
			if n&needVisit != 0 {
				o.visitFor(t)
			}
			if n&needCase != 0 {
				o.caseFor(t)
			}
			o.asked |= n
			return nil
		},
		do: func(i intent) error {
			*did = append(*did, i.name)
			o.write(i.name)
			return nil
		},
	}
}

// What the books can say of an appointment.
const (
	noAppointment = iota
	waiting
	comes
	isThere
	appointments
)

func (o *oracle) appointmentFor(t *Turn) {
	if o.asked&needAppointment == 0 {
		o.appointment = o.pick(appointments)
	}
	t.Appointment, t.Booked = appointmentOf(t.Who, o.appointment), o.appointment != noAppointment
	if !t.Booked {
		t.Appointment = care.Appointment{}
	}
}

func appointmentOf(elder care.Member, state int) care.Appointment {
	a := care.Appointment{Elder: elder, Request: care.Request{
		ID: 1, Elder: elder.ID, Kind: care.Hospital, FirstDay: now.AddDate(0, 0, 1), LastDay: now.AddDate(0, 0, 1), State: care.Offered,
	}}
	if state >= comes {
		a.Helper = care.Member{ID: 9, Name: "小张"}
		a.Request.State = care.Announced
		a.Request.Visit = care.Visit{ID: 1, Request: 1, Volunteer: 9, DoorWord: 7, PlannedAt: now.AddDate(0, 0, 1), PlannedMinutes: 120, Credited: 120, Open: true}
	}
	if state == isThere {
		a.Request.State = care.Started
	}
	return a
}

func (o *oracle) passbookFor(t *Turn) {
	t.Passbook = care.Passbook{}
	if saved := o.pick(5) - 1; saved >= 0 {
		t.Passbook.Balance = 210
		for i := range saved {
			t.Passbook.Last = append(t.Passbook.Last, care.Saved{Kind: care.Company, At: now.AddDate(0, 0, -i), Minutes: 90})
		}
	}
}

// What the books can say of the visit that a call of ours is about.
const (
	unasked = iota
	isOn
	givenUp
	visits
)

// visitFor is the visit of a call about one; it may have been given up.
func (o *oracle) visitFor(t *Turn) {
	if o.asked&needVisit == 0 {
		o.visit = isOn + o.pick(visits-isOn)
	}
	t.Appointment, t.Booked = appointmentOf(lines["one elder"].Elders[0], comes), true
	t.Appointment.Request.Visit.Open = o.visit == isOn
	t.Who = t.Appointment.Elder
}

// me is the responder whose phone a staff call rings, another the one who was faster.
const me, another = 1, 0

// ringing is how many of the cases ring.
const ringing = 3

// What the books can say of an emergency.
var cases = []string{"rings", "rings nobody", "rings for a minute", "mine", "mine, elder gone", "another's", "another's, elder gone", "another's, hung up", "cancelled", "closed", "closed, mine", "rings silent", "rings drill", "drill, mine"}

func (o *oracle) caseFor(t *Turn) {
	if o.emergency == "" {
		may := after(o.before)
		o.emergency = may[o.pick(len(may))]
	}
	t.Case = caseOf(o.emergency)
}

// after is what can be said of a case of which something was said before.
func after(before string) []string {
	switch before {
	case "mine", "mine, elder gone":
		return []string{"mine", "mine, elder gone", "closed, mine"}
	case "another's", "another's, elder gone", "another's, hung up":
		return []string{"another's", "another's, elder gone", "another's, hung up", "closed"}
	case "cancelled", "closed", "closed, mine", "drill, mine":
		return []string{before}
	}
	return cases
}

func caseOf(news string) care.Case {
	k := care.Case{ID: 1, Kind: care.AlarmCase, Number: 235, Phone: "+8687165000001", Community: "翠湖社区", Call: "CA1", OnLine: true, Members: elders(1)}
	k.Ladder.Responders = []care.Responder{{Name: "王主任", Phone: "+8613800000101"}, {Name: "小马", Phone: "+8613800000102"}}
	k.Progress = care.Progress{State: care.Ringing, Opened: now, By: -1, Rung: []care.Rung{{Tries: 1, Until: now.Add(time.Minute)}, {}}}
	k.Placed = []int{0}
	switch news {
	case "rings nobody":
		k.Progress.Rung[0].Until = time.Time{}
	case "rings for a minute":
		k.Progress.Opened = now.Add(-time.Minute)
	case "mine", "mine, elder gone":
		k.Progress.State, k.Progress.By = care.CaseAccepted, me
	case "another's", "another's, elder gone", "another's, hung up":
		k.Progress.State, k.Progress.By = care.CaseAccepted, another
	case "cancelled":
		k.Progress.State = care.CaseCancelled
	case "closed":
		k.Progress.State, k.Progress.By = care.CaseClosed, another
	case "closed, mine":
		k.Progress.State, k.Progress.By = care.CaseClosed, me
	case "rings silent":
		k.Kind, k.OnLine = care.SilentOne, false
	case "rings drill":
		k.Kind, k.OnLine = care.Drill, false
	case "drill, mine":
		k.Kind, k.OnLine, k.Progress.State, k.Progress.By = care.Drill, false, care.CaseClosed, me
	}
	k.Attended = news != "another's, hung up"
	k.OnLine = k.OnLine && news != "mine, elder gone" && news != "another's, elder gone"
	return k
}

// write makes a verb true, as care does.
func (o *oracle) write(verb string) {
	switch verb {
	case "cancel":
		o.appointment = noAppointment
	case "cancel case":
		o.becomes("cancelled", o.emergency) // unchanged when it came too late
	case "accept case":
		if o.emergency == "rings drill" {
			o.becomes("drill, mine", "closed")
			return
		}
		o.becomes("mine", "mine, elder gone", "another's", "cancelled", "closed")
	}
}

// alarm opens a case, or finds the one that is open; again lets it ring anew.
func (o *oracle) alarm(again bool) {
	o.before, o.emergency, o.asked = "", "", 0
	if again {
		o.emergency = cases[o.pick(ringing)]
	}
}

// becomes moves a case that rings on; others are settled already.
func (o *oracle) becomes(news ...string) {
	if caseOf(o.emergency).Progress.State == care.Ringing {
		o.emergency = news[o.pick(len(news))]
	}
}
