package ivr

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"hourline/ledger/care"
	"hourline/prompts"
)

// Nodes that several dialogs share.
const (
	personNode  Node = "P" // staff are rung
	promiseNode Node = "T" // a ticket, and the promise to call back
	byeNode     Node = "X" // nothing more to say
	alarmNode   Node = "9" // an emergency begins
)

// shared are the points of every dialog with an elder: 0 and 9 work wherever
// a caller is.
func shared(own map[Node]Point) map[Node]Point {
	own[personNode] = Point{Say: say("person.connecting"), Then: then(dialPerson), Next: nobodyThere}
	own[promiseNode] = Point{Say: promise, Next: ifHidden}
	own[byeNode] = Point{Say: say("bye")}
	own[alarmNode] = Point{Then: then(alarm)}
	return own
}

// sharedArrows lead to the shared points.
var sharedArrows = []Arrow{
	{From: []Node{everywhere}, Event: "0", To: personNode},
	{From: []Node{everywhere}, Event: "9", To: alarmNode},
	{From: []Node{everywhere}, Event: "#", To: here},
	{From: []Node{everywhere}, Event: silence, To: here, Do: tryAgain("again")},
	{From: []Node{everywhere}, Event: wrong, To: here, Do: tryAgain("wrong")},
	{From: []Node{personNode}, Event: reached, To: byeNode},
	{From: []Node{personNode}, Event: next, To: here},
	{From: []Node{personNode}, Event: missed, To: promiseNode, Do: openTicket},
}

// with are the points of both.
func with(some, others map[Node]Point) map[Node]Point {
	all := maps.Clone(some)
	maps.Copy(all, others)
	return all
}

// nobodyThere sends a caller on who would wait for nobody.
func nobodyThere(t *Turn) string {
	if !t.Line.Staffed || t.Dialled >= len(t.Line.Staff) {
		return missed
	}
	return ""
}

func then(e ending) func(*Turn) ending { return func(*Turn) ending { return e } }

// tryAgain says the keys once more, after a word on what went wrong.
func tryAgain(said string) func(*Turn) {
	return func(t *Turn) { t.Tries, t.Said, t.Short = t.Tries+1, said, true }
}

