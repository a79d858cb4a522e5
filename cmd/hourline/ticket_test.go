package main

import (
	"strings"
	"testing"

	"hourline/cmd/internal/gateway"
	"hourline/ledger/care"
)

const office = `name,roles,phones,community,address,contacts
王奶奶,elder,+8687165000001,翠湖社区,翠湖南路12号,小何:+8613800000102
王主任,duty|coordinator,+8613800000101,翠湖社区,,
小何,duty,+8613800000102,翠湖社区,,
小张,volunteer,+8613800000001,翠湖社区,,
`

// withTickets are books in which Wang wants to be called back, and somebody
// whom nobody knows has left a message.
func withTickets(t *testing.T) (dir string) {
	t.Helper()
	dir = begun(t)
	must(t, "member", "import", file(t, "office.csv", office), "--data", dir)
	centre, err := care.Open(t.Context(), gateway.BooksIn(dir), care.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []care.Ticket{
		{Source: "call/1", Kind: care.CallBack, Member: 1, Phone: "+8687165000001"},
		{Source: "call/2", Kind: care.VoiceNote, Phone: "+8687165000099", Note: "RE1"},
	} {
		if err := centre.OpenTicket(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	if err := centre.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

const director, he = "10000020", "10000036"

func TestTicketsAreListedTakenAndClosed(t *testing.T) {
	dir := withTickets(t)
	list := must(t, "ticket", "list", "--data", dir)
	has(t, list, "call-back", "王奶奶", "…0001", "翠湖社区", "王主任", "voice-note", "…0099")
	if strings.Contains(list, "65000001") {
		t.Errorf("a number is shown to whoever looks over the shoulder:\n%s", list)
	}
	has(t, must(t, "ticket", "list", "--full", "--data", dir), "+8687165000001")
	if only := must(t, "ticket", "list", "--community", "翠湖社区", "--data", dir); strings.Contains(only, "voice-note") {
		t.Errorf("a ticket of no community is among:\n%s", only)
	}
	if late := must(t, "ticket", "list", "--overdue", "--data", dir); strings.Contains(late, "call-back") {
		t.Errorf("it is overdue at once:\n%s", late)
	}
	number := idOf(t, list, "voice-note")
	has(t, must(t, "ticket", "take", number, "--actor", he, "--data", dir), "is now with 小何")
	has(t, must(t, "ticket", "close", number, "--actor", he, "--outcome", "rang back", "--data", dir), "is closed", "hourline ticket reopen "+number)
	shown := must(t, "ticket", "show", number, "--data", dir)
	has(t, shown, "rang back", "…0099", "taken by "+he, "closed by "+he+" rang back")
	has(t, must(t, "ticket", "reopen", number, "--actor", director, "--data", dir), "open again")
	must(t, "ticket", "close", number, "--actor", he, "--outcome", "rang back", "--data", dir)
	if open := must(t, "ticket", "list", "--data", dir); strings.Contains(open, "voice-note") {
		t.Errorf("it is open:\n%s", open)
	}
	has(t, must(t, "ticket", "list", "--all", "--data", dir), "voice-note", "closed ")
}

func TestATicketIsClosedByStaffWhomItIsNotAbout(t *testing.T) {
	dir := withTickets(t)
	number := idOf(t, must(t, "ticket", "list", "--data", dir), "call-back")
	for actor, why := range map[string]string{he: "own cause", "10000048": "one of the staff", "王主任": "one of the staff"} {
		code, _, errs := hourline(t, "ticket", "close", number, "--actor", actor, "--outcome", "done", "--data", dir)
		if code != failedCheck {
			t.Errorf("%s: exit %d", actor, code)
		}
		has(t, errs, why)
	}
	code, _, errs := hourline(t, "ticket", "show", "999", "--data", dir)
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, errs, "ticket list --all")
}

// idOf is the number of the ticket of a kind in a list.
func idOf(t *testing.T, list, kind string) string {
	t.Helper()
	for line := range strings.Lines(list) {
		if cells := strings.Fields(line); len(cells) > 1 && cells[1] == kind {
			return cells[0]
		}
	}
	t.Fatalf("no %s in\n%s", kind, list)
	return ""
}
