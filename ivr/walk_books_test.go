package ivr

import (
	"strings"
	"sync"
	"time"

	"hourline/ledger/care"
)

// An oracle stands in for the books. Whenever it is asked something it picks
// one of the answers there are; more goes through all of them.
type oracle struct {
	picks, of []int
	at        int

	appointment int        // what was answered in this turn
	visit       int        // and of the visit, unasked when nothing
	prospect    care.State // and of the request that has nobody who comes
	before      string     // what was said of the emergency in an earlier turn
	emergency   string     // and in this one
	task        int        // and of a ticket
	receipt     int        // and of a receipt
	choice      int        // and of what can be exchanged
	question    int        // and of what a member is to agree to
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

// answers are those that were given so far, each of few.
func (o *oracle) answers() string {
	var b [32]byte
	all := b[:0]
	for _, p := range o.picks[:o.at] {
		all = append(all, byte(p))
	}
	return string(all)
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
			if n&needChoice != 0 {
				o.choiceFor(t)
			}
			if n&needTurnout != 0 {
				t.Turnout = care.Turnout{Outcome: turnouts[t.Dialog][o.pick(len(turnouts[t.Dialog]))], Minutes: 90}
			}
			if n&needQuestion != 0 {
				o.questionFor(t)
			}
			if n&needReceipt != 0 {
				o.receiptFor(t)
			}
			if n&needVisit != 0 {
				o.visitFor(t)
			}
			if n&needHelp != 0 {
				o.helpFor(t)
			}
			if n&needNews != 0 {
				o.newsFor(t)
			}
			if n&needCase != 0 {
				o.caseFor(t)
			}
			if n&needWhom != 0 {
				t.Who = elders(1)[0]
			}
			if n&needTask != 0 {
				o.taskFor(t)
			}
			if n&needCallIn != 0 {
				t.CallIn = callIns[o.pick(len(callIns))]
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

// volunteer is whoever comes.
var volunteer = care.Member{ID: 9, Name: "小张", Lang: "zh-CN"}

func appointmentOf(elder care.Member, state int) care.Appointment {
	a := care.Appointment{Elder: elder, Request: care.Request{
		ID: 1, Elder: elder.ID, Kind: care.Hospital, FirstDay: now.AddDate(0, 0, 1), LastDay: now.AddDate(0, 0, 1), State: care.Offered,
	}}
	if state >= comes {
		a.Helper = volunteer
		a.Request.State = care.Announced
		a.Request.Visit = care.Visit{ID: 1, Request: 1, Volunteer: 9, DoorWord: 7, PlannedAt: now.AddDate(0, 0, 1), PlannedMinutes: 120, Credited: 120, Open: true}
	}
	if state == isThere {
		a.Request.State = care.Started
	}
	return a
}

func (o *oracle) passbookFor(t *Turn) {
	t.Passbook = passbooks[o.pick(len(passbooks))]
}

// passbooks are what the books can say of somebody's hours.
var passbooks = []care.Passbook{
	{},
	{Balance: 210},
	{Granted: 240, Helped: care.Helped{At: now.AddDate(0, 0, -1), Payment: care.Payment{Own: 30, Granted: 60, Pool: 90}}},
	{Balance: 15, Helped: care.Helped{At: now, Payment: care.Payment{Pool: 90}}},
	{Last: []care.Moved{moved(-210), moved(210)}},
	{Balance: 90, Last: []care.Moved{moved(90)}},
	{Balance: 89_987, Held: 60_017, Last: []care.Moved{moved(-60), moved(90), {Purpose: care.FromFamily, At: now, Minutes: 89_987}}},
}

// moved is an entry of yesterday: hours that were served, or turned into cash.
func moved(minutes int64) care.Moved {
	m := care.Moved{Purpose: care.ForServing, Kind: care.Hospital, At: now.AddDate(0, 0, -1), Minutes: minutes}
	if minutes < 0 {
		m.Purpose, m.Kind = care.ForCash, ""
	}
	return m
}

// choiceFor is what hours can be exchanged for; they may have been spent
// elsewhere meanwhile. How many share the telephone changes nothing in it, so
// the second and those after have too little to exchange.
func (o *oracle) choiceFor(t *Turn) {
	if t.Member > 1 {
		t.Choice = choicesKnown[len(choicesKnown)-1]
		return
	}
	if o.asked&needChoice == 0 {
		o.choice = o.pick(len(choicesKnown))
	}
	t.Choice = choicesKnown[o.choice]
}

var choicesKnown = []care.Choice{
	{Cash: []int64{600, 1200, 3000}, All: 5940, HourFen: 100, Goods: goodsKnown, PIN: true},
	{Cash: []int64{60}, All: 120, HourFen: 100, PIN: true, Locked: true},
	{Goods: goodsKnown[:1]},
	{Why: care.NotRedeemed{Why: care.NotEnoughHours, Minutes: 30}},
}

var goodsKnown = []care.Offer{offer("rice", 3), offer("oil", 1), offer("eggs", 1), offer("soap", 1)}

func offer(code string, pieces int64) care.Offer {
	return care.Offer{Pieces: pieces, Good: care.Good{Code: code, Minutes: 600, Names: map[string]string{"zh-CN": "五常大米二十公斤袋装", "en": "a bag of the best rice"}}}
}

// turnouts are what can come of a PIN or of a key, by dialog.
var turnouts = map[string][]care.Outcome{
	Hotline.Name: {care.Ordered, care.InQueue, care.WrongPIN, care.Locked, care.TooLate, care.Outcome(care.NotEnoughHours), care.Outcome(care.OutOfStock)},
	Order.Name:   {care.Ordered, care.InQueue, care.NoOutcome, care.Outcome(care.MonthIsOver)},
	Payment.Name: {care.PaidOut, care.InQueue, care.WrongPIN, care.Locked, care.TooLate},
}

// questionFor is what a member is to agree to; it may be over.
func (o *oracle) questionFor(t *Turn) {
	if o.asked&needQuestion == 0 {
		o.question = o.pick(len(questions))
	}
	t.Question = questions[o.question]
	t.Question.Who = elders(1)[0]
	t.Who = t.Question.Who
}

var questions = []care.Question{
	{Point: care.Member{Name: "粮油店"}, Minutes: 600, Fen: 1000, Pieces: 1},
	{Point: care.Member{Name: "粮油店"}, Minutes: 600, Goods: "大米5公斤", Pieces: 2},
	{Over: true},
}

// receiptFor is what a number finds; that it can be none shows at once.
func (o *oracle) receiptFor(t *Turn) {
	slip := 1
	if t.Digit == t.Receipt {
		slip = 0
	}
	if o.asked&needReceipt == 0 {
		o.receipt = slip + o.pick(len(receipts)-slip)
	}
	t.Looked = receipts[o.receipt]
}

// receipts are what the books can say of a receipt number.
var receipts = []care.Receipt{
	{Slip: true}, {},
	{Known: true, Moved: moved(90)},
	{Known: true, Moved: moved(-210)},
	{Known: true, Moved: care.Moved{Purpose: care.ForGoods, At: now, Held: 60}},
	{Known: true, Moved: care.Moved{Purpose: care.ForGoods, At: now, Held: -60}},
}

// What the books can say of the visit that a call of ours is about.
const (
	unasked = iota
	isOn
	isOnInstead // of a visit by another that the elder was told of
	isLate      // and whoever comes has said so
	givenUp
	visits
)

// visitFor is the visit of a call about one; it may have been given up.
func (o *oracle) visitFor(t *Turn) {
	if o.asked&needVisit == 0 {
		o.visit = isOn + o.pick(visits-isOn)
	}
	t.Appointment, t.Booked = appointmentOf(lines["one elder"].Elders[0], comes), true
	t.Appointment.Request.Visit.Open = o.visit != givenUp
	if o.visit == isOnInstead {
		t.Appointment.Gone, t.Appointment.Along = care.Member{ID: 8, Name: "小刘"}, care.Member{ID: 7, Name: "李姐"}
	}
	if w := &t.Appointment.Request.Visit; o.visit == isLate {
		w.PlannedAt, w.Late = now.Add(-10*time.Minute), 30
	}
	t.Who = t.Appointment.Elder
}

// helpFor is the same on a call to its volunteer.
func (o *oracle) helpFor(t *Turn) {
	if o.asked&needHelp == 0 {
		o.visit = isOn + o.pick(visits-isOn)
	}
	t.Appointment, t.Booked = appointmentOf(lines["one elder"].Elders[0], comes), true
	t.Appointment.Request.Visit.Open = o.visit != givenUp
	t.Who = t.Appointment.Helper
}

// prospects are how a request can stand of which an elder is told that nobody
// comes; the last is that somebody was found while the phone rang.
var prospects = []care.State{care.Offered, care.Expired, care.Accepted}

func (o *oracle) newsFor(t *Turn) {
	if o.asked&needNews == 0 {
		o.prospect = prospects[o.pick(len(prospects))]
	}
	t.Appointment, t.Booked = appointmentOf(lines["one elder"].Elders[0], waiting), true
	t.Appointment.Request.State = o.prospect
	t.Appointment.Gone = care.Member{ID: 8, Name: "小刘"}
	t.Who = t.Appointment.Elder
}

// callIns are what the books can say of a code that was keyed.
var callIns = []care.CalledIn{
	{Known: true, Request: servedUntil(time.Time{}, 0)},
	{Known: true, Request: servedUntil(now, 120)},
	{Known: true, Request: servedUntil(now, 0)},
	{},
	{Locked: true},
}

// servedUntil is a request whose visit has begun, and has ended unless at zero.
func servedUntil(at time.Time, minutes int64) care.Request {
	return care.Request{Kind: care.Company, Visit: care.Visit{ID: 1, StartedAt: now.Add(-2 * time.Hour), FinishedAt: at, Credited: minutes}}
}

// What the books can say of the work of one of the staff.
const (
	noTask = iota
	hiddenCaller
	callable
	tasks
)

// taskFor is the ticket that is read out, or the next one; which others there
// are, nobody knows.
func (o *oracle) taskFor(t *Turn) {
	switch {
	case t.Ticket == 0:
		o.task = o.pick(tasks)
	case o.asked&needTask == 0:
		o.task = hiddenCaller + o.pick(tasks-hiddenCaller)
	}
	t.Task = care.Task{}
	if t.Ticket = 0; o.task == noTask {
		return
	}
	t.Ticket = 7
	t.Task = care.Task{Ticket: care.Ticket{ID: t.Ticket, Kind: care.Inconvenient, Opened: now.AddDate(0, 0, -1)}}
	if o.task == callable {
		t.Task.About, t.Task.Phone = elders(1)[0], "+8687165000001"
	}
}

// A kind of case, and how it can stand, as the walk names them. Of a drill
// nobody is in need, and of what may be an emergency nobody is on the line.
var standings = map[string][]string{
	"alarm":    {"rings", "rings nobody", "rings for a minute", "mine", "mine, elder gone", "another's", "another's, elder gone", "another's, hung up", "cancelled", "closed", "closed, mine"},
	"hidden":   {"rings", "mine", "mine, elder gone", "another's", "another's, elder gone", "closed"},
	"silent":   {"rings", "mine", "another's", "closed", "closed, mine"},
	"ringback": {"rings", "mine", "another's", "closed", "closed, mine"},
	"drill":    {"rings", "closed, mine", "closed"},
}

// about are the kinds of case that a dialog can be about.
var about = map[string][]string{
	Emergency.Name: {"alarm", "hidden"},
	Staff.Name:     {"alarm", "hidden", "silent", "ringback", "drill"},
	Check.Name:     {"alarm", "hidden", "silent", "ringback"},
	CallBack.Name:  {"alarm", "silent"},
}

func (o *oracle) caseFor(t *Turn) {
	if o.emergency == "" {
		may := after(o.before, t.Dialog)
		o.emergency = may[o.pick(len(may))]
	}
	t.Case = caseOf(o.emergency)
}

// after is what can be said of a case in a dialog, of which something was said
// before: it stays of its kind, and what is over stays over.
func after(before, dialog string) (may []string) {
	kinds := about[dialog]
	if before != "" {
		kind, standing, _ := strings.Cut(before, ": ")
		if strings.HasPrefix(standing, "cancelled") || strings.HasPrefix(standing, "closed") {
			return []string{before}
		}
		kinds = []string{kind}
	}
	for _, kind := range kinds {
		for _, standing := range standings[kind] {
			if standing != "cancelled" || !strings.Contains(before, "'s") && !strings.Contains(before, "mine") {
				may = append(may, kind+": "+standing)
			}
		}
	}
	return may
}

// rings reports whether people are being called.
func rings(news string) bool { return strings.Contains(news, ": rings") }

func caseOf(news string) care.Case {
	k, made := cases.Load(news)
	if !made {
		k, _ = cases.LoadOrStore(news, makeCase(news))
	}
	return k.(care.Case)
}

// cases are made once each: the walk asks for millions.
var cases sync.Map

func makeCase(news string) care.Case {
	kind, standing, _ := strings.Cut(news, ": ")
	k := care.Case{ID: 1, Kind: care.AlarmCase, Number: 235, Phone: "+8687165000001", Community: "翠湖社区", Call: "CA1", OnLine: true, Members: elders(1)}
	k.Ladder.Responders = []care.Responder{{Name: "王主任", Phone: "+8613800000101"}, {Name: "小马", Phone: "+8613800000102"}}
	k.Progress = care.Progress{State: care.Ringing, Opened: now, By: -1, Rung: []care.Rung{{Tries: 1, Until: now.Add(time.Minute)}, {}}}
	k.Placed = []int{0}
	switch standing, _, _ := strings.Cut(standing, ","); standing {
	case "rings nobody":
		k.Progress.Rung[0].Until = time.Time{}
	case "rings for a minute":
		k.Progress.Opened = now.Add(-time.Minute)
	case "mine":
		k.Progress.State, k.Progress.By = care.CaseAccepted, me
	case "another's":
		k.Progress.State, k.Progress.By = care.CaseAccepted, another
	case "cancelled":
		k.Progress.State = care.CaseCancelled
	case "closed":
		k.Progress.State, k.Progress.By = care.CaseClosed, another
	}
	if standing == "closed, mine" {
		k.Progress.By = me
	}
	k.Attended = !strings.HasSuffix(standing, ", hung up")
	k.OnLine = !strings.HasSuffix(standing, ", elder gone")
	switch kind {
	case "hidden":
		k.Phone, k.Members, k.Community = "", nil, ""
	case "silent":
		k.Kind, k.OnLine = care.SilentOne, false
	case "ringback":
		k.Kind, k.OnLine = care.RingBack, false
	case "drill":
		k.Kind, k.OnLine, k.Phone, k.Members = care.Drill, false, "", nil
	}
	return k
}

// write makes a verb true, as care does.
func (o *oracle) write(verb string) {
	kind, standing, _ := strings.Cut(o.emergency, ": ")
	mine := strings.HasPrefix(standing, "mine")
	switch {
	case verb == "cancel":
		o.appointment = noAppointment
	case verb == "cancel case" && rings(o.emergency):
		o.becomes("alarm: cancelled", o.emergency) // unchanged when it came too late
	case verb == "accept case" && kind == "drill" && rings(o.emergency):
		o.becomes("drill: closed, mine", "drill: closed")
	case verb == "accept case" && rings(o.emergency):
		o.becomes(after(kind+": mine", Staff.Name)...)
	case verb == "elder is well" && rings(o.emergency):
		o.becomes(kind + ": closed")
	case verb == "safe" && mine:
		o.becomes(kind + ": closed, mine")
	case (verb == "hand over" || verb == "no word") && mine:
		o.becomes(kind+": rings", kind+": another's") // who was fast
	}
}

// alarm opens a case, or finds the one that is open; again lets it ring anew.
func (o *oracle) alarm(again bool) care.Case {
	o.before, o.emergency, o.asked = "", "", 0
	o.becomes(alarms()[again]...)
	return caseOf(o.emergency)
}

// alarms are what may be said of a case that has just been asked for, by
// whether it rings anew.
var alarms = sync.OnceValue(func() map[bool][]string {
	may := map[bool][]string{}
	for _, news := range after("", Emergency.Name) {
		for _, again := range []bool{true, false} {
			if k := caseOf(news); k.Progress.State == care.Ringing || !again && k.Open() {
				may[again] = append(may[again], news)
			}
		}
	}
	return may
})

// me is the responder whose phone a staff call rings, another the one who was faster.
const me, another = 1, 0

// becomes is what a case has become.
func (o *oracle) becomes(news ...string) { o.emergency = news[o.pick(len(news))] }