// Hotline is what a caller hears who dials the hotline.
var Hotline = newDialog(&Dialog{
	Name:  "hotline",
	Start: []Node{"N0", "N1", "M1"},
	Points: shared(with(exchangePoints, map[Node]Point{
		"N0":  {Say: say("N0"), Keys: true},
		"N0V": {Say: say("N0.volunteer"), Keys: true},
		"N0J": {Say: joinWords, Next: ifHidden},
		"N0R": {Say: noteWords, Then: then(record)},
		"N0N": {Say: notedWords},
		"N1":  {Say: sharers, Keys: true, Allow: isSharer},
		"M1":  {Say: say("M1"), Keys: true},
		"M2A": {Say: say("M2A"), Keys: true},
		"M2B": {Say: say("M2B"), Keys: true},
		"M2C": {Say: booked, Keys: true, Allow: ifBooked, Needs: needAppointment},
		"DW":  {Say: say("M2C.door")},
		"D":   {Say: say("D"), Keys: true},
		"C":   {Say: say("C"), Keys: true},
		"CS":  {Say: say("C.saved"), Next: ifAway},
		"C2":  {Say: cancelWords, Keys: true, Next: ifBegun, Needs: needAppointment},
		"C2X": {Say: say("C2.cancelled"), Next: ifStarted, Needs: needAppointment},
		"B":   {Say: passbook, Keys: true, Allow: ifSaved, Needs: needPassbook},
		"BL":  {Say: lately, Keys: true, Needs: needPassbook},
		"BN":  {Say: say("B.number"), Keys: true, Row: receiptDigits, Think: codeSeconds},
		"BR":  {Say: receipt, Keys: true, Next: ifSlip, Needs: needReceipt},
		"V":   {Say: say("V"), Keys: true},
		"V1":  {Say: say("V.code"), Keys: true, Code: true, Think: codeSeconds},
		"V2":  {Say: say("V.code"), Keys: true, Code: true, Think: codeSeconds},
		"VA":  {Say: asNoted, Next: ifNoCode, Needs: needCallIn},
		"VL":  {Say: asNoted, Next: ifNoCode, Needs: needCallIn},
		"R":   {Say: say("last"), Keys: true},
		"R0":  {Say: say("last"), Keys: true},
		"R1":  {Say: say("last"), Keys: true},
	})),
	Arrows: slices.Concat(exchangeArrows, []Arrow{
		{From: []Node{"N0"}, Event: "1", To: "N0R"},
		{From: []Node{"N0R"}, Event: noted, To: "N0N", Do: keepNote},
		{From: []Node{promiseNode}, Event: hidden, To: "N0R", Do: func(t *Turn) { t.Said = "person.nobody" }},
		{From: []Node{"N0"}, Event: "3", To: "N0V"},
		{From: []Node{"N0V"}, Event: "*", To: "N0"},
		{From: []Node{"N0V"}, Event: "1", To: "N0J", Do: wantToJoin},
		{From: []Node{"N0J"}, Event: hidden, To: "N0R"},
		{From: []Node{"N0"}, Event: "*", To: here},

		{From: []Node{"N1"}, Event: "1", To: "M1", Do: choose},
		{From: []Node{"N1"}, Event: "2", To: "M1", Do: choose},
		{From: []Node{"N1"}, Event: "3", To: "M1", Do: choose},
		{From: []Node{"N1"}, Event: "*", To: here},

		{From: []Node{"M1"}, Event: "1", To: "M2A"},
		{From: []Node{"M1"}, Event: "2", To: "M2B"},
		{From: []Node{"M1"}, Event: "3", To: "M2C"},
		{From: []Node{"M1"}, Event: "*", To: "V"}, // see calledin.go

		{From: []Node{"V"}, Event: "1", To: "V1"},
		{From: []Node{"V"}, Event: "2", To: "V2"},
		{From: []Node{"V"}, Event: "*", To: "M1"},
		{From: []Node{"V1"}, Event: code, To: "VA", Do: callIn(false)},
		{From: []Node{"V2"}, Event: code, To: "VL", Do: callIn(true)},
		{From: []Node{"V1", "V2"}, Event: "*", To: "V"},
		{From: []Node{"VA"}, Event: unknown, To: "V1", Do: codeAgain},
		{From: []Node{"VL"}, Event: unknown, To: "V2", Do: codeAgain},
		{From: []Node{"VA", "VL"}, Event: barred, To: personNode, Do: func(t *Turn) { t.Said = "V.locked" }},

		{From: []Node{"M2A"}, Event: "1", To: "D", Do: kind(care.Home)},
		{From: []Node{"M2A"}, Event: "2", To: "D", Do: kind(care.Company)},
		{From: []Node{"M2A"}, Event: "3", To: "D", Do: kind(care.Safety)},
		{From: []Node{"M2B"}, Event: "1", To: "D", Do: kind(care.Shopping)},
		{From: []Node{"M2B"}, Event: "2", To: "D", Do: kind(care.Hospital)},
		{From: []Node{"M2A", "M2B", "M2C", "D", "B"}, Event: "*", To: "M1", Do: kind("")},

		{From: []Node{"M2C"}, Event: "1", To: here},
		{From: []Node{"M2C"}, Event: "2", To: "C2"},
		{From: []Node{"M2C"}, Event: "3", To: "DW", Do: askDoorWord},
		{From: []Node{"M2C"}, Event: "5", To: "B"},
		{From: []Node{"C2"}, Event: "1", To: "C2X", Do: cancelRequest},
		{From: []Node{"C2"}, Event: "2", To: "M1", Do: keepRequest},
		{From: []Node{"C2"}, Event: "*", To: "M2C"},
		{From: []Node{"C2", "C2X"}, Event: closed, To: "M2C"},
		{From: []Node{"B"}, Event: "2", To: "BL"},
		{From: []Node{"B"}, Event: "3", To: "BN"},
		{From: []Node{"BL"}, Event: "1", To: here},
		{From: []Node{"BN"}, Event: row, To: "BR", Do: lookUp},
		{From: []Node{"BR"}, Event: unknown, To: "BN", Do: slipped},
		{From: []Node{"BR"}, Event: "1", To: "BN"},
		{From: []Node{"BL", "BN", "BR"}, Event: "*", To: "B", Do: shortly},

		{From: []Node{"D"}, Event: "1", To: "C", Do: when(care.Today)},
		{From: []Node{"D"}, Event: "2", To: "C", Do: when(care.Tomorrow)},
		{From: []Node{"D"}, Event: "3", To: "C", Do: when(care.AnyDay)},
		{From: []Node{"C"}, Event: "1", To: "CS", Do: askForHelp},
		{From: []Node{"CS"}, Event: missed, To: personNode},
		{From: []Node{"C"}, Event: "2", To: "M1", Do: startOver},
		{From: []Node{"C"}, Event: "*", To: "D"},

		{From: []Node{"M1", "M2A", "M2B", "M2C", "D", "C", "C2", "B", "BL", "BN", "BR"}, Event: lost, To: "R"},
		{From: []Node{"V", "V1", "V2"}, Event: lost, To: "R"},
		{From: []Node{"N0", "N0V"}, Event: lost, To: "R0"},
		{From: []Node{"N1"}, Event: lost, To: "R1"},
		{From: []Node{"R", "R0", "R1"}, Event: "1", To: personNode},
		{From: []Node{"R", "R0", "R1"}, Event: silence, To: personNode},
		{From: []Node{"R", "R0", "R1"}, Event: wrong, To: personNode},
		{From: []Node{"R"}, Event: "*", To: "M1", Do: kind("")},
		{From: []Node{"R0"}, Event: "*", To: "N0"},
		{From: []Node{"R1"}, Event: "*", To: "N1"},
	}, sharedArrows),
})

