package ivr

// Dialogs are all conversations.
var Dialogs = []*Dialog{Hotline, Emergency, Staff, Check, CallBack, Announcement, News, DoorWord, After, Reminder, Delay, Tasks, Checkin, Contact, Order, Payment, Whisper}

// dialogNamed is the dialog of an address, nil for an unknown name.
func dialogNamed(name string) *Dialog {
	for _, d := range Dialogs {
		if d.Name == name {
			return d
		}
	}
	return nil
}

// Whisper is what a staff member hears before being connected with a caller
// who pressed 0. A voicemail presses nothing and is never connected.
var Whisper = newDialog(&Dialog{
	Name:  "whisper",
	Start: []Node{"P1"},
	Points: map[Node]Point{
		"P1": {Say: say("P.whisper"), Keys: true},
		"P2": {Then: then(connect)},
		"P3": {},
	},
	Arrows: []Arrow{
		{From: []Node{"P1"}, Event: "1", To: "P2"},
		{From: []Node{"P1"}, Event: silence, To: here, Do: tryAgain("again")},
		{From: []Node{"P1"}, Event: wrong, To: here, Do: tryAgain("wrong")},
		{From: []Node{"P1"}, Event: lost, To: "P3"},
	},
})