// mostSharers is how many people on one line are told apart by a key.
const mostSharers = 3

// sharers asks who of a shared line is calling.
func sharers(t *Turn) []Words {
	var out []Words
	for i, m := range t.Line.Elders[:min(len(t.Line.Elders), mostSharers)] {
		out = append(out, Words{Key: "N1.person", Short: t.Short, Args: prompts.Args{"name": prompts.Name(m.Name), "digit": prompts.Key(i + 1)}})
	}
	return append(out, t.words("N1.emergency"))
}

func isSharer(t *Turn, key string) bool {
	n, err := strconv.Atoi(key)
	return err != nil || n == 0 || n == 9 || n <= min(len(t.Line.Elders), mostSharers)
}

// choose notes who of a shared line is calling.
func choose(t *Turn) {
	n, _ := strconv.Atoi(t.Digit)
	if n >= 1 && n <= len(t.Line.Elders) {
		t.Who = t.Line.Elders[n-1]
		t.Member = t.Who.ID
	}
}

// Who comes back to the main menu has heard it: the keys are enough.
func startOver(t *Turn)   { t.Kind, t.When, t.Day, t.Said, t.Short = "", 0, 0, "C.again", true }
func keepRequest(t *Turn) { t.Said, t.Short = "C2.kept", true }

func kind(k care.Kind) func(*Turn) { return func(t *Turn) { t.Kind, t.When, t.Day = k, 0, 0 } }
func when(w care.When) func(*Turn) {
	return func(t *Turn) { t.When, t.Day = w, dayNumber(w.Day(t.Now)) }
}

// booked says what the books know of the next visit, and the truth when
// nobody has taken it yet.
func booked(t *Turn) []Words {
	switch {
	case !t.Booked:
		return []Words{t.words("M2C.none")}
	case t.Appointment.Request.State == care.Expired:
		return []Words{t.words("M2C.nobody")}
	case !t.Appointment.Coming():
		return []Words{t.words("M2C.waiting")}
	case t.Appointment.Request.State == care.Started:
		return []Words{t.words("M2C.here")}
	case t.Appointment.Along.ID != 0 && !t.Short:
		return []Words{t.words("O.pair"), t.words("M2C")}
	}
	return []Words{t.words("M2C")}
}

// ifBooked refuses keys that were not offered.
func ifBooked(t *Turn, key string) bool {
	switch key {
	case "2":
		return t.Booked && t.Appointment.Request.State != care.Started
	case "3":
		return t.Booked && t.Appointment.Coming()
	}
	return true
}

// ifBegun tells the truth instead of asking about a visit that has begun, or
// was given up, while the caller listened.
func ifBegun(t *Turn) string {
	if !t.Booked {
		return closed
	}
	return ifStarted(t)
}

// ifStarted sends on who cancelled too late: the helper is there.
func ifStarted(t *Turn) string {
	if t.Booked && t.Appointment.Request.State == care.Started {
		return closed
	}
	return ""
}

// cancelWords ask once more before anything is cancelled.
func cancelWords(t *Turn) []Words {
	if t.Appointment.Coming() {
		return []Words{t.words("C2")}
	}
	return []Words{t.words("C2.waiting")}
}

// promise says truthfully when somebody will call back.
func promise(t *Turn) []Words {
	if t.Line.Staffed {
		return []Words{t.words("person.nobody"), t.words("promise.now")}
	}
	w := t.words("promise.morning")
	w.Args["when"] = prompts.Clock(t.Line.OpensAt, t.Now)
	return []Words{t.words("person.nobody"), w}
}

// ifHidden asks for a number where a promise to call back could not be kept.
func ifHidden(t *Turn) string {
	if t.Line.Phone == "" && t.Outgoing == 0 {
		return hidden
	}
	return ""
}

// noteWords ask for a message, and for the number when it cannot be seen.
func noteWords(t *Turn) []Words {
	if t.Line.Phone == "" {
		return []Words{t.words("N0.note.hidden")}
	}
	return []Words{t.words("N0.note")}
}

// notedWords thank for a message and say when somebody will call back.
func notedWords(t *Turn) []Words {
	return append([]Words{t.words("N0.noted")}, promise(t)[1:]...)
}

// joinWords thank who wants to be a volunteer, and say when somebody will call.
func joinWords(t *Turn) []Words {
	return append([]Words{t.words("N0.join")}, promise(t)[1:]...)
}

// wantToJoin is known by its number; who hides it is asked to say it.
func wantToJoin(t *Turn) {
	if ifHidden(t) == "" {
		t.ticket(care.JoinRequest, "")
	}
}

// isAway reports whether the caller has moved out of the district: nobody can
// be sent there, and a person says so.
func isAway(t *Turn) bool { return t.Member != 0 && t.Who.Roles == 0 }

func ifAway(t *Turn) string {
	if isAway(t) {
		return missed
	}
	return ""
}

func askForHelp(t *Turn) {
	if isAway(t) {
		return
	}
	a := care.Ask{Source: t.source(), Elder: t.Who.ID, Kind: t.Kind, When: t.When, Day: dayOf(t.Day, t.Now.Location())}
	t.want("ask", func(ctx context.Context, c *care.Centre) error {
		_, err := c.AskForHelp(ctx, a)
		return err
	})
}

func cancelRequest(t *Turn) {
	id := t.Appointment.Request.ID
	t.want("cancel", func(ctx context.Context, c *care.Centre) error { return c.CancelRequest(ctx, id) })
}

func askDoorWord(t *Turn) {
	source, visit := t.source(), t.Appointment.Request.Visit.ID
	t.want("door word", func(ctx context.Context, c *care.Centre) error { return c.AskDoorWord(ctx, source, visit) })
}

func keepNote(t *Turn) { t.ticket(care.VoiceNote, t.Recording) }

// openTicket makes the promise to call back true, where one can be made.
func openTicket(t *Turn) {
	if ifHidden(t) == "" {
		t.ticket(t.unanswered(len(t.Line.Elders) > 0), "")
	}
}

// unanswered is what a person must call back about.
func (p Place) unanswered(elder bool) care.TicketKind {
	switch {
	case p.Kind != "":
		return care.Unfinished
	case !p.Pressed && elder:
		return silentCall
	}
	return care.CallBack
}

// leaves is what a caller who hangs up here leaves to a person, "" for
// nothing: a request that was chosen and not confirmed, an elder's call
// without a key, the wish for a person or a message that was not fulfilled.
// Of a call that is over before its first turn, keyless makes something.
func (p Place) leaves(elder bool) care.TicketKind {
	kind, point := p.unanswered(elder), dialogNamed(p.Dialog).Points[p.Node]
	switch {
	case p.Node == personNode, p.Node == "N0R":
		return kind
	case p.Dialog == Hotline.Name && point.Keys && kind != care.CallBack:
		return kind
	}
	return ""
}

func (t *Turn) ticket(kind care.TicketKind, note string) {
	k := care.Ticket{Source: "call/" + t.Call + "/" + string(kind), Kind: kind, Member: t.Who.ID, Phone: t.Line.Phone, Note: note}
	t.want("ticket "+string(kind), func(ctx context.Context, c *care.Centre) error { return open(ctx, c, k) })
}

// silentCall is no ticket but a case of its own: an elder who cannot press a
// key may not be able to get up.
const silentCall care.TicketKind = "silent-call"

// open opens a ticket, or the case of a silent call.
func open(ctx context.Context, c *care.Centre, t care.Ticket) error {
	if t.Kind == silentCall {
		return c.Unheard(ctx, care.SilentOne, t.Source, t.Phone)
	}
	return c.OpenTicket(ctx, t)
}

// startOf is where a caller's conversation begins.
func startOf(l care.Line) Node {
	switch {
	case len(l.Members) == 0:
		return "N0"
	case len(l.Elders) > 1:
		return "N1"
	}
	return "M1"
}

// whoIs is the member who speaks: the one chosen on a shared line, or the only one.
func whoIs(l care.Line, chosen int64) care.Member {
	if i := slices.IndexFunc(l.Members, func(m care.Member) bool { return m.ID == chosen }); i >= 0 {
		return l.Members[i]
	}
	switch {
	case len(l.Elders) == 1:
		return l.Elders[0]
	case len(l.Elders) == 0 && len(l.Members) > 0:
		return l.Members[0]
	}
	return care.Member{}
}
